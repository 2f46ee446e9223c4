"""An agency that plays, without the proxies and certificates of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agencies.server import Agency, serving

_OF_THE_MACHINE = (
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE",
)  # fmt: skip


@pytest.fixture(autouse=True)
def plain_network(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sdmx", reason="needs the extra xlmarket[agencies]")
    for name in _OF_THE_MACHINE:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def agency() -> Iterator[Agency]:
    with serving() as agency:
        yield agency


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with a store of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XLMARKET_STORE", str(tmp_path / "store.sqlite"))
    return tmp_path
