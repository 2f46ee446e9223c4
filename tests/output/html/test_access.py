"""Pages in a real browser: what axe finds, in both widths and both schemes, what the buttons do, what is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.officejs.conftest import package
from tests.output.html.pages import REPORTS, page_of

SIZES = ((360, "light"), (1440, "dark")), ((360, "dark"), (1440, "light"))
LOOKS = [(name, *size) for number, name in enumerate(REPORTS) for size in SIZES[number % 2]]
LOOKS += [("region-quarterly", *size) for size in SIZES[1]]
"""Each page in both widths and both schemes, one in all four."""


@contextmanager
def opened(chromium: Any, folder: Path, text: str, width: int = 1440, scheme: str = "light") -> Iterator[Any]:
    """A page from a file, which logs nothing, throws nothing and asks for nothing."""
    file = folder / "page.html"
    file.write_text(text, encoding="utf-8")
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page, faults = context.new_page(), []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda message: faults.append(message.text))
    page.on("request", lambda request: faults.append(request.url) if request.url != file.as_uri() else None)
    page.goto(file.as_uri())
    yield page
    context.close()
    assert faults == []


@pytest.mark.slow
@pytest.mark.parametrize(("name", "width", "scheme"), LOOKS)
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(
    chromium: Any, tmp_path: Path, name: str, width: int, scheme: str
) -> None:
    axe = (package("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    with opened(chromium, tmp_path, page_of(name), width, scheme) as page:
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") == width


def column(page: Any, number: int) -> list[str]:
    return page.eval_on_selector_all(
        f".sortable >> nth=0 >> css=tbody tr > :nth-child({number})",
        "cells => cells.map(cell => cell.textContent.trim())",
    )  # type: ignore[no-any-return]


def test_a_button_sorts_by_value_with_what_is_missing_last(chromium: Any, tmp_path: Path) -> None:
    with opened(chromium, tmp_path, page_of("market-profile")) as page:
        growth = page.locator("thead button", has_text="Growth YoY").first
        growth.focus()
        page.keyboard.press("Enter")
        head = growth.locator("..")
        assert head.get_attribute("aria-sort") == "descending"
        shown = column(page, 4)
        rates = [float(text.rstrip("%")) for text in shown if text != "n/a"]
        assert rates == sorted(rates, reverse=True)
        assert shown[-4:] == ["n/a"] * 4
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == "ascending"
        assert column(page, 4) == [*reversed(shown[:-4]), *shown[-4:]]
        page.locator("thead button", has_text="Period").first.click()
        assert page.locator("thead [aria-sort]").count() == 1
        assert column(page, 1)[:2] == ["Q1 2013", "Q2 2013"]


def test_the_colours_change_with_a_button_and_print_on_white(chromium: Any, tmp_path: Path) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    with opened(chromium, tmp_path, page_of("kpi-card"), scheme="dark") as page:
        dark = page.evaluate(ground)
        page.locator("#theme").click()
        assert page.locator("#theme").text_content() == "Dark colours"
        assert page.evaluate(ground) == "rgb(255, 255, 255)" != dark
        page.locator("#theme").click()
        assert page.evaluate(ground) == dark
        page.emulate_media(media="print")
        assert page.evaluate(ground) == "rgb(255, 255, 255)"


def test_the_first_stop_of_the_keyboard_leads_to_the_figures(chromium: Any, tmp_path: Path) -> None:
    with opened(chromium, tmp_path, page_of("kpi-card")) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
