"""What CONTRIBUTING.md and the glossary name is there: files, types, and walks that a reader can follow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "xlmarket"
PAGES = (ROOT / "CONTRIBUTING.md", ROOT / "docs" / "internals" / "glossary.md")
MOST_FILES = 25
FILE = re.compile(r"`((?:[\w-]+/)*[\w.-]+\.(?:py|js|md|tsv|lambda))`")
ENTRY = re.compile(r"^\| [^|]+\|[^|]*?`(\w+)`[^|]*\| `([\w/]+\.py)` \|$", re.MULTILINE)
GLOSSARY = PAGES[1].read_text(encoding="utf-8")


def files_in(text: str) -> set[str]:
    return set(FILE.findall(text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_a_page_names_is_there(page: Path) -> None:
    named = files_in(page.read_text(encoding="utf-8"))
    assert named
    assert {name for name in named if not (PACKAGE / name).is_file() and not (ROOT / name).is_file()} == set()


def walks() -> dict[str, str]:
    text = PAGES[0].read_text(encoding="utf-8").split("## Four walks")[1].split("\n## ")[0]
    _, *sections = re.split(r"^### ", text, flags=re.MULTILINE)
    return {section.partition("\n")[0]: section for section in sections}


@pytest.mark.parametrize("name", walks())
def test_a_walk_is_short_enough_to_follow(name: str) -> None:
    assert 5 <= len(files_in(walks()[name])) <= MOST_FILES


@pytest.mark.parametrize(("noun", "home"), ENTRY.findall(GLOSSARY))
def test_a_type_of_the_glossary_is_at_home_where_it_says(noun: str, home: str) -> None:
    assert re.search(rf"^class {noun}\b", (PACKAGE / home).read_text(encoding="utf-8"), re.MULTILINE)
