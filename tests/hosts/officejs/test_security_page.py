"""docs/server-security.md: its limits are those of the code, and the tests it names exist."""

from __future__ import annotations

import re
import ssl
from pathlib import Path

import pytest

from tests.hosts.officejs.running import Running
from tests.hosts.officejs.sockets import secure
from xlmarket.hosts.officejs import limits, lookup
from xlmarket.hosts.officejs.rest import replies

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "server-security.md").read_text(encoding="utf-8")


def test_the_limits_of_the_page_are_those_of_the_code() -> None:
    page = dict(re.findall(r"^\| `([A-Z_]+)` \| ([\d,.]+) ", PAGE, re.MULTILINE))
    code = {name: f"{value:,}".removesuffix(".0") for name, value in vars(limits).items() if name.isupper()}
    assert page == code


def test_every_line_of_the_checklist_names_tests_that_exist() -> None:
    lines = re.findall(r"^\| (\d+\.\d+\.\d+) \|.*\| (.*) \|$", PAGE, re.MULTILINE)
    assert len(lines) >= 25
    assert len({number for number, _ in lines}) == len(lines)
    sources: dict[str, str] = {}
    for path in (ROOT / "tests").rglob("test_*.py"):
        sources[path.stem] = sources.get(path.stem, "") + path.read_text(encoding="utf-8")
    for number, cell in lines:
        named = re.findall(r"`(test_\w+)::(test_\w+)`", cell)
        assert named, f"{number} names no test"
        for module, name in named:
            assert f"def {name}(" in sources[module], f"{number}: {module}::{name}"


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/taskpane.html", {}), ("/taskpane.js", {}), ("/api/status", {}), ("/api/v1/datasets", {}), ("/nowhere", {}),
     ("/api/v1/nowhere", {}), ("/api/status", {"X-Xlmarket-Token": "wrong"}), ("/api/status", {"Origin": "null"}),
     ("/icon-16.png", {}), ("/functions.json", {}), ("/manifest.xml", {})],
)  # fmt: skip
def test_every_answer_has_the_headers(server: Running, path: str, headers: dict[str, str]) -> None:
    status, found, body = server.ask(path, headers=headers)
    assert status in (200, 401, 403, 404)
    assert found["x-content-type-options"] == "nosniff"
    assert found["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'self'" in found["content-security-policy"]
    assert found["content-type"]
    assert "cache-control" in found
    assert "server" not in found
    assert "set-cookie" not in found
    assert body


def test_headers_of_proxies_change_nothing(server: Running) -> None:
    told = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "evil.example", "Forwarded": "for=127.0.0.1;host=evil"}
    assert server.ask("/api/status", headers=told)[2] == server.ask("/api/status")[2]
    assert server.ask("/api/status", headers={**told, "X-Xlmarket-Token": ""})[0] == 401
    assert server.ask("/api/status", headers={"Host": "evil.example", "X-Forwarded-Host": "localhost"})[0] == 421


def test_old_tls_is_refused(server: Running) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(server.certificate.authority)
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        secure(server.port, context)
    assert server.ask("/api/status")[0] == 200


def test_ciphers_have_forward_secrecy(server: Running) -> None:
    ciphers = [cipher["description"] for cipher in server.certificate.context().get_ciphers()]
    assert [text for text in ciphers if "Kx=RSA" in text or "Enc=None" in text or "RC4" in text] == []


def test_a_fault_of_ours_tells_nothing(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError("a secret of the store")

    monkeypatch.setattr(lookup, "status", broken)
    monkeypatch.setattr(replies, "page_of", broken)
    for path in ("/api/status", "/api/v1/markets"):
        status, _, body = server.ask(path)
        assert status == 500
        assert b"secret" not in body
        assert b"Traceback" not in body
        assert b"a fault of ours" in body


def test_trace_is_not_supported(server: Running) -> None:
    for path in ("/api/status", "/taskpane.html", "/api/v1/markets"):
        status, _, body = server.ask(path, headers={"X-Mark": "echo-me"}, method="TRACE")
        assert status == 405
        assert b"echo-me" not in body
