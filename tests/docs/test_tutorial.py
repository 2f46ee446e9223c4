"""The terminal sessions of the pages: every command runs, in the order of its page, and prints what the page shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import conftest
from tests.docs.sessions import DOCS, missing, pages, play, print_of, settle


def needs(page: Path) -> None:
    """Skips without the downloads of a page, or without LibreOffice where it prints a PDF."""
    if missing(page):
        conftest.shared(missing(page)[0].parent.name)
    if ".pdf\n" in page.read_text(encoding="utf-8"):
        conftest.program("soffice", "libreoffice-calc")


@pytest.mark.slow
@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_a_page_shows_what_its_commands_print(tmp_path: Path, page: Path) -> None:
    needs(page)
    assert play(page, tmp_path) == page.read_text(encoding="utf-8"), "python -m tests.docs.sessions writes it"


def test_the_tutorial_goes_from_a_file_to_a_deck_and_back_to_a_figure() -> None:
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    steps = ["--draft", "--map", "eval", "chart", "-o asia.xlsx", "-o asia.html", "-o asia.pdf", "-o asia.pptx",
             "export", "24 written", "24 unchanged", "trace"]  # fmt: skip
    places = [text.index(step) for step in steps]
    assert places == sorted(places)


def test_a_session_prints_a_message_after_the_output(tmp_path: Path) -> None:
    with settle(tmp_path):
        shown = print_of("""$ xlmarket eval '=MARKET_SHARE("Brazl")'""")
    assert shown == '#VALUE!\nxlmarket: unknown market "Brazl": did you mean Brazil?'


def test_a_session_refuses_what_it_cannot_run() -> None:
    with pytest.raises(ValueError, match="commands of xlmarket alone"):
        print_of("$ rm -r reports")
