"""A real browser that trusts one certificate, and pages that stand in Excel or outside it; for the tests and the bench."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.browser import launch
from tests.hosts.officejs.running import Running
from xlmarket.hosts.officejs.certificate import Certificate

MICROSOFT = "https://appsforoffice.microsoft.com/"
EXCEL_FOR_MAC = "_host_Info=Excel$Mac$16.01$en-US$telemetry$isDialog$$0"
EXCEL = Path(__file__).with_name("excel.js")


@contextmanager
def chromium(driver: Any, path: str, certificate: Certificate) -> Iterator[Any]:
    """A browser that trusts a certificate and no other that is not its own."""
    found = x509.load_pem_x509_certificate(certificate.certificate.read_bytes())
    public = found.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    trusted = base64.b64encode(hashlib.sha256(public).digest()).decode()
    with launch(driver, path, f"--ignore-certificate-errors-spki-list={trusted}") as browser:
        yield browser


@contextmanager
def context(browser: Any, office: Path) -> Iterator[Any]:
    """What a page asks of Microsoft's server comes from the folder of the npm package; nothing else leaves."""

    def answer(route: Any) -> None:
        file = office / route.request.url.split("?")[0].rsplit("/hosted/", 1)[-1]
        if file.is_file():
            route.fulfill(path=str(file), content_type="text/javascript")
        else:
            route.fulfill(status=404, body="")

    made = browser.new_context(viewport={"width": 350, "height": 760})
    made.grant_permissions(["clipboard-read", "clipboard-write"])
    made.route(f"{MICROSOFT}**", answer)
    yield made
    made.close()


def open_in_excel(page: Any, running: Running) -> Any:
    """The pane as Excel for Mac opens it, with `excel.js` at the other end of Office.js' native bridge."""
    page.add_init_script(path=EXCEL)
    page.goto(f"{running.page}&{EXCEL_FOR_MAC}")
    page.evaluate("excel.ready()")
    page.wait_for_selector("#state.on")
    return page
