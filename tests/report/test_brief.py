"""The report `brief`: all twenty figures and all judgements, bounds and doubtful figures included."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import shared
from xlmarket.errors import InputError
from xlmarket.functions import Snapshot, open_snapshot
from xlmarket.report import build, figures_table
from xlmarket.store import Holding

PUBLISHED = open_snapshot("cross-border-2015")
BOOK = openpyxl.load_workbook(io.BytesIO(build("brief", snapshot=PUBLISHED)))


def rows(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]


def row_of(sheet: str, *texts: str) -> list[object]:
    """The one row of a sheet that holds all the texts."""
    (found,) = [row for row in rows(BOOK[sheet]) if set(texts) <= set(map(str, row))]
    return found


def test_none_of_the_facts_is_out_of_reach_of_the_report() -> None:
    with (shared("facts") / "brief_facts.csv").open(encoding="utf-8", newline="") as file:
        facts = list(csv.DictReader(file))
    data = [row for row in rows(BOOK["Data"]) if "percent" in map(str, row) or re.search(r"P\d S\d", str(row))]
    found = sorted((round(row[4] * 100, 3) if "destination_share" in row else row[4], row[8]) for row in data)
    assert found == sorted(
        (float(fact["value"]), re.sub(r"P(\d)S(\d)", r"P\1 S\2", fact["sentence"])) for fact in facts
    )


@pytest.mark.parametrize(
    ("market", "measure", "text", "place", "status"),
    [
        ("Europe and the United States", "Share of parcels", "more than 70%", "P2 S4", "published"),
        ("North America", "Share of the world's cross-border online buyers", "about 33.3%", "P4 S1", "published"),
        ("Europe", "Online shoppers", "up to 300 million persons", "P4 S3", "published"),
        ("Europe", "E-commerce in GDP", "about 5% of GDP", "P4 S4", "doubtful"),
        ("France", "E-commerce sales", "EUR 57.5 billion", "P4 S6", "published"),
        ("France", "Growth of e-commerce", "19% a year", "P4 S6", "doubtful"),
        ("France", "E-commerce in GNP", "18% of GNP", "P4 S6", "doubtful"),
        ("Europe", "B2C websites", "about 750,000 sites", "P5 S1", "published"),
        ("Europe", "Growth of B2C websites", "15% a year", "P5 S1", "doubtful"),
        ("Latin America", "Growth of e-commerce", "more than 40% a year", "P6 S3", "published"),
        ("World", "Markets reached", "more than 200 countries and regions", "P1 S4", "published"),
    ],
)
def test_a_figure_is_printed_in_words_with_sentence_and_status(
    market: str, measure: str, text: str, place: str, status: str
) -> None:
    row = row_of("Brief", market, measure)
    assert [row[2], row[4], row[5]] == [text, place, status]


def test_the_impossible_figure_of_france_comes_with_its_reason() -> None:
    verdict = str(row_of("Brief", "France", "E-commerce in GNP")[-1])
    assert verdict == "impossible: 57.5 of a GDP of EUR 2,147.7 billion is 2.7 %"


def test_the_destinations_are_a_table_with_a_total_and_a_chart_of_all_nine() -> None:
    sheet = BOOK["Brief"]
    assert row_of("Brief", "United States", "0.165")[-1] == pytest.approx(0.165)
    first = next(cell.row for (cell,) in sheet.iter_rows(min_col=4, max_col=4) if cell.value == pytest.approx(0.165))
    assert (
        sheet.cell(first + 9, 4).value
        == f'=IF(COUNT(D{first}:D{first + 8})=ROWS(D{first}:D{first + 8}),SUM(D{first}:D{first + 8}),"n/a")'
    )
    (chart,) = sheet._charts
    begin, end = map(int, re.findall(r"\d+", chart.series[0].val.numRef.f))
    assert end - begin == 8


def test_outlooks_factors_and_barriers_are_printed_with_their_place() -> None:
    assert row_of("Outlook", "Latin America", "fast-growing") == [
        "Latin America",
        "fast-growing",
        "growing by more than 40 % a year",
        "P6 S3",
    ]
    assert row_of("Outlook", "Brazil", "contested")[3] == pytest.approx(0.022)
    printed = [row[0] for row in rows(BOOK["Outlook"]) if row]
    for text in ("Population", "Consumption level", "Reach of logistics", "Payment", "Customs clearance", "Law"):
        assert text in printed


def test_regions_say_what_they_add_up() -> None:
    share, parts = row_of("Outlook", "Europe", "0.2")[1:]
    assert share == pytest.approx(0.2)
    assert str(parts).startswith("sum of European Union and Russia; figures for 28 of 52 members")


def test_no_cell_shows_an_error_or_a_missing_figure() -> None:
    texts = [str(cell) for sheet in BOOK for row in rows(sheet) for cell in row]
    assert [text for text in texts if text.startswith("#") or text == "n/a"] == []


def test_the_csv_holds_the_figures_and_the_judgements() -> None:
    header, *body = figures_table("brief", snapshot=PUBLISHED)
    assert header[:5] == ["name", "code", "metric", "period", "value"]
    assert len(body) == 20 + 10 + 3 + 4


@pytest.mark.parametrize("metric", ["parcel_share", "markets"])
def test_the_brief_is_the_same_whatever_metric_is_chosen(metric: str) -> None:
    """All but what the workbook says it was made from."""
    found, expected = (_contents(build("brief", snapshot=one)) for one in (PUBLISHED.measuring(metric), PUBLISHED))
    assert {part for part in found if found[part] != expected[part]} == {"docProps/custom.xml", "customXml/item1.xml"}


def _contents(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_data_set_without_the_brief_is_refused_with_what_it_lacks() -> None:
    with pytest.raises(InputError) as refused:
        build("brief", snapshot=open_snapshot("sample-quarterly"))
    assert "no destination_share" in str(refused.value)
    assert refused.value.remedy == 'give --dataset cross-border-2015, in Python xm.open("cross-border-2015")'


def test_figures_without_judgements_are_refused_too() -> None:
    holding = PUBLISHED.holding
    without = Snapshot(Holding(dataset=holding.dataset, vintage=holding.vintage, observations=holding.observations))
    with pytest.raises(InputError, match="no outlooks, factors and barriers"):
        build("brief", snapshot=without)
