"""The front page of a folder: all reports, searched, filtered and sorted, from the disk and for everyone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.batch.catalogues import ODD, many_reports
from tests.batch.headlines import entry, run
from tests.batch.test_run import SAMPLE, jobs
from tests.hosts.officejs.conftest import package
from xlmarket.batch import run as run_batch
from xlmarket.batch.site import INDEX, site_page, write_site
from xlmarket.errors import InputError

MANY = 10_000


class Links(HTMLParser):
    """The addresses of a page as a browser without JavaScript has them."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [str(value) for name, value in attrs if tag == "a" and name == "href"]


@pytest.fixture(scope="module")
def many() -> bytes:
    return site_page(many_reports(MANY))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder after two runs: a figure moved, a report is new, one failed, one has an odd name."""
    name = ODD.replace("<", "-").replace(">", "-").replace("/", "-")
    run(tmp_path, entry("a.xlsx", "1.0"), entry("a.html", "1.0"), entry(f"{name}.html", "5.0", ODD))
    failed = entry("b.xlsx", title="Mars", error="unknown market <Mars>")
    run(tmp_path, entry("a.xlsx", "1.5"), entry("a.html", "1.5"), entry("c.xlsx", "7.0", "Europe"), failed)
    return tmp_path


def test_the_same_folder_gives_the_same_page(folder: Path) -> None:
    first = write_site(folder).read_bytes()
    assert write_site(folder).read_bytes() == first


def test_the_page_names_the_data_set_of_its_reports(folder: Path) -> None:
    assert "All reports</span>  ·  mine</p>" in write_site(folder).read_text(encoding="utf-8")


def test_every_link_is_a_file_of_the_folder_also_without_javascript(folder: Path) -> None:
    links = [link for link in Links(write_site(folder).read_bytes()).found if not link.startswith("#")]
    targets = {unquote(link) for link in links}
    assert targets == {path.name for path in folder.iterdir()} - {INDEX, "manifest.jsonl"}
    assert not any(set(link) & set("<># \"'中") for link in links)


def test_the_best_file_to_read_comes_first(tmp_path: Path) -> None:
    run(tmp_path, *(entry(f"a.{form}") for form in ("csv", "html", "pdf", "pptx", "xlsx")))
    links = [link for link in Links(write_site(tmp_path).read_bytes()).found if not link.startswith("#")]
    assert links == ["a.html", "a.html", "a.pdf", "a.xlsx", "a.pptx", "a.csv"]


def test_texts_of_the_user_are_never_markup(folder: Path) -> None:
    page = write_site(folder).read_text(encoding="utf-8")
    assert "<b>" not in page
    assert "<Mars>" not in page
    assert "&lt;b&gt;bold" in page


def test_it_tells_what_moved_what_is_new_and_what_failed(folder: Path) -> None:
    page = write_site(folder).read_text(encoding="utf-8")
    text = re.sub(r"<[^>]+>|\s+", " ", page[page.index("<body") : page.index('id="data"')])
    assert "Sales: 1.0 USD million → 1.5 USD million" in text
    assert "xlsx: unknown market &lt;Mars&gt;" in text
    assert re.search(r"Reports 4 New 1 Figures moved 1 Unchanged 1 Failed 1", re.sub(r" +", " ", text))


def test_a_page_that_is_not_ours_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / INDEX).write_text("<h1>mine</h1>")
    work = [replace(job, format="html") for job in jobs("csv", regions=("Europe",))]
    with pytest.raises(InputError, match="not a front page"):
        run_batch(work, SAMPLE, tmp_path)
    assert (tmp_path / INDEX).read_text() == "<h1>mine</h1>"


def test_ten_thousand_reports_are_one_file_of_a_few_megabytes(many: bytes) -> None:
    assert len(many) < 8e6
    assert len([link for link in Links(many).found if link.endswith(".xlsx")]) == 50


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    made = chromium.new_page(viewport={"width": 1440, "height": 900})
    made.faults = []
    made.on("pageerror", lambda fault: made.faults.append(str(fault)))
    made.on("console", lambda message: made.faults.append(message.text))
    yield made
    assert not made.faults
    made.close()


def titles(page: Any) -> list[str]:
    return [str(text) for text in page.locator("#rows h3").all_text_contents()]


@pytest.mark.slow
def test_ten_thousand_reports_are_searched_filtered_sorted_and_paged(many: bytes, page: Any, tmp_path: Path) -> None:
    (tmp_path / INDEX).write_bytes(many)
    page.goto((tmp_path / INDEX).as_uri())
    assert page.locator("#state").inner_text() == "10,000 reports, 1 to 50 shown"
    page.fill("#search", "osterreich 100%")
    assert titles(page) == [ODD]
    assert page.locator("#state").inner_text() == "1 of 10,000 reports"
    page.fill("#search", "region 999")
    assert titles(page)[:3] == ["Region 999", "Region 1999", "Region 2999"]
    page.select_option("#by-period", "2015Q3")
    assert titles(page) == ["Region 9990", "Region 9994", "Region 9998"]
    page.select_option("#by-period", "2015Q4")
    page.fill("#search", "")
    page.select_option("#sort", "value")
    assert titles(page)[:2] == ["Region 9999", "Region 9995"]
    page.select_option("#by-change", "moved")
    page.click("#on")
    assert page.locator("#place").inner_text() == "Page 2 of 10"
    shown = titles(page)
    page.reload()
    assert titles(page) == shown


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_mend(folder: Path, chromium: Any, width: int, scheme: str) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(write_site(folder).as_uri())
    page.evaluate((package("axe-core") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert wide <= width


@pytest.mark.slow
def test_a_link_with_an_odd_name_opens_its_file(folder: Path, page: Any) -> None:
    target = next(path for path in folder.glob("*sterreich*.html"))
    target.write_text("<!doctype html><title>opened</title>", encoding="utf-8")
    page.goto(write_site(folder).as_uri())
    page.get_by_role("link", name=ODD, exact=True).click()
    assert page.title() == "opened"
