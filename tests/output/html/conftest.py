"""A real browser for pages, and the finished pages of all shipped templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import program


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium without a network: a page that asks for anything fails."""
    sync = pytest.importorskip("playwright.sync_api", reason="needs the Python package playwright")
    with sync.sync_playwright() as driver:
        launched = driver.chromium.launch(
            executable_path=program("chromium", "chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()
