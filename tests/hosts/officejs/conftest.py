"""A running server with a certificate of its own, and a real browser that trusts that certificate and no other."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.conftest import IN_CI, program
from tests.hosts.officejs.running import Running
from xlmarket.hosts.officejs.certificate import kept

ROOT = Path(__file__).resolve().parents[3]
OFFICE = "https://appsforoffice.microsoft.com/"
EXCEL_FOR_MAC = "_host_Info=Excel$Mac$16.01$en-US$telemetry$isDialog$$0"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="session")
def certificate_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificate")


@pytest.fixture(scope="session")
def server(certificate_folder: Path) -> Iterator[Running]:
    """Answers from cross-border-2015."""
    running = Running(certificate_folder, "cross-border-2015")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def sample_server(certificate_folder: Path) -> Iterator[Running]:
    """Answers from sample-quarterly."""
    running = Running(certificate_folder, "sample-quarterly")
    yield running
    running.stop()


def package(name: str) -> Path:
    """A folder of an npm package; its absence fails in CI and skips elsewhere."""
    found = ROOT / "node_modules" / name
    if not found.is_dir():
        message = f"needs the npm package {name} in node_modules (npm install --no-save {name})"
        pytest.fail(message) if IN_CI else pytest.skip(message)
    return found


@pytest.fixture(scope="session")
def office() -> Path:
    """The files Microsoft serves at appsforoffice.microsoft.com."""
    return package("@microsoft/office-js") / "dist"


@pytest.fixture(scope="session")
def chromium(certificate_folder: Path) -> Iterator[Any]:
    """One browser for all tests."""
    path = program("chromium", "chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the Python package playwright")
    found = x509.load_pem_x509_certificate(kept(certificate_folder).certificate.read_bytes())
    public = found.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    trusted = base64.b64encode(hashlib.sha256(public).digest()).decode()
    with playwright.sync_playwright() as driver:
        flags = [*FLAGS, f"--ignore-certificate-errors-spki-list={trusted}"]
        launched = driver.chromium.launch(executable_path=path, args=flags)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def browser(chromium: Any, office: Path) -> Iterator[Any]:
    """A browser context: what a page asks of Microsoft's server comes from the npm package, nothing else leaves."""

    def answer(route: Any) -> None:
        file = office / route.request.url.split("?")[0].rsplit("/hosted/", 1)[-1]
        if file.is_file():
            route.fulfill(path=str(file), content_type="text/javascript")
        else:
            route.fulfill(status=404, body="")

    context = chromium.new_context(viewport={"width": 350, "height": 760})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.route(f"{OFFICE}**", answer)
    yield context
    context.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A fresh page in which no error goes unseen."""
    made, faults = browser.new_page(), []
    made.on("pageerror", lambda fault: faults.append(str(fault)))
    yield made
    made.close()
    assert faults == []


@pytest.fixture
def in_excel(page: Any) -> Callable[[Running], Any]:
    """Opens a server's pane as Excel for Mac does, `excel.js` at the other end of Office.js' native bridge."""

    def opened(running: Running) -> Any:
        page.add_init_script(path=Path(__file__).with_name("excel.js"))
        page.goto(f"{running.page}&{EXCEL_FOR_MAC}")
        page.evaluate("excel.ready()")
        page.wait_for_selector("#state.on")
        return page

    return opened


@pytest.fixture
def outside(page: Any) -> Callable[[Running], Any]:
    """Opens a server's pane in a browser without Excel."""

    def opened(running: Running) -> Any:
        page.goto(running.page)
        page.wait_for_selector("#found button")
        return page

    return opened
