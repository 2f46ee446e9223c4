"""Texts as numbers under a mapping."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.observations import Qualifier
from xlmarket.sources.tables import Unreadable
from xlmarket.sources.values import Number, NumberReader, check_readable, split_flags

DIALECTS = [(".", ""), (".", ","), (",", "."), (",", " "), (".", " "), (".", "'"), (",", "\u202f")]


def grouped(whole: int, sign: str) -> str:
    return f"{whole:,}".replace(",", sign)


@given(
    st.integers(0, 10**12), st.integers(0, 99), st.sampled_from(DIALECTS), st.sampled_from(["", "-", "()", "\u2212"])
)
def test_a_number_written_in_any_dialect_reads_back(
    whole: int, cents: int, dialect: tuple[str, str], sign: str
) -> None:
    decimal, thousands = dialect
    text = f"{grouped(whole, thousands)}{decimal}{cents:02d}"
    text = f"({text})" if sign == "()" else f"{sign}{text}"
    value = float(f"{'-' if sign else ''}{whole}.{cents:02d}")
    assert NumberReader(Mapping(decimal=decimal, thousands=thousands)).read(text).value == value


@given(st.integers(1000, 10**9), st.sampled_from([(".", ","), (",", ".")]))
def test_a_number_of_the_other_dialect_is_refused_and_not_read_another_way(
    whole: int, dialect: tuple[str, str]
) -> None:
    decimal, thousands = dialect
    text = f"{grouped(whole, decimal)}{thousands}56"
    with pytest.raises(SourceError, match="not a number written like"):
        NumberReader(Mapping(decimal=decimal, thousands=thousands)).read(text)


@pytest.mark.parametrize(("text", "keys", "number"), [
    ("12%", {}, Number(12, percent=True)), ("%12", {}, Number(12, percent=True)), (">70", {}, Number(70, Qualifier.ABOVE)),
    ("~ 5", {}, Number(5, Qualifier.ABOUT)), ("$(5)", {"signs": ("$",)}, Number(-5)), ("5-", {"minus": "trailing"}, Number(-5)),
    ("2.5m", {"multiples": {"m": 1e6}}, Number(2.5e6)), ("1E+3", {}, Number(1000)), ("'5", {}, Number(5)), (".5", {}, Number(0.5)),
    ("12,34,567", {"thousands": ",", "grouping": "indian"}, Number(1234567)), ("１２", {"digits": "any"}, Number(12)),
    ("\u200e5", {}, Number(5)),
])  # fmt: skip
def test_marks_are_taken_off_each_once(text: str, keys: dict[str, object], number: Number) -> None:
    assert NumberReader(Mapping(**keys)).read(text) == number  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["", "-", "--5", "(-5)", "5%%", "1,23", "5-", "m5", "12e4", "1 2", "0x5", "1_000", "٥", "nan", "inf"]
)
def test_what_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(SourceError):
        NumberReader(Mapping(thousands=",")).read(text)


def test_more_digits_than_a_figure_keeps_are_refused() -> None:
    reader = NumberReader(Mapping())
    assert reader.read("9007199254740992").value == 2**53
    with pytest.raises(SourceError, match="more digits than a figure can keep"):
        reader.read("9007199254740993")


@pytest.mark.parametrize(("decimal", "other"), [(".", ","), (",", ".")])
def test_numbers_that_could_be_groups_of_thousands_are_doubted(decimal: str, other: str) -> None:
    reader = NumberReader(Mapping(decimal=decimal))
    for text in (f"1{decimal}234", f"56{decimal}789"):
        reader.read(text)
    (doubt,) = reader.findings()
    assert f'all 2 numbers with "{decimal}" have three digits' in doubt
    assert doubt.endswith(f'set thousands = "{decimal}" and decimal = "{other}"')
    reader.read(f"1{decimal}5")
    assert not list(reader.findings())


@pytest.mark.parametrize("text", ["5%m", "5m%", "%5m", "5mm"])
def test_a_number_is_a_percentage_or_multiplied_but_not_both(text: str) -> None:
    with pytest.raises(SourceError):
        NumberReader(Mapping(multiples={"m": 1e6})).read(text)


def test_signs_of_several_currencies_are_doubted() -> None:
    reader = NumberReader(Mapping(signs=("$", "€")))
    for text in ("$5", "€5", "€6"):
        reader.read(text)
    assert 'currencies are left out of the numbers, "€" at 2, "$" at 1' in next(iter(reader.findings()))


@pytest.mark.parametrize(("text", "rest", "flags"), [
    ("12.5 bep", "12.5", ("b", "e", "p")), ("p 5", "5", ("p",)), ("p", "p", ()), ("5", "5", ()), (": c", ": c", ()),
])  # fmt: skip
def test_flags_come_off_both_ends(text: str, rest: str, flags: tuple[str, ...]) -> None:
    assert split_flags(text, ("b", "e", "p")) == (rest, flags)


def test_a_cell_without_value_and_a_formula_error_are_refused() -> None:
    check_readable("# of sales")
    with pytest.raises(SourceError, match="never calculated"):
        check_readable(Unreadable("=A1", "never calculated"))
    with pytest.raises(SourceError, match=r'a formula error.*missing = \["#N/A"\]'):
        check_readable(" #N/A ")
