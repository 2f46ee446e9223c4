"""Chromium for the tests and the bench: one driver per process, as a second one stops the first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@contextmanager
def drive() -> Iterator[Any]:
    """What starts browsers."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver


@contextmanager
def launch(driver: Any, path: str, *flags: str) -> Iterator[Any]:
    """A browser with a profile of its own."""
    browser = driver.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
    yield browser
    browser.close()
