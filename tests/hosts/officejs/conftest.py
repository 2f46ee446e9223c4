"""A running server with a certificate of its own, and a real browser that trusts that certificate and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import IN_CI, program
from tests.hosts.officejs import browsing
from tests.hosts.officejs.running import Running
from xlmarket.hosts.officejs.certificate import local_certificate

ROOT = Path(__file__).resolve().parents[3]


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
def browser(driver: Any, certificate_folder: Path, office: Path) -> Iterator[Any]:
    """One browser context for all tests."""
    with (
        browsing.chromium(driver, program("chromium", "chromium"), local_certificate(certificate_folder)) as launched,
        browsing.context(launched, office) as made,
    ):
        yield made


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
    """Opens a server's pane as Excel for Mac does."""
    return lambda running: browsing.open_in_excel(page, running)


@pytest.fixture
def outside(page: Any) -> Callable[[Running], Any]:
    """Opens a server's pane in a browser without Excel."""

    def opened(running: Running) -> Any:
        page.goto(running.page)
        page.wait_for_selector("#found button")
        return page

    return opened
