"""Delimited texts: no row vanishes, and none is read as something that was not written."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.conftest import shared
from xlmarket.config import Mapping, load_config
from xlmarket.errors import SourceError
from xlmarket.sources import Reading, read

HEAD = "market,metric,period,value"


def reading(folder: Path, text: str | bytes, mapping: Mapping | None = None, name: str = "f.csv") -> Reading:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path, mapping)


def figures(reading: Reading) -> dict[str, float]:
    return {row.market: row.value for row in reading.observations}


def rejects(reading: Reading) -> list[tuple[int | None, str]]:
    return [(reject.place.row, reject.why) for reject in reading.rejects]


def unused(reading: Reading) -> list[tuple[int | None, str]]:
    return [(one.place.row, one.kind) for one in reading.unused]


def case(name: str) -> Reading:
    folder = shared("cases") / name
    settings = folder / "xlmarket.toml"
    mapping = load_config(settings).mappings["m"] if settings.exists() else None
    return read(next(path for path in folder.iterdir() if path.suffix in (".csv", ".tsv")), mapping)


def test_case_long_row() -> None:
    found = case("long-row")
    assert not found.observations.rows
    assert [row for row, _ in rejects(found)] == [2, 3]
    assert "the row has 5 cells, the header 4" in rejects(found)[0][1]


def test_case_swap_quote2() -> None:
    found = case("swap-quote2")
    assert figures(found) == {"BRA": 5, "CHL": 7, "PER": 8}
    assert rejects(found) == [(3, "a quote opens in this row and is never closed")]


def test_case_sep_line() -> None:
    found = case("sep-line")
    assert figures(found) == {"BRA": 5}
    assert unused(found) == [(1, "delimiter line")]


def test_case_title_line2() -> None:
    found = case("title-line2")
    assert figures(found) == {"BRA": 5.5}
    assert unused(found) == [(1, "row above the table")]


@pytest.mark.parametrize(("row", "why"), [
    ("Peru,sales,2015", "the row has 3 cells, the header 4"), ("Peru,sales,2015,1,", "5 cells"), ("Peru", "1 cell"),
    ("Peru,sales,2015,1,,,", "7 cells"), ('Peru,sales,2015,"1,5",2', "5 cells"), ('"Peru,sales,2015,1"', "1 cell"),
])  # fmt: skip
def test_a_row_of_another_width_is_a_reject(tmp_path: Path, row: str, why: str) -> None:
    found = reading(tmp_path, f"{HEAD}\nBrazil,sales,2015,5\n{row}\nChile,sales,2015,7\n")
    assert figures(found) == {"BRA": 5, "CHL": 7}
    assert [number for number, _ in rejects(found)] == [3]
    assert why in rejects(found)[0][1]


def test_an_empty_cell_at_the_end_of_every_row_is_left_out_and_told_once(tmp_path: Path) -> None:
    found = reading(tmp_path, f"{HEAD}\nBrazil,sales,2015,5,\nChile,sales,2015,7,\n")
    assert (figures(found), unused(found)) == ({"BRA": 5, "CHL": 7}, [(2, "empty last cell")])
    assert not rejects(found)


@pytest.mark.parametrize(("row", "why"), [
    ('Japan,"sales,2015,6', "never closed"), ('"Japan"x,sales,2015,6', "text follows a closing quote"),
    ('Ja"pan,sales,2015,6', "a quote inside a cell"), ('Japan,sales",2015,6', "a quote inside a cell"),
    ('"Japan,sales,2015,6\nPeru",sales,2015,8', "runs over several rows"), ('""Japan,sales,2015,6', "text follows"),
    ("Japan,sales,2015,'6'", "not a number"),
])  # fmt: skip
def test_a_quote_too_many_or_too_few_costs_its_row_and_no_other(tmp_path: Path, row: str, why: str) -> None:
    found = reading(tmp_path, f"{HEAD}\nBrazil,sales,2015,5\n{row}\nChile,sales,2015,7\n")
    assert figures(found) == {"BRA": 5, "CHL": 7}
    assert rejects(found)[0][0] == 3
    assert why in rejects(found)[0][1]


@pytest.mark.parametrize("row", ['"Chile", "sales", "2015", "7"', '"Chile" ,"sales"\t,2015,7'])
def test_blanks_around_quoted_cells_are_no_part_of_them(tmp_path: Path, row: str) -> None:
    assert figures(reading(tmp_path, f"{HEAD}\n{row}\n")) == {"CHL": 7}


def test_a_cell_of_several_lines_is_one_cell_and_rows_keep_the_numbers_of_their_lines(tmp_path: Path) -> None:
    text = f'{HEAD},note\nBrazil,sales,2015,5,"revised,\nsee ""notes"""\nChile,sales,2015,x,\n'
    found = reading(tmp_path, text)
    assert found.observations.rows[0].note == 'revised,\nsee "notes"'
    assert [row for row, _ in rejects(found)] == [4]


@pytest.mark.parametrize(
    ("line", "delimiter"), [("sep=;", ";"), ("SEP=\t", "\t"), ('"sep=|"', "|"), ("sep=^", "^"), ("sep=;;;;", ";")]
)
def test_a_first_line_that_says_the_delimiter_is_followed(tmp_path: Path, line: str, delimiter: str) -> None:
    rows = f"{HEAD}\nBrazil,sales,2015,5\n".replace(",", delimiter)
    assert figures(reading(tmp_path, f"{line}\n{rows}")) == {"BRA": 5}


@pytest.mark.parametrize(("title", "skip"), [
    ("Sales; by market; and; quarter", 1), ('Sales, by\t"market', 1), ("a,b,c\n\n1,2,3,4,5,6,7", 3), ("\n\nTitle, long; and|odd\n", 4),
])  # fmt: skip
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_lines_above_the_header_do_not_decide_the_delimiter(
    tmp_path: Path, title: str, skip: int, delimiter: str
) -> None:
    rows = f"{HEAD}\nBrazil,sales,2015,5\n".replace(",", delimiter)
    assert figures(reading(tmp_path, f"{title}\n{rows}", Mapping(skip_rows=skip))) == {"BRA": 5}


def test_a_decimal_comma_in_every_row_does_not_win_against_the_header(tmp_path: Path) -> None:
    text = "market;metric;period;value\nBrazil;sales, net;2015;5,5\nChile;sales, net;2015;7,5\n"
    assert figures(reading(tmp_path, text, Mapping(decimal=","))) == {"BRA": 5.5, "CHL": 7.5}


def test_two_delimiters_that_fit_equally_are_an_error_that_names_the_key(tmp_path: Path) -> None:
    text = "market;sales, EUR\nBrazil;5,5\nChile;7,5\n"
    with pytest.raises(SourceError, match=r'two delimiters.*comma and semicolon.*delimiter = "," or ";"'):
        reading(tmp_path, text)
    with pytest.raises(SourceError, match="no column for the period"):
        reading(tmp_path, text, Mapping(wide="metrics", delimiter=";", decimal=","))


@pytest.mark.parametrize("name", ["f.tsv", "f.tab", "f.tsv.gz"])
def test_a_tab_file_is_cut_at_tabs(tmp_path: Path, name: str) -> None:
    text = f"{HEAD},note\nBrazil,sales,2015,5,a;b;c;d|e\n".replace(",", "\t").replace(";", ",").encode()
    data = gzip.compress(text, mtime=0) if name.endswith(".gz") else text
    assert figures(reading(tmp_path, data, name=name)) == {"BRA": 5}


def test_tabs_that_only_pad_cells_are_no_delimiter(tmp_path: Path) -> None:
    text = "market\t,metric\t,period\t,value\t\nBrazil\t,sales\t,2015\t,5\t\n"
    assert figures(reading(tmp_path, text)) == {"BRA": 5}


def test_the_joined_keys_of_eurostat_become_columns(tmp_path: Path) -> None:
    text = "freq,unit,geo\\TIME_PERIOD\t2019 \t2020 \nA,MIO_EUR,DE\t183.4 \t: \nA,FR\t1\t2\n"
    mapping = Mapping(wide="periods", metric="sales", columns={"market": "geo"}, missing={":": ""})
    found = reading(tmp_path, text, mapping, "f.tsv")
    assert [(r.market, r.period.label, r.value, r.unit) for r in found.observations] == [
        ("DEU", "2019", 183.4, "MIO_EUR")
    ]
    assert (3, "the first cell has 2 keys, the header 3") in rejects(found)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_line_ends_of_every_system_are_read(tmp_path: Path, end: str) -> None:
    found = reading(tmp_path, end.join([HEAD, "Brazil,sales,2015,5", "Chile,sales,2015,x", ""]))
    assert (figures(found), [row for row, _ in rejects(found)]) == ({"BRA": 5}, [3])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_are_recognized(tmp_path: Path, encoding: str) -> None:
    assert figures(reading(tmp_path, f"{HEAD}\nBrésil,sales,2015,5\n".encode(encoding))) == {"BRA": 5}


@pytest.mark.parametrize(
    ("encoding", "market", "key"),
    [("cp1252", "Brésil", "BRA"), ("gb18030", "巴西", "BRA"), ("shift_jis", "ブラジル", "BRA")],
)
def test_other_encodings_are_read_where_declared_and_suggested_where_not(
    tmp_path: Path, encoding: str, market: str, key: str
) -> None:
    text = f"{HEAD}\nChile,sales,2015,7\n{market},sales,2015,5\n".encode(encoding)
    assert figures(reading(tmp_path, text, Mapping(encoding=encoding)))[key] == 5
    with pytest.raises(SourceError, match=r"f.csv, row 3: the text is not UTF-8.*encoding = "):
        reading(tmp_path, text)


@pytest.mark.parametrize(("data", "what"), [
    (HEAD.encode("utf-16-le"), "UTF-16 without a mark"), (b"PK\x03\x04rest", "a zip file"), (b"<!DOCTYPE html><p>", "an HTML"),
    (b"\xd0\xcf\x11\xe0rest", "an old Excel workbook"), (b"%PDF-1.7", "a PDF"), (b"\xef\xbb\xbf", "empty"), (b"# only\n\n", "no header row"),
])  # fmt: skip
def test_a_file_of_another_kind_is_named_for_what_it_is(tmp_path: Path, data: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        reading(tmp_path, data)


@pytest.mark.parametrize("cut", [b"", b"x", b"\x1f\x8b"])
def test_a_damaged_gzip_file_is_told_and_members_are_joined(tmp_path: Path, cut: bytes) -> None:
    parts = [gzip.compress(part.encode(), mtime=0) for part in (f"{HEAD}\n", "Brazil,sales,2015,5\n")]
    assert figures(reading(tmp_path, b"".join(parts), name="f.csv.gz")) == {"BRA": 5}
    with pytest.raises(SourceError, match="damaged or cut off"):
        reading(tmp_path, b"".join(parts)[:-9] + cut, name="f.csv.gz")


@pytest.mark.parametrize(("row", "why"), [
    ("Bra\0zil,sales,2015,5", "control character U+0000"), ("Brazil,sa\x07les,2015,5", "U+0007"),
    ("Brazil,sales,2015,\u202e21", "U+202E"), ("Br\ufffdsil,sales,2015,5", "a character was lost"),
])  # fmt: skip
def test_a_control_character_makes_its_row_a_reject(tmp_path: Path, row: str, why: str) -> None:
    found = reading(tmp_path, f"{HEAD}\n{row}\nChile,sales,2015,7\n")
    assert figures(found) == {"CHL": 7}
    assert (rejects(found)[0][0], why in rejects(found)[0][1]) == (2, True)


def test_invisible_characters_do_not_make_another_name(tmp_path: Path) -> None:
    found = reading(tmp_path, "\u200bmarket,metric,period,va\u00adlue\n\u200eBrazil\u200f,sa\u200bles,2015,\ufeff5\n")
    assert [(row.market, row.metric, row.value) for row in found.observations] == [("BRA", "sales", 5)]
    assert found.findings == ("invisible characters are taken out of row 2",)


def test_comments_blank_rows_and_notes_are_listed(tmp_path: Path) -> None:
    text = f"# Account: x\n#\n\n{HEAD}\nBrazil,sales,2015,5\n\n# break\nChile,sales,2015,7\n\nSource: somebody, 2015\n"
    found = reading(tmp_path, text.replace("somebody, 2015", "somebody"))
    assert figures(found) == {"BRA": 5, "CHL": 7}
    assert not rejects(found)
    assert sorted(unused(found), key=lambda one: one[0] or 0) == [
        (1, "comment"), (2, "comment"), (6, "blank row"), (7, "comment"), (9, "blank row"), (10, "note below the table"),
    ]  # fmt: skip
    assert [row for row, _ in rejects(reading(tmp_path, text))] == [10]


def test_rows_below_the_table_are_left_out_where_declared(tmp_path: Path) -> None:
    text = f"{HEAD}\nBrazil,sales,2015,5\nTotal,sales,2015,5\nSource: x, y\n"
    found = reading(tmp_path, text, Mapping(skip_footer=2))
    assert (figures(found), unused(found)) == ({"BRA": 5}, [(3, "row below the table"), (4, "row below the table")])


def test_a_header_that_comes_again_is_listed(tmp_path: Path) -> None:
    found = reading(tmp_path, f"{HEAD}\nBrazil,sales,2015,5\n{HEAD.upper()}\nChile,sales,2015,7\n")
    assert (figures(found), unused(found)) == ({"BRA": 5, "CHL": 7}, [(3, "repeated header")])


@pytest.mark.parametrize(("second", "mapping"), [
    ("market,metric,period,growth\nPeru,sales,2015,9", Mapping()),
    ("\ncountry,measure,year,growth\nPeru,sales,2015,9", Mapping()),
    ("\nmarket,metric,period,2016\nPeru,sales,2015,9", Mapping()),
])  # fmt: skip
def test_a_second_table_is_listed_and_never_read_as_the_first(tmp_path: Path, second: str, mapping: Mapping) -> None:
    found = reading(tmp_path, f"{HEAD}\nBrazil,sales,2015,5\n{second}\n", mapping)
    assert figures(found) == {"BRA": 5}
    assert [kind for _, kind in unused(found) if kind != "blank row"] == ["second table"] * 2
    assert not rejects(found)


def test_a_row_of_words_after_a_blank_row_is_no_second_table_where_its_word_means_missing(tmp_path: Path) -> None:
    text = f"{HEAD}\nBrazil,sales,2015,5\n\nJapan,sales,2015,n/a\nChile,sales,2015,secret\nPeru,sales,2015,7\n"
    found = reading(tmp_path, text, Mapping(missing={"n/a": "", "secret": ""}))
    assert figures(found) == {"BRA": 5, "PER": 7}


def test_several_header_rows_are_joined(tmp_path: Path) -> None:
    text = ";2014;;2015\nmarket;Q3;Q4;Q3\nBrazil;1;2;3\n"
    found = reading(tmp_path, text, Mapping(wide="periods", metric="s", header_rows=2))
    assert sorted((row.period.label, row.value) for row in found.observations) == [
        ("2014Q3", 1), ("2014Q4", 2), ("2015Q3", 3),
    ]  # fmt: skip


def test_a_cell_of_more_than_a_million_characters_is_a_reject(tmp_path: Path) -> None:
    found = reading(tmp_path, f"{HEAD}\n{'x' * (1 << 21)},sales,2015,1\nChile,sales,2015,7\n")
    assert (figures(found), rejects(found)[0][0]) == ({"CHL": 7}, 2)
    assert len(str(found.rejects[0])) < 400


@pytest.mark.parametrize(("text", "told"), [
    (f"{HEAD}\nPeru,sales,2015,8\nBrazil,sales,2015,55", [3]), (f"{HEAD}\nBrazil,sales,2015,55\n", []), (f"{HEAD}\nBrazil,sales,2015,55\r", []),
    (f"{HEAD}\nBrazil,sales,2015,55\n\nnote", []),
])  # fmt: skip
def test_a_last_row_without_an_end_is_told_as_it_may_be_cut_off(tmp_path: Path, text: str, told: list[int]) -> None:
    found = reading(tmp_path, text)
    assert [finding for finding in found.findings if "no line end" in finding] == [
        f"row {row} is the last and has no line end: if the file was cut off, so is its last cell" for row in told
    ]


@pytest.mark.parametrize(
    ("text", "rows"),
    [("Peru,sales,2015,8\n5\n", [2, 3]), ("Peru,sales,2015,8\n.5,x\n", [2, 3]), ("Peru,sales,2015,8\nnote\n", [3])],
)
def test_a_number_broken_in_two_is_not_read_as_its_first_half(tmp_path: Path, text: str, rows: list[int]) -> None:
    assert sorted(row or 0 for row, _ in rejects(reading(tmp_path, f"{HEAD}\n{text}"))) == rows
    with pytest.raises(SourceError, match="row 1: the header is followed by one with too few cells"):
        reading(tmp_path, "market,2014,2015\n-01\nBrazil,1,2\n", Mapping(wide="periods", metric="s"))


def test_the_tail_of_a_broken_name_is_not_another_market(tmp_path: Path) -> None:
    found = reading(tmp_path, f"{HEAD}\nP\noland,sales,2015,5\nEUROPE\nPeru,sales,2015,8\n")
    assert figures(found) == {"PER": 8}
    assert [row for row, _ in rejects(found)] == [2, 3, 4]


def test_a_column_named_by_a_number_sign_is_no_comment(tmp_path: Path) -> None:
    assert figures(reading(tmp_path, f"#,{HEAD}\n1,Brazil,sales,2015,5\n")) == {"BRA": 5}


def test_unreadable_keys_of_eurostat_are_a_reject(tmp_path: Path) -> None:
    text = "freq,geo\\TIME_PERIOD\t2019\nA,D\0E\t5\nA,FR\t6\n"
    found = reading(tmp_path, text, Mapping(wide="periods", metric="s", columns={"market": "geo"}), "f.tsv")
    assert (figures(found), rejects(found)) == ({"FRA": 6}, [(2, "the cell holds the control character U+0000")])
