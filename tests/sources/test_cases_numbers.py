"""Numbers, symbols and flags as files have them: read where a mapping declares them, else rejected with its key."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import shared
from xlmarket.config import Mapping, load_config
from xlmarket.config.mapping import mapping_of
from xlmarket.errors import ConfigError, SourceError
from xlmarket.observations import FigureStatus
from xlmarket.sources import Reading, read
from xlmarket.sources.cells import Absent, Figure, FigureReader
from xlmarket.sources.tables import Percent

NBSP, NARROW, THIN, MINUS = "\u00a0", "\u202f", "\u2009", "\u2212"
GERMAN = {"thousands": ".", "decimal": ","}


def case(name: str, mapping: str | None = "m", **added: object) -> Reading:
    """A shared case, read with the mapping beside it and keys added to that."""
    from dataclasses import replace

    folder = shared("cases") / name
    declared = load_config(folder / "xlmarket.toml").mappings[mapping] if mapping else Mapping()
    (file,) = folder.glob("a.*")
    return read(file, replace(declared, **added))  # type: ignore[arg-type]


def values(found: Reading) -> dict[str, float]:
    return {row.market: row.value for row in found.observations}


def number(text: str, **keys: object) -> float:
    found = FigureReader(Mapping(**keys)).read(text)  # type: ignore[arg-type]
    assert isinstance(found, Figure)
    return found.value


def test_spaces_between_digits_are_read_only_where_groups_of_three_stand() -> None:
    found = case("space-group")
    assert values(found) == {"BRA": 1234, "PER": 1234.5, "CHN": 1234}
    assert [reject.found for reject in found.rejects] == ["12 345 2", "20 15"]
    assert all("written like 1 234,56" in reject.why for reject in found.rejects)


@pytest.mark.parametrize("space", [" ", NBSP, NARROW, THIN, "\u2007", "\u3000"])
def test_any_space_may_stand_between_groups(space: str) -> None:
    assert number(f"1{space}234{space}567", thousands=" ") == 1234567
    assert number(f"-12{NBSP}345{space}678.5", thousands=" ") == -12345678.5


@pytest.mark.parametrize("text", ["1  234", "1 23", "1 2345", "1234 567", "0 123", "1\t234", "1 234.5 6", "1, 234"])
@pytest.mark.parametrize("space", [" ", NBSP, NARROW])
def test_groups_that_are_not_whole_are_rejected(text: str, space: str) -> None:
    with pytest.raises(SourceError, match="written like 1 234"):
        number(text.replace(" ", space), thousands=" ")


@pytest.mark.parametrize(("text", "keys", "value"), [
    ("12,34,567.89", {"thousands": ",", "grouping": "indian"}, 1234567.89),
    ("1,00,000", {"thousands": ",", "grouping": "indian"}, 100000), ("99,999", {"thousands": ",", "grouping": "indian"}, 99999),
    ("1'234.50", {"thousands": "'"}, 1234.5), ("1’234’567", {"thousands": "'"}, 1234567), ("1'234", {"thousands": "’"}, 1234),
    ("'1234", {}, 1234), ("'1'234", {"thousands": "'"}, 1234),
    (f"{MINUS}5.5", {}, -5.5), ("- 5", {}, -5), ("+5", {}, 5), ("(1,000)", {"thousands": ","}, -1000),
    ("1.234,56-", GERMAN | {"minus": "trailing"}, -1234.56), (f"5{MINUS}", {"minus": "trailing"}, -5),
    ("5 -", {"minus": "trailing"}, -5), ("-5", {"minus": "trailing"}, -5), ("5-%", {"minus": "trailing"}, -5),
    ("-$1,000", {"thousands": ",", "signs": ("$",)}, -1000), ("$-1000", {"signs": ("$",)}, -1000),
    ("($1,000)", {"thousands": ",", "signs": ("$",)}, -1000), ("$(1,000)", {"thousands": ",", "signs": ("$",)}, -1000),
    ("1.000 €", GERMAN | {"signs": ("€",)}, 1000), ("-1.000,00 €", GERMAN | {"signs": ("€",)}, -1000),
    ("R$ 5", {"signs": ("$", "R$")}, 5), ("5USD", {"signs": ("USD",)}, 5),
    ("34%", {}, 34), ("34 %", {}, 34), ("%34", {}, 34), ("-0,5 %", {"decimal": ","}, -0.5),
    ("1.5E+3", {}, 1500), ("1,5e-3", {"decimal": ","}, 0.0015), (".5", {}, 0.5), ("5.", {}, 5),
    ("١٢٣٤٫٥", {"digits": "any", "decimal": "٫"}, 1234.5), ("１，２３４．５", {"digits": "any", "thousands": ","}, 1234.5),
    ("१२,३४,५६७", {"digits": "any", "thousands": ",", "grouping": "indian"}, 1234567), ("－５％", {"digits": "any"}, -5),
    ("\u200e5\u202c", {}, 5), ("\ufeff7", {}, 7),
])  # fmt: skip
def test_a_number_is_read_as_the_mapping_declares(text: str, keys: dict[str, object], value: float) -> None:
    assert number(text, **keys) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(("text", "keys"), [
    ("123,456", {"thousands": ",", "grouping": "indian"}), ("1,2,345", {"thousands": ",", "grouping": "indian"}),
    ("12,34,567", {"thousands": ","}), ("0.123", GERMAN), ("1.234,56", {"thousands": ","}), ("1.234,56", {}),
    ("1,234", {}), ("1.234.56", GERMAN), ("1234.567", GERMAN), ("1'234", {}), ("1.2.3", {}), ("1.234.5", {"thousands": "."} | GERMAN),
    ("5-", {}), ("-5-", {"minus": "trailing"}), ("--5", {}), ("-(5)", {}), ("(5", {}), ("5)", {}), ("+-5", {}), ("(-5)", {}),
    ("$5", {}), ("$$5", {"signs": ("$",)}), ("$5€", {"signs": ("$", "€")}), ("5%%", {}), ("5‰", {}), ("-", {}), ("", {"signs": ("$",)}),
    ("٣", {}), ("1٢", {"digits": "any"}), ("5 6", {}), ("0x10", {}), ("1_000", {}), ("nan", {}), ("inf", {}), ("1e", {}), ("²", {}),
])  # fmt: skip
def test_a_number_that_does_not_fit_is_rejected(text: str, keys: dict[str, object]) -> None:
    if text:
        with pytest.raises(SourceError):
            number(text, **keys)
    else:
        assert FigureReader(Mapping(**keys)).read(text) is None  # type: ignore[arg-type]


@given(
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", ".")]),
)
def test_a_number_printed_in_a_dialect_is_read_as_itself_or_rejected_in_every_other(
    value: float, marks: tuple[str, str]
) -> None:
    thousands, decimal = marks
    text = f"{value:,.3f}".replace(",", "T").replace(".", decimal).replace("T", thousands)
    for other_thousands, other_decimal in [(",", "."), (".", ","), (" ", ","), ("'", "."), ("", "."), ("", ",")]:
        try:
            found = number(text, thousands=other_thousands, decimal=other_decimal)
        except SourceError:
            assert (thousands, decimal) != (other_thousands, other_decimal)
            continue
        ambiguous = {decimal, other_thousands} == {",", "."} or other_thousands == decimal
        assert ambiguous or found == float(f"{value:.3f}")


def test_a_minus_behind_the_number_is_read_where_declared_and_else_names_its_key() -> None:
    assert values(case("trailing-minus", minus="trailing")) == {"BRA": -1234.56}
    assert 'minus = "trailing"' in case("trailing-minus").rejects[0].why


def test_signs_of_currencies_are_read_where_declared_and_else_name_their_key() -> None:
    assert values(case("currency", signs=("€", "$", "EUR"))) == {"DEU": -1000, "FRA": 1234, "ITA": 5}
    assert [reject.why.partition(";")[2] for reject in case("currency").rejects] == [
        f' signs = ["{sign}"] reads it' for sign in ("€", "$", "EUR")
    ]


def test_marks_behind_figures_become_a_status_or_a_note_where_declared() -> None:
    flags = {"p": "provisional", "*": "break in series"}
    found = case("flag-suffix", flags=flags)
    assert [(row.market, row.value, row.note) for row in found.observations] == [("GRC", 183.4, "provisional")]
    assert [(reject.found, "written like 1,234.56" in reject.why) for reject in found.rejects] == [("5,1*", True)]
    found = case("flag-suffix", flags=flags, decimal=",", thousands="")
    assert [(row.market, row.value, row.note) for row in found.observations] == [("ITA", 5.1, "break in series")]
    assert 'flags = ["p"]' in case("flag-suffix").rejects[0].why


def test_symbols_stay_distinct_and_are_gaps_with_their_reasons() -> None:
    found = case("flag-suffix", missing={":": "not available", "(NA)": "not released", "X": ""})
    assert [(gap.market, gap.symbol, gap.reason) for gap in found.observations.gaps] == [
        ("ESP", "(NA)", "not released"), ("FRA", "X", "no figure"), ("MLT", ":", "not available"),
    ]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "status", "note"), [
    ("12.3 bp", 12.3, None, "break; provisional"), ("0.9e", 0.9, FigureStatus.ESTIMATED, ""), ("5[1]", 5, None, "footnote"),
    ("5 e,p", 5, FigureStatus.ESTIMATED, "provisional"), ("(5) e", -5, FigureStatus.ESTIMATED, ""), ("5% p", 5, None, "provisional"),
    ("p 5", 5, None, "provisional"), ("1e+3", 1000, None, ""),
])  # fmt: skip
def test_several_flags_count_each(text: str, value: float, status: FigureStatus | None, note: str) -> None:
    flags = {"b": "break", "p": "provisional", "e": "estimated", "[1]": "footnote"}
    found = FigureReader(Mapping(flags=flags)).read(text)
    assert isinstance(found, Figure)
    assert (found.value, found.marks.status, found.marks.note) == (value, status, note)


@pytest.mark.parametrize(("text", "reason"), [
    (": c", "not available; confidential"), (":", "not available"), (":c", "not available; confidential"), ("(S)", "no figure"),
    ("-999", "no answer"), (-999, "no answer"), (" n.a. ", "no figure"),
])  # fmt: skip
def test_a_symbol_is_known_with_flags_behind_it_and_as_a_number(text: str | int, reason: str) -> None:
    mapping = Mapping(
        missing={":": "not available", "(S)": "", "-999": "no answer", "n.a.": ""}, flags={"c": "confidential"}
    )
    assert FigureReader(mapping).read(text) == Absent(str(text).strip(), reason)


@pytest.mark.parametrize(("text", "key"), [
    ("(D)", 'missing = {"(D)" = "why"}'), ("..", 'missing = {".."'), ("n.a.", 'missing = {"n.a."'), ("–", 'missing = {"–"'),
    ("c", 'missing = {"c"'), ("5*", 'flags = ["*"]'), ("5 r", 'flags = ["r"]'), ("5 kr.", 'flags = ["kr."]'), ("5 £", 'signs = ["£"]'),
    ("¥5", 'signs = ["¥"]'), ("5-", 'minus = "trailing"'), ("#N/A", 'missing = ["#N/A"]'), ("1.234,5", "written like 1234.56"),
])  # fmt: skip
def test_what_is_not_declared_is_rejected_with_the_key_that_would_read_it(tmp_path: Path, text: str, key: str) -> None:
    (tmp_path / "f.tsv").write_text(f"market\tmetric\tperiod\tvalue\nBrazil\tsales\t2015\t{text}\n", encoding="utf-8")
    (reject,) = read(tmp_path / "f.tsv").rejects
    assert (key in reject.why, reject.found, reject.offered) == (True, text, ())


def test_a_percentage_meets_no_other_unit_and_no_scale(tmp_path: Path) -> None:
    reader = FigureReader(Mapping())
    assert reader.read(Percent(12.0)) == reader.read("12%") == Figure(12.0, percent=True)
    with pytest.raises(SourceError, match="percentage where values are multiplied by 1000"):
        reader.read("12%", 1000.0)
    (tmp_path / "f.csv").write_text(
        "market,metric,period,value,unit\nBrazil,sales,2015,12%,USD\nJapan,share,2015,12%,percent\n"
    )
    found = read(tmp_path / "f.csv")
    assert values(found) == {"JPN": 12}
    assert "percent sign where the unit is USD" in found.rejects[0].why


def test_empty_cells_are_counted_and_are_no_gaps(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("market,2014,2015\nBrazil,1,\nJapan,,\nChile,2, \n")
    found = read(tmp_path / "f.csv", Mapping(wide="periods", metric="sales"))
    assert (len(found.observations), found.observations.gaps) == (2, ())
    assert sum(one.count for one in found.unused if one.kind == "empty cell") == 2
    assert [(one.kind, one.place.row) for one in found.unused if one.kind == "note row"] == []


def test_the_symbols_and_flags_of_eurostat_are_read_by_declaration() -> None:
    found = case(
        "eurostat-tsv",
        flags={"p": "provisional", "b": "break", "e": "estimated", "c": "confidential"},
        missing={":": ""},
    )
    assert [(row.value, row.status.value, row.note, row.unit) for row in found.observations] == [
        (183.4, "published", "provisional", "MIO_EUR"), (12.5, "estimated", "break; provisional", "MIO_EUR"),
    ]  # fmt: skip
    assert [(gap.market, gap.symbol, gap.reason) for gap in found.observations.gaps] == [
        ("GRC", ":", "no figure"),
        ("GBR", ": c", "confidential"),
    ]
    assert 'flags = ["c"]' in " ".join(reject.why for reject in case("eurostat-tsv").rejects)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("123456789012345", True),
        ("9007199254740993", False),
        ("1000000000000000000", True),
        ("0.1234567890123456789", True),
    ],
)
def test_a_whole_number_keeps_all_its_digits_or_is_rejected(text: str, kept: bool) -> None:
    if kept:
        assert number(text) == float(text)
    else:
        with pytest.raises(SourceError, match="more digits"):
            number(text)


@pytest.mark.parametrize(("values_", "keys", "odd"), [
    (("1.234", "12.345", "999.000"), {}, True), (("1,234", "12,345", "1,000"), {"decimal": ","}, True), (("1.234", "2.345", "5"), {}, True),
    (("1.234", "12.345", "1.5"), {}, False), (("1.234", "12.345", "0.123"), {}, False), (("1.234", "2.345", "3.456"), GERMAN, False),
])  # fmt: skip
def test_decimals_that_may_be_thousands_are_told(
    tmp_path: Path, values_: tuple[str, ...], keys: dict[str, str], odd: bool
) -> None:
    rows = "".join(f"Brazil;sales;{2010 + n};{text}\n" for n, text in enumerate(values_))
    (tmp_path / "f.csv").write_text(f"market;metric;period;value\n{rows}")
    found = read(tmp_path / "f.csv", Mapping(**keys))  # type: ignore[arg-type]
    assert any("three digits after it" in finding for finding in found.findings) is odd


def test_numbers_that_only_judge_a_column_are_not_counted(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("market;2015;Rank\nBrazil;1.234;1.000\nJapan;2.345;2.000\nPeru;3.456;3.000\n")
    found = read(tmp_path / "f.csv", Mapping(wide="periods", metric="sales", values={"2015": "2015"}))
    assert found.findings[0].startswith("all 3 numbers")


MULTIPLES = {"k": 1e3, "M": 1e6, "Mio.": 1e6, "万": 1e4}


@pytest.mark.parametrize(("text", "value"), [
    ("1.2M", 1.2e6), ("12k", 12000), ("-3 Mio.", -3e6), ("$1.1 M", 1.1e6), ("(2M)", -2e6), ("5万", 50000), ("7", 7),
])  # fmt: skip
def test_words_that_multiply_count_where_they_are_declared(text: str, value: float) -> None:
    found = FigureReader(Mapping(multiples=MULTIPLES, signs=("$",))).read(text)
    assert isinstance(found, Figure)
    assert found.value == value


@pytest.mark.parametrize("text", ["1.2Mk", "5% k", "5k %", "M", "1.2 m", "12K"])
def test_other_words_and_percentages_are_not_multiplied(text: str) -> None:
    with pytest.raises(SourceError):
        FigureReader(Mapping(multiples=MULTIPLES)).read(text)


@pytest.mark.parametrize("text", ["1.2M", "3bn", "12 k", "1.2 Mio.", "4B", "5万", "2 crore"])
def test_a_word_that_multiplies_is_never_offered_as_a_flag(text: str) -> None:
    with pytest.raises(SourceError, match=r"multiples = "):
        FigureReader(Mapping()).read(text)


@pytest.mark.parametrize("sign", ["k", "Mio.", "bn"])
def test_a_word_that_multiplies_is_no_sign_of_a_currency(sign: str) -> None:
    with pytest.raises(ConfigError, match=r"multiples = "):
        mapping_of({"signs": [sign]}, Path("f.toml"), "m")


@pytest.mark.parametrize(("text", "value"), [("1E+15", 1e15), ("1.5e-3", 0.0015), ("1.25E7", 12_500_000), ("12.", 12)])
def test_an_exponent_is_read_as_programs_write_it(text: str, value: float) -> None:
    found = FigureReader(Mapping()).read(text)
    assert isinstance(found, Figure)
    assert found.value == value


@pytest.mark.parametrize("text", ["12e4", "5e3", "12.5E4", "1,5e3"])
def test_a_letter_between_digits_may_be_a_mark_and_is_no_exponent(text: str) -> None:
    with pytest.raises(SourceError):
        FigureReader(Mapping(flags={"e": "estimated"})).read(text)


def test_signs_of_several_currencies_are_told() -> None:
    cells = FigureReader(Mapping(signs=("$", "€")))
    cells.read("$5")
    assert not list(cells.findings())
    cells.read("5 €")
    assert any('"$" at 1, "€" at 1' in finding for finding in cells.findings())
