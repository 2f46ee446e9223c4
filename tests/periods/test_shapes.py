"""The tables of spellings, built again and compared with what each template means on a text of its own."""

from __future__ import annotations

import hashlib

import pytest

from xlmarket.periods import LANGUAGES, Frequency, read_label
from xlmarket.periods.shapes import Label, LabelShape, Years, full_year, mask, shape_of, shapes
from xlmarket.periods.words import word_shapes


def digest(table: dict[str, LabelShape]) -> str:
    return hashlib.sha256("\n".join(f"{shape} {meaning}" for shape, meaning in table.items()).encode()).hexdigest()[:12]


def test_the_table_of_spellings_is_the_one_workbooks_hold() -> None:
    """Finished workbooks read periods by this table. A change is right only with its page and a new number here."""
    table = shapes.__wrapped__()
    assert (len(table), digest(table)) == (599, "e48a27eb5929")


WORDS = {
    "de": (403, "1dc9daa49d4e"),
    "en": (292, "344f23b6f751"),
    "es": (362, "68d7453f6fae"),
    "fr": (335, "0df6a095d408"),
    "it": (326, "8b28527b60e0"),
    "ja": (7, "e08fdddb79d2"),
    "nl": (315, "1cbcdff393bb"),
    "pt": (315, "7fbd0e08a9fb"),
    "zh": (144, "19176603a559"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_language_are_those_its_files_are_read_by(language: str) -> None:
    table = word_shapes.__wrapped__(language)
    assert (len(table), digest(table)) == WORDS[language]


@pytest.mark.parametrize(
    ("template", "text", "year", "number", "following"),
    [
        ("YYYYqN", "2015Q4", 2015, 4, None), ("NN/YYYY", "11/2015", 2015, 11, None), ("qN YY", "Q2 71", 1971, 2, None),
        ("YYYY/YY", "2014/15", 2014, 1, (5, 2)),
    ],
)  # fmt: skip
def test_a_template_says_where_year_and_number_are(
    template: str, text: str, year: int, number: int, following: tuple[int, int] | None
) -> None:
    shape, meaning = shape_of(template, Frequency.QUARTER)
    assert shape == mask(text)
    assert (meaning.read_year(text), meaning.read_number(text), meaning.following) == (year, number, following)


def test_a_template_may_name_its_own_number_and_kind_of_year() -> None:
    shape, meaning = shape_of("fy YYYY", Frequency.HALF, 2, Years.FISCAL)
    assert (shape, meaning.fixed, meaning.years) == ("FY 9999", 2, Years.FISCAL)
    assert meaning.read_number("FY 2015") == 2


def test_a_template_with_digits_is_refused() -> None:
    with pytest.raises(ValueError, match="a template with digits: YYYY1"):
        shape_of("YYYY1", Frequency.YEAR)


@pytest.mark.parametrize(("digits", "year"), [("69", 2069), ("70", 1970), ("99", 1999), ("00", 2000), ("0070", 70)])
def test_two_digits_are_of_the_last_century_from_70_on(digits: str, year: int) -> None:
    assert full_year(digits) == year


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2015Q4", Label(Frequency.QUARTER, "2015", 4)), ("FY2015", Label(Frequency.YEAR, "FY2015", 1)),
        ("CY2015Q1", Label(Frequency.QUARTER, "CY2015", 1)), ("2015W53", Label(Frequency.WEEK, "2015", 53)),
        ("2015Q5", None), ("2015Q0", None), ("soon", None),
    ],
)  # fmt: skip
def test_a_label_is_taken_apart_without_its_calendar(text: str, label: Label | None) -> None:
    assert read_label(text) == label
    assert label is None or label.is_fiscal == text.startswith("FY")
