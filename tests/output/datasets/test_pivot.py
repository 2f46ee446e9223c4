"""The prepared pivot table: only what may be added is added, and its saved cells are what the functions give."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections import defaultdict
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from tests import ooxml
from tests.conftest import program
from tests.output.datasets.tables import ODD, SALES, figure, held
from xlmarket.cli import run
from xlmarket.errors import InputError
from xlmarket.functions import Snapshot, call, open_snapshot
from xlmarket.observations import FigureStatus, Metric, MetricKind, Observations, Qualifier
from xlmarket.output.datasets.adding import AGGREGATE, MARKET, PART, split_figures
from xlmarket.output.datasets.pivot_book import pivot_bytes
from xlmarket.periods import Frequency, Period

NAMESPACE = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.fixture(scope="module")
def sample() -> Snapshot:
    return open_snapshot("sample-quarterly")


@pytest.fixture(scope="module")
def book(sample: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("pivot") / "pivot.xlsx"
    file.write_bytes(pivot_bytes(sample))
    return file


def part(content: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


@lru_cache(maxsize=4)
def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def grid(content: bytes, name: str = "Pivot") -> dict[str, dict[str, object]]:
    """The saved cells of a table: by row, then by column."""
    sheet = opened(content)[name]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=11)]
    return {str(row[0]): dict(zip(map(str, rows[0][1:]), row[1:], strict=True)) for row in rows[1:]}


def test_a_workbook_with_totals_and_one_without_are_valid(tmp_path: Path) -> None:
    rows = (figure("DEU", 60.0), figure("Café & Bar", 40.0), figure("JPN", 5.5, period=Period.of(2014)))
    amounts = snapshot_of(Observations(rows=rows, metrics=(SALES,)))
    for number, snapshot in enumerate((amounts, open_snapshot("cross-border-2015"))):
        file = tmp_path / f"{number}.xlsx"
        file.write_bytes(pivot_bytes(snapshot))
        assert not ooxml.errors(file)


def test_the_table_refreshes_on_load(book: Path) -> None:
    cache = part(book.read_bytes(), "xl/pivotCache/pivotCacheDefinition1.xml")
    assert cache.get("refreshOnLoad") == "1"
    source = cache.find(".//m:worksheetSource", NAMESPACE)
    assert source is not None
    tables = opened(book.read_bytes())["Data"].tables
    assert source.get("name") in tables


def test_every_saved_cell_and_total_is_what_a_function_gives(sample: Snapshot, book: Path) -> None:
    rows = grid(book.read_bytes())
    periods = [period.label for period in sample.panel("sales").periods]
    for name in ("World", *(name for name in list(rows)[:8])):
        expected = call(sample, "MARKET_VALUE", name, "2013Q1:2015Q4", "sales").value
        found = rows["Total" if name == "World" else name]
        assert [found[period] for period in periods] == pytest.approx(list(expected[0]), rel=1e-12)


def test_the_regions_add_up_to_the_same_total(book: Path) -> None:
    content = book.read_bytes()
    totals, regions = grid(content)["Total"], grid(content, "Regions")
    assert {period: row["Total"] for period, row in regions.items()} == pytest.approx(totals, rel=1e-12)
    assert {"Europe", "Asia", "Not in a region"} < set(regions["2015Q4"])


def test_the_chart_draws_the_cells_of_its_pivot_table(book: Path) -> None:
    content = book.read_bytes()
    chart = part(content, "xl/charts/chart1.xml")
    space = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
    assert chart.findtext("c:pivotSource/c:name", namespaces=space) == "[pivot.xlsx]Regions!Regions"
    sheet = opened(book.read_bytes())["Regions"]
    series = chart.findall(".//c:ser", space)
    assert len(series) == 7
    for each in series:
        for kind in ("tx", "cat", "val"):
            formula = each.findtext(f"c:{kind}//c:f", namespaces=space) or ""
            cells = sheet[formula.split("!")[1].replace("$", "")]
            shown = [cell.value for row in cells for cell in row] if isinstance(cells, tuple) else [cells.value]
            cached = [point.text for point in each.findall(f"c:{kind}//c:v", space)]
            assert [str(value) for value in shown] == cached


def test_the_records_are_the_rows_of_the_sheet(book: Path) -> None:
    content = book.read_bytes()
    definition = part(content, "xl/pivotCache/pivotCacheDefinition1.xml")
    fields = definition.findall("m:cacheFields/m:cacheField", NAMESPACE)
    items = [[item.get("v") for item in field.findall("m:sharedItems/m:s", NAMESPACE)] for field in fields]
    records = part(content, "xl/pivotCache/pivotCacheRecords1.xml")
    sheet = opened(book.read_bytes())["Data"]
    rows = list(sheet.iter_rows(values_only=True))
    assert [field.get("name") for field in fields] == list(rows[0])
    assert int(records.get("count") or 0) == len(rows) - 1 == len(records)
    for record, row in list(zip(records, rows[1:], strict=True))[::97]:
        for place, (entry, value) in enumerate(zip(record, row, strict=True)):
            kind, text = etree.QName(entry).localname, str(entry.get("v"))
            if kind == "x":
                assert items[place][int(text)] == value
            elif kind == "n":
                assert float(text) == value
            else:
                assert text == f"{value:%Y-%m-%d}T00:00:00"  # type: ignore[str-format]


def test_only_figures_that_may_be_added_are_in_it(sample: Snapshot) -> None:
    added, left = split_figures(sample)
    assert {sample.metrics[each.row.metric].kind for each in added} == {MetricKind.FLOW}
    assert len(added) + len(left) == len(sample.holding.observations)
    assert any("a ratio" in each.why for each in left)


def snapshot_of(table: Observations) -> Snapshot:
    return Snapshot(held(table))


def test_bounds_doubt_second_sources_and_other_lengths_are_left_out_with_the_reason() -> None:
    table = replace(
        ODD,
        rows=(
            figure("DEU", 1.0),
            figure("DEU", 2.0, source="Another"),
            figure("FRA", 70.0, qualifier=Qualifier.ABOVE),
            figure("IND", 3.0, status=FigureStatus.DOUBTFUL),
            figure("DEU", 4.0, period=Period.of(2015, "Q", 1)),
        ),
        metrics=(SALES,),
        gaps=(),
        aggregates={},
    )
    added, left = split_figures(snapshot_of(table))
    assert [each.row.value for each in added] == [1.0]
    assert [each.why for each in left] == [
        "another source has a figure for it",
        "a bound",
        "doubtful",
        "a period of another length than the year of the metric",
    ]


def test_an_aggregate_is_never_added_to_its_members() -> None:
    rows = (figure("DEU", 60.0), figure("FRA", 40.0), figure("Germany and France", 100.0), figure("JPN", 5.0))
    table = Observations(rows=rows, metrics=(SALES,), aggregates={"Germany and France": ("DEU", "FRA")})
    snapshot = snapshot_of(table)
    levels = {each.market: each.level for each in split_figures(snapshot)[0]}
    assert levels == {"Germany": MARKET, "France": MARKET, "Germany and France": AGGREGATE, "Japan": MARKET}
    rows_shown = grid(pivot_bytes(snapshot))
    assert rows_shown["Total"]["2015"] == 105.0
    assert "Germany and France" not in rows_shown


def test_a_published_bloc_stands_in_the_place_of_a_member_that_does_not_make_it_up() -> None:
    rows = (figure("EU", 100.0), figure("DEU", 60.0), figure("JPN", 5.0))
    added, _ = split_figures(snapshot_of(Observations(rows=rows, metrics=(SALES,))))
    levels = {each.market: each.level for each in added}
    assert levels == {"European Union": MARKET, "Germany": PART, "Japan": MARKET}


def test_amounts_in_two_currencies_are_two_measures() -> None:
    rows = (figure("JPN", 5.0, unit="JPY billion"), figure("BRA", 7.0, unit="BRL million"))
    table = Observations(rows=rows, metrics=(replace(SALES, unit=""),))
    assert [each.measure for each in split_figures(snapshot_of(table))[0]] == [
        "sales, JPY billion",
        "sales, BRL million",
    ]
    assert set(grid(pivot_bytes(snapshot_of(table)))) == {"Japan", "Total"}


def test_shares_have_no_totals_over_years() -> None:
    content = pivot_bytes(open_snapshot("cross-border-2015"))
    table = part(content, "xl/pivotTables/pivotTable1.xml")
    assert (table.get("rowGrandTotals"), table.get("colGrandTotals")) == ("0", "0")
    assert "Total" not in grid(content)


def test_names_that_differ_in_case_are_one_item() -> None:
    rows = (figure("Alpha", 1.0, source="Office"), figure("Beta", 2.0, source="OFFICE"))
    content = pivot_bytes(snapshot_of(Observations(rows=rows, metrics=(SALES,))))
    definition = part(content, "xl/pivotCache/pivotCacheDefinition1.xml")
    (sources,) = definition.xpath("//m:cacheField[@name='Source']/m:sharedItems/@count", namespaces=NAMESPACE)
    assert sources == "1"


@pytest.mark.parametrize("metric", ["population", "logistics_index"])
def test_a_metric_that_must_not_be_added_is_refused(sample: Snapshot, metric: str) -> None:
    with pytest.raises(InputError, match=f"{metric} has no figure that a pivot table may add"):
        pivot_bytes(sample.measuring(metric))


def test_a_data_set_without_flows_is_refused() -> None:
    ratio = Metric(name="sales", unit="percent", kind=MetricKind.RATIO, frequency=Frequency.YEAR, default=True)
    with pytest.raises(InputError, match="mine has no figure"):
        pivot_bytes(snapshot_of(Observations(rows=(figure("DEU", 1.0, unit="percent"),), metrics=(ratio,))))


def test_a_chosen_metric_is_the_one_shown_first(tmp_path: Path) -> None:
    file = tmp_path / "pivot.xlsx"
    assert run(["workbook", "pivot", "-o", str(file), "--dataset", "sample-quarterly", "--metric", "parcels"]) == 0
    sheet = part(file.read_bytes(), "xl/worksheets/sheet1.xml")
    assert sheet.xpath("string(//m:c[@r='B5'])", namespaces=NAMESPACE) == "Cross-border parcels, thousand"


def test_a_theme_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["workbook", "pivot", "-o", str(tmp_path / "pivot.xlsx"), "--theme", "navy"]) == 2
    assert "a pivot table has no theme of its own" in capsys.readouterr().err


@pytest.mark.slow
def test_libreoffice_refreshes_it_to_the_same_figures(book: Path, tmp_path: Path) -> None:
    office = program("soffice", "LibreOffice")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, "--headless", profile, "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(book)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    theirs, ours = grid((tmp_path / "out" / "pivot.xlsx").read_bytes()), grid(book.read_bytes())
    sums: dict[str, list[object]] = defaultdict(list)
    for market, values in ours.items():
        if market != "Total":
            sums[market] = [theirs[market][period] for period in values if period != "Total"]
            assert sums[market] == pytest.approx([values[period] for period in values if period != "Total"], rel=1e-9)
    assert len(sums) > 60
