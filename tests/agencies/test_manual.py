"""The pages about agencies: one is made from the catalogue, and both say what holds."""

from __future__ import annotations

from pathlib import Path

from xlmarket.agencies import manual, ready_series

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_page_of_series_is_that_of_the_catalogue() -> None:
    assert (DOCS / "series.md").read_text(encoding="utf-8") == manual.markdown(), "run: make docs"


def test_every_ready_series_is_listed_with_the_document_it_was_seen_in() -> None:
    page = manual.markdown()
    for name, series in ready_series().items():
        assert page.count(f"| `{name}` |") == 2
        assert series.seen in page
