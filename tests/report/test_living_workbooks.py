"""Reports that the receiver turns: one cell is changed, IronCalc calculates with nothing installed, all follows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import ironcalc
import openpyxl
import pytest

from tests import ooxml
from tests.template.specimens import drawn
from xlmarket.functions import CellError, Snapshot, evaluate, open_snapshot
from xlmarket.package.areas import parse_area
from xlmarket.report import build

CHOSEN = {"Region": "B", "Measure": "C", "Period": "F"}


class Book:
    """A workbook in IronCalc: cells are put, everything is calculated, areas are read."""

    def __init__(self, path: Path) -> None:
        self.model: Any = ironcalc.load_from_xlsx(str(path))
        self.sheets = [one["name"] for one in self.model.get_worksheets_properties()]
        self.model.evaluate()

    def put(self, sheet: str, cell: str, text: str) -> None:
        place = parse_area(cell)
        self.model.set_user_input(self.sheets.index(sheet), place.first_row, place.first_column, text)
        self.model.evaluate()

    def read(self, reference: str) -> list[object]:
        """The cells of `Data!$B$8:$B$19`, in reading order; an empty one is None."""
        sheet, _, area = reference.rpartition("!")
        place, number = parse_area(area.replace("$", "")), self.sheets.index(sheet.strip("'"))
        rows, columns = (
            range(place.first_row, place.last_row + 1),
            range(place.first_column, place.last_column + 1),
        )
        found = [self.model.get_cell_value(number, row, column) for row in rows for column in columns]
        return [None if one == "" else one for one in found]


def drawn_by(path: Path, chart: int) -> list[str]:
    """What a chart draws, in the order of its part."""
    text = ooxml.parts(path)[f"xl/charts/chart{chart}.xml"].decode()
    return [one for one in re.findall(r"<c:f>(.*?)</c:f>", text) if ":" in one]


def asked(snapshot: Snapshot, formula: str) -> list[object]:
    """The cells of an answer as a worksheet has them."""
    rows = evaluate(snapshot, formula).rows
    return [one.code if isinstance(one, CellError) else one for row in rows for one in row]


def same(found: list[object], expected: list[object]) -> bool:
    """Whether cells hold what was expected; cells beyond it are empty."""
    rest = found[len(expected) :]
    pairs = zip(found, expected, strict=False)
    near = (one == pytest.approx(two, rel=1e-9) if isinstance(two, float) else one == two for one, two in pairs)
    return all(near) and not any(one is not None for one in rest)


def made(folder: Path, template: str | Path, snapshot: Snapshot, region: str | None = None) -> Path:
    path = folder / "made.xlsx"
    path.write_bytes(build(template, snapshot=snapshot, region=region, period="latest", formulas="lambda"))
    return path


@pytest.fixture(scope="module")
def sample() -> Snapshot:
    return open_snapshot("sample-quarterly")


@pytest.fixture(scope="module")
def live(sample: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("live"), "live", sample)


def test_the_receiver_of_a_report_changes_the_period_and_table_and_chart_follow(
    tmp_path: Path, sample: Snapshot
) -> None:
    def more(book: Any, page: Any) -> None:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"categories": "=Report!$A$2:$A$2", "values": "=Report!$B$2:$B$2"})
        page.insert_chart("E2", chart)

    row = ["{%row for m in region.members %}{{ m.name }}", '=IFERROR(MARKET_SHARE(A2,$B$1),"-")', "{%row endfor %}"]
    path = made(tmp_path, drawn(tmp_path, ["Period", "{{ period }}"], row, more=more), sample, "Latin America")
    assert not ooxml.errors(path)
    book = Book(path)
    names, shares = drawn_by(path, 1)
    assert shares == "Report!$B$2:$B$7"
    for period in ("2015Q4", "2014Q2", "LTM 2015Q3"):
        book.put("Report", "B1", period)
        expected = [asked(sample, f'=MARKET_SHARE("{name}","{period}")')[0] for name in book.read(names)]
        assert same(book.read(shares), expected)


@pytest.mark.parametrize(
    ("region", "measure", "period"),
    [
        ("Europe", "Cross-border e-commerce sales", "2015Q4"),
        ("Latin America", "Cross-border e-commerce sales", "2014Q1"),
        ("World", "Cross-border parcels", "2013Q2"),
        ("Southeast Asia", "Cross-border parcels", "2015Q1"),
        ("Oceania", "Cross-border e-commerce sales", "2013Q4"),
    ],
)
def test_the_dashboard_follows_its_three_cells(
    live: Path, sample: Snapshot, region: str, measure: str, period: str
) -> None:
    book, row = Book(live), selectors(live)
    for name, text in (("Region", region), ("Measure", measure), ("Period", period)):
        book.put("Dashboard", f"{CHOSEN[name]}{row}", text)
    bars, lines = drawn_by(live, 2), drawn_by(live, 1)
    table = evaluate(sample, f'=MARKET_TABLE("{region}","{period}",12,"share","{measure}","headers=0")').rows
    assert same(book.read(bars[0]), [one for one, _ in table])
    assert same(book.read(bars[1]), [share for _, share in table])
    for periods, values in zip(lines[::2], lines[1::2], strict=True):
        wanted = [asked(sample, f'=MARKET_VALUE("{region}","{one}","{measure}")')[0] for one in book.read(periods)]
        if len(set(book.read(values))) <= 2:
            wanted = [value if one == period else "#N/A" for one, value in zip(book.read(periods), wanted, strict=True)]
        assert same(book.read(values), wanted)
    here = f'"{region}","{period}"'
    assert same(book.read(f"Dashboard!B{row + 3}"), asked(sample, f'=MARKET_VALUE({here},"{measure}")'))
    assert same(book.read(f"Dashboard!C{row + 3}"), asked(sample, f'=MARKET_SHARE({here},,"{measure}")'))
    growth = asked(sample, f'=MARKET_GROWTH({here},"YOY","{measure}","fill=n/a")')
    assert same(book.read(f"Dashboard!E{row + 3}"), growth)
    assert same(book.read(f"Dashboard!G{row + 3}"), asked(sample, f'=MARKET_CONCENTRATION({here},"HHI","{measure}")'))


def selectors(path: Path) -> int:
    """The row of the three cells."""
    page = openpyxl.load_workbook(path)["Dashboard"]
    return next(cell.row for (cell,) in page.iter_rows(min_col=2, max_col=2) if cell.value == "REGION") + 1


@pytest.mark.parametrize("dataset", ["sample-quarterly", "cross-border-2015"])
def test_what_is_cached_is_what_is_calculated(dataset: str, tmp_path: Path) -> None:
    path = made(tmp_path, "live", open_snapshot(dataset))
    assert not ooxml.errors(path)
    cached, book = openpyxl.load_workbook(path, data_only=True), Book(path)
    for name in ("Dashboard", "Data"):
        for row in cached[name].iter_rows():
            for cell in row:
                found = book.read(f"{name}!{cell.coordinate}")
                assert same(found, [None if cell.value == "" else cell.value]), (
                    name,
                    cell.coordinate,
                    found,
                    cell.value,
                )


def test_a_year_typed_as_a_number_is_a_period(tmp_path: Path) -> None:
    path = made(tmp_path, "live", open_snapshot("cross-border-2015"))
    book, row = Book(path), selectors(path)
    book.put("Dashboard", f"F{row}", "2015")
    assert book.read(f"Dashboard!B{row + 3}") == [pytest.approx(100)]


def test_the_dashboard_lists_what_can_be_chosen_and_warns_of_illustrative_figures(live: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(live)
    row = selectors(live)
    lists = {str(one.sqref).split(":")[0]: one.formula1 for one in book["Dashboard"].data_validations.dataValidation}
    assert lists == {f"B{row}": "Regions", f"C{row}": "Measures", f"F{row}": "Periods"}
    names = {name: one.attr_text for name, one in book.defined_names.items()}
    regions = [cell.value for (cell,) in book["Lists"][names["Regions"].split("!")[1].replace("$", "")]]
    assert regions[:2] == ["World", "Europe"]
    assert names["Periods"].count("$") == 4
    texts = [cell.value for line in book["Dashboard"].iter_rows() for cell in line]
    assert any(str(text).startswith("ILLUSTRATIVE") for text in texts)
    other = openpyxl.load_workbook(made(tmp_path, "live", open_snapshot("cross-border-2015")))
    assert not any(
        str(cell.value).startswith("ILLUSTRATIVE") for line in other["Dashboard"].iter_rows() for cell in line
    )
