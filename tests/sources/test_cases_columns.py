"""Every row and column of a file is used, told as not used, or rejected; usual headers need no mapping."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.sources.test_cases_numbers import case, values
from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.observations import FigureStatus
from xlmarket.sources import Reading, read
from xlmarket.sources.headers import SYNONYMS

WIDE = Mapping(wide="periods", metric="sales")


def reading(folder: Path, text: str, mapping: Mapping | None = None) -> Reading:
    (folder / "f.csv").write_text(text, encoding="utf-8")
    return read(folder / "f.csv", mapping)


def left_out(found: Reading) -> Counter[str]:
    return Counter(
        {
            kind: sum(one.count for one in found.unused if one.kind == kind)
            for kind in {one.kind for one in found.unused}
        }
    )


def test_columns_of_figures_whose_header_is_not_a_period_are_told() -> None:
    found = case("wide-drop")
    assert [reject.found for reject in found.rejects] == ["2016p", "2017*", "2018 (est.)"]
    assert [reject.why.partition("set ")[2] for reject in found.rejects] == [
        'flags = ["p"]',
        'flags = ["*"]',
        'flags = ["(est.)"]',
    ]
    assert len(found.observations) == 4


def test_a_flag_at_a_header_counts_for_its_column() -> None:
    found = case("wide-drop", flags={"p": "provisional", "*": "break in series", "(est.)": "estimated"})
    last = {row.period.label: (row.status, row.note) for row in found.observations if row.market == "BRA"}
    assert not found.rejects
    assert last["2016"] == (FigureStatus.PUBLISHED, "provisional")
    assert last["2018"] == (FigureStatus.ESTIMATED, "")
    assert last["2015"] == (FigureStatus.PUBLISHED, "")


def test_columns_of_another_frequency_are_told() -> None:
    found = case("wide-mixed")
    assert [reject.found for reject in found.rejects] == ["2015Q1", "2015Q2"]
    assert [row.period.label for row in found.observations] == ["2014", "2015"]


@pytest.mark.parametrize("header", ["2016p", "2015Q5", "2016-01-31", "YTD", "Change", "2016/17*", "Rank", "Total"])
def test_a_column_of_figures_is_never_dropped(tmp_path: Path, header: str) -> None:
    found = reading(tmp_path, f"market,2015,{header}\nBrazil,1,2\nJapan,3,4\n", WIDE)
    assert [(reject.found, reject.place.column) for reject in found.rejects] == [(header, header)]
    assert "the column holds figures" in found.rejects[0].why


@pytest.mark.parametrize("cells", [("(S)", "5"), ("5 p", "5"), ("5%", "(5)")])
def test_symbols_and_flags_in_such_a_column_are_figures_too(tmp_path: Path, cells: tuple[str, str]) -> None:
    mapping = Mapping(wide="periods", metric="sales", missing={"(S)": ""}, flags={"p": "p"})
    assert len(reading(tmp_path, f"market,2015,x\nBrazil,1,{cells[0]}\nJapan,3,{cells[1]}\n", mapping).rejects) == 1


@pytest.mark.parametrize("column", [("Remark", "fine", "good"), ("ISO", "BR", "JP"), ("Empty", "", "")])
def test_a_column_of_words_is_told_as_not_used(tmp_path: Path, column: tuple[str, str, str]) -> None:
    header, first, second = column
    found = reading(tmp_path, f"market,2015,{header}\nBrazil,1,{first}\nJapan,3,{second}\n", WIDE)
    assert (found.rejects, [(one.kind, one.place.column) for one in found.unused]) == ((), [("column", header)])


def test_columns_chosen_by_values_leave_the_others_unused(tmp_path: Path) -> None:
    mapping = Mapping(wide="periods", metric="sales", values={"2014": "2014", "FY so far": "2015"})
    found = reading(tmp_path, "market,2014,FY so far,Rank\nBrazil,1,2,1\n", mapping)
    assert {row.period.label: row.value for row in found.observations} == {"2014": 1, "2015": 2}
    assert [one.place.column for one in found.unused] == ["Rank"]


@pytest.mark.parametrize("wide", ["metrics", "markets"])
def test_a_column_of_words_is_no_metric_and_no_market(tmp_path: Path, wide: str) -> None:
    mapping = Mapping(wide=wide, metric="sales" if wide == "markets" else "")
    text = (
        "Country,Year,sales,Remark\nBrazil,2015,1,rounded\n"
        if wide == "metrics"
        else "Year,Brazil,Remark\n2015,1,rounded\n"
    )
    found = reading(tmp_path, text, mapping)
    assert (len(found.observations), found.rejects) == (1, ())
    assert [one.place.column for one in found.unused] == ["Remark"]


@pytest.mark.parametrize(
    ("name", "header"), [(name, header) for name, headers in SYNONYMS.items() for header in headers]
)
@pytest.mark.parametrize("spelling", [str.title, str.upper, lambda text: text.replace(" ", "_")])
def test_usual_headers_need_no_mapping(tmp_path: Path, name: str, header: str, spelling: object) -> None:
    row = {
        "market": "Brazil",
        "metric": "sales",
        "period": "2015",
        "value": "5",
        "unit": "USD",
        "note": "n",
        "flag": "",
    }
    if "week" in header or "month" in header or "quarter" in header:
        row["period"] = {"week": "2015W07", "month": "2015-11", "quarter": "2015Q4"}[header]
    names = [spelling(header) if key == name else key for key in row]  # type: ignore[operator]
    found = reading(tmp_path, f"{','.join(names)}\n{','.join(row.values())}\n")
    assert ([(r.market, r.metric, r.value, r.unit, r.note) for r in found.observations], found.rejects, found.unused) == (
        [("BRA", "sales", 5.0, "USD", "n")], (), (),
    )  # fmt: skip


@pytest.mark.parametrize(("header", "metric"), [("Sales", "sales"), ("ORDERS", "orders"), ("Population", "population")])
def test_the_header_of_the_values_can_name_the_metric(tmp_path: Path, header: str, metric: str) -> None:
    found = reading(tmp_path, f"Country,Year,{header}\nBrazil,2015,5\n")
    assert [one.name for one in found.observations.metrics] == [metric]


@pytest.mark.parametrize(("header", "both"), [
    ("Country,Region,Year,Sales", "Country, Region"), ("Country,Year,Quarter,Sales", "Year, Quarter"), ("Country,Year,Sales,Amount", "Sales, Amount"),
    ("Country,Year,Revenue (EUR),Orders", "Revenue \\(EUR\\), Orders"),
])  # fmt: skip
def test_two_columns_that_could_both_be_it_are_refused_by_name(tmp_path: Path, header: str, both: str) -> None:
    with pytest.raises(SourceError, match=f'several columns can be.*found "{both}".*columns = '):
        reading(tmp_path, f"{header}\nBrazil,x,2015,5\n")


def test_a_column_by_its_tidy_name_wins_and_the_other_is_told(tmp_path: Path) -> None:
    found = reading(tmp_path, "market,Country,Year,Sales\nBrazil,Japan,2015,5\n")
    assert (values(found), [one.place.column for one in found.unused]) == ({"BRA": 5}, ["Country"])


@pytest.mark.parametrize(("header", "key"), [
    ("Country,Year,Value", 'metric = "..."'), ("Land,Year,Sales", 'market = "..."'), ("Country,Jahr,Sales", 'wide = "periods"'),
    ("Country,Year,Wert,Metric", 'columns = {value = "..."}'),
])  # fmt: skip
def test_a_missing_column_names_the_keys(tmp_path: Path, header: str, key: str) -> None:
    with pytest.raises(SourceError, match="no column for the") as error:
        reading(tmp_path, f"{header}\nBrazil,2015,5,x\n")
    assert key in str(error.value)


def test_a_blank_first_header_is_that_of_the_row_labels(tmp_path: Path) -> None:
    assert values(reading(tmp_path, ",2015\nBrazil,1\n", WIDE)) == {"BRA": 1}
    assert values(reading(tmp_path, ",Brazil\n2015,1\n", Mapping(wide="markets", metric="sales"))) == {"BRA": 1}
    with pytest.raises(SourceError, match="no column for the market"):
        reading(tmp_path, ",2015\n0,1\n", WIDE)


def test_rows_that_are_not_used_are_counted_by_reason(tmp_path: Path) -> None:
    text = "market,metric,period,value,type\nBrazil,sales,2015,1,a\n,,,,\nJapan,sales,2015,2,b\nPeru,sales,2015,3,b\nChile,sales,2015,,a\nOthers,sales,2015,4,a\nEurope,,,,\nMali,sales,2015,5,a\nSource: me,,,,\n"
    mapping = Mapping(only={"type": ("a", "")}, exclude=("others",))
    found = reading(tmp_path, text, mapping)
    assert values(found) == {"BRA": 1, "MLI": 5}
    counted = left_out(found)
    assert counted == {
        "blank row": 1,
        "row left out by only": 2,
        "row left out by exclude": 1,
        "empty cell": 1,
        "row without figures": 1,
        "note row": 1,
    }
    assert [str(one.place) for one in found.unused if one.kind == "row left out by only"] == ["f.csv, row 4"]


def test_a_column_of_flags_is_declared_or_kept_as_it_is(tmp_path: Path) -> None:
    text = "Country,Year,Sales,Obs_Status\nBrazil,2015,1,p\nJapan,2015,2,e\nPeru,2015,3,x\n"
    found = reading(tmp_path, text, Mapping(flags={"p": "provisional", "e": "estimated"}))
    assert [(row.status.value, row.note) for row in found.observations] == [
        ("published", "provisional"),
        ("estimated", ""),
        ("published", "x"),
    ]


def test_a_market_with_gaps_only_is_kept(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        "market,2014,2015\nBrazil,(S),(S)\nJapan,1,2\n",
        Mapping(wide="periods", metric="sales", missing={"(S)": "suppressed"}),
    )
    assert [(gap.market, gap.period.label, gap.reason) for gap in found.observations.gaps] == [
        ("BRA", "2014", "suppressed"),
        ("BRA", "2015", "suppressed"),
    ]
    assert not reading(
        tmp_path, "market,2014\nBrazil,(S)\n", Mapping(wide="periods", metric="sales", missing={"(S)": ""})
    ).observations.rows


def test_gaps_in_a_tidy_file_have_their_symbol_and_reason(tmp_path: Path) -> None:
    text = "market,metric,period,value,symbol,reason\nBrazil,sales,2015,,(S),suppressed\nJapan,sales,2015,,,\nPeru,sales,2015,5,,\nChile,sales,2015,,,late\n"
    found = reading(tmp_path, text)
    assert [(gap.market, gap.symbol, gap.reason) for gap in found.observations.gaps] == [
        ("BRA", "(S)", "suppressed"),
        ("CHL", "", "late"),
    ]
    assert (values(found), left_out(found)) == ({"PER": 5}, {"empty cell": 1})


def test_the_guide_lists_every_header_that_is_understood() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
    for name, headers in SYNONYMS.items():
        (line,) = [line.casefold() for line in page.splitlines() if line.startswith(f"| `{name}` |")]
        assert [header for header in headers if header not in line.casefold()] == []


def test_an_excluded_market_of_a_header_is_told(tmp_path: Path) -> None:
    mapping = Mapping(wide="markets", metric="sales", exclude=("Total",))
    found = reading(tmp_path, "Year,Brazil,Japan,Total\n2014,1,2,3\n2015,1,2,3\n", mapping)
    assert (len(found.observations), found.questions, found.findings) == (4, (), ())
    assert [(one.kind, one.place.column) for one in found.unused] == [("column left out by exclude", "Total")]


@pytest.mark.parametrize("header", ["2014 YTD", "2014 Total", "2014 Share", "2014 Sales", "2014 Budget"])
def test_a_word_behind_a_year_is_not_offered_as_a_flag(tmp_path: Path, header: str) -> None:
    found = reading(tmp_path, f"market,2013,{header}\nGermany,5,6\n", Mapping(wide="periods", metric="sales"))
    assert [reject.found for reject in found.rejects] == [header]
    assert "flags" not in found.rejects[0].why
    assert "skip_columns" in found.rejects[0].why
