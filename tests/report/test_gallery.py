"""The templates of the gallery: each figure is what its function returns, whatever the region, and pages print whole."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests import ooxml
from xlmarket.functions import Snapshot, open_snapshot
from xlmarket.package.values import CellError, is_number
from xlmarket.report import build, find_template
from xlmarket.report.bridge import UNNAMED, bridge_view
from xlmarket.report.context import functions_of
from xlmarket.report.query import ReportQuery

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
GALLERY = ("kpi-card", "league-table", "growth-waterfall", "share-shift")
REGIONS = ("Latin America", "Eastern Europe", "World", "Brazil", "European Union", "Africa")
NOW, AGO = "2015Q4", "2014Q4"
LONG = "The Autonomous and Very Far Away Province of Upper and Lower Long Island with its Dependencies"
Ask = Callable[..., object]


@pytest.fixture(scope="module")
def sample() -> Snapshot:
    return open_snapshot("sample-quarterly")


@pytest.fixture(scope="module")
def ask(sample: Snapshot) -> Ask:
    """A function by its name, missing figures as the text that templates print."""
    functions = functions_of(sample)

    def value(name: str, *arguments: object) -> object:
        found = functions[name](*arguments)  # type: ignore[operator]
        found = found[0][0] if isinstance(found, tuple) else found
        return "n/a" if isinstance(found, CellError) else found

    return value


def report(template: str, snapshot: Snapshot, region: str, sheet: str, period: str = NOW) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(build(template, snapshot=snapshot, region=region, period=period)))[sheet]


def rows_below(sheet: Worksheet, header: str, column: int = 2) -> Iterator[int]:
    """The rows of a table, from below its header to its last name."""
    row = next(cell.row for (cell,) in sheet.iter_rows(min_col=column, max_col=column) if cell.value == header) + 1
    while sheet.cell(row, column).value:
        yield row
        row += 1


def times(value: object, factor: float) -> object:
    return pytest.approx(value * factor) if isinstance(value, float) else value


def with_gaps(snapshot: Snapshot) -> Snapshot:
    """Figures with holes: Mexico begins late, Chile ends early, Peru shrinks to a tenth."""
    table = snapshot.holding.observations
    rows = [
        replace(row, value=row.value / 10) if (row.market, row.period.label) == ("PER", NOW) else row
        for row in table.rows
        if not (row.market == "MEX" and row.period.label < "2015Q2")
        and not (row.market == "CHL" and row.period.label > "2015Q1")
    ]
    return Snapshot(replace(snapshot.holding, observations=replace(table, rows=tuple(rows))))


def named_at_length(snapshot: Snapshot) -> Snapshot:
    return Snapshot(snapshot.holding, regions={LONG: ("Brazil", "Mexico", "Chile")})


@pytest.mark.parametrize("region", REGIONS)
def test_the_cards_hold_what_the_functions_return(sample: Snapshot, ask: Ask, region: str) -> None:
    sheet = report("kpi-card", sample, region, "KPIs")
    titles = {str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value}

    def figure(start: str) -> object:
        cell = next(cell for title, cell in titles.items() if title.startswith(start))
        return sheet.cell(cell.row + 1, cell.column).value

    assert figure("Cross-border e-commerce sales, USD million") == ask("market_value", region, NOW)
    assert figure("Growth on a year earlier") == ask("market_growth", region, NOW)
    assert figure("Share of world") == ask("market_share", region, NOW)
    assert figure("Contribution to growth") == times(ask("market_contribution", region, NOW), 100)
    assert figure("Concentration") == ask("market_concentration", region, NOW)


def test_a_card_says_what_the_figure_was_a_year_ago(sample: Snapshot, ask: Ask) -> None:
    sheet = report("kpi-card", sample, "Latin America", "KPIs")
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    before = ask("market_growth", "Latin America", AGO)
    assert isinstance(before, float)
    assert f"▼ from {before:.1%} in Q4 2014" in texts
    assert "▲ 21.5% on Q4 2014" in texts


def test_a_region_of_few_markets_has_few_cards(sample: Snapshot) -> None:
    sheet = report("kpi-card", sample, "Brazil", "KPIs")
    names = [cell.value for row in sheet.iter_rows() for cell in row if cell.value in ("Brazil", "Mexico", "")]
    assert names.count("Brazil") == 2
    assert sheet.max_row < report("kpi-card", sample, "World", "KPIs").max_row


@pytest.mark.parametrize("region", REGIONS)
def test_the_league_holds_what_the_functions_return(sample: Snapshot, ask: Ask, region: str) -> None:
    sheet = report("league-table", sample, region, "League")
    rows = list(rows_below(sheet, "Market", 5))[:-1]
    assert rows
    for row in rows:
        rank, before, places, name, value, share, growth, contribution, change = (
            sheet.cell(row, column).value for column in range(2, 11)
        )
        assert rank == ask("market_rank", name, NOW, region)
        assert before == ask("market_rank", name, AGO, region)
        assert places == f'=IF(COUNT(B{row}:C{row})=2,C{row}-B{row},"")'
        assert value == ask("market_value", name, NOW)
        assert share == ask("market_share", name, NOW, region)
        assert growth == ask("market_growth", name, NOW)
        assert contribution == times(ask("market_contribution", name, NOW, region), 100)
        assert change == times(ask("market_share_change", name, AGO, NOW, region), 100)
        assert sheet.cell(row, 25).value == value


def test_each_row_of_the_league_has_its_own_small_bars(sample: Snapshot) -> None:
    content = build("league-table", snapshot=sample, region="Latin America", period=NOW)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    sheet = openpyxl.load_workbook(io.BytesIO(content))["League"]
    rows = list(rows_below(sheet, "Market", 5))[:-1]
    for row in rows:
        assert f"<xm:f>League!N{row}:Y{row}</xm:f><xm:sqref>L{row}</xm:sqref>" in xml
    assert f'sqref="D{rows[0]}:D{rows[-1]}"' in xml
    assert f'sqref="G{rows[0]}:G{rows[-1]}"' in xml


@pytest.mark.parametrize("region", REGIONS)
def test_the_steps_of_the_waterfall_end_at_the_growth(sample: Snapshot, ask: Ask, region: str) -> None:
    sheet = report("growth-waterfall", sample, region, "Waterfall")
    rows = list(rows_below(sheet, "Market"))
    *steps, whole = ([sheet.cell(row, column).value for column in range(2, 7)] for row in rows)
    growth = ask("market_growth", region, NOW)
    assert isinstance(growth, float)
    assert sum(step[4] for step in steps) == pytest.approx(growth * 100)
    assert whole[1:4] == [ask("market_value", region, AGO), ask("market_value", region, NOW), growth]
    for name, before, after, rate, points in steps:
        if name not in ("Other markets", UNNAMED):
            assert points == times(ask("market_contribution", name, NOW, region), 100)
            assert [before, after] == [ask("market_value", name, AGO), ask("market_value", name, NOW)]
            assert rate == ask("market_growth", name, NOW)


@pytest.mark.parametrize("region", REGIONS)
def test_the_parts_of_a_bar_are_the_step_and_what_it_floats_on(sample: Snapshot, region: str) -> None:
    view = bridge_view(ReportQuery.at(sample, NOW), sample.resolve(region))
    end = 0.0
    for step in view.steps:
        assert step.start == pytest.approx(end, abs=1e-12)
        end = step.end
        above, below = step.floor_above, step.floor_below
        rise = step.rise_above - step.rise_below
        fall = step.fall_above - step.fall_below
        assert rise - fall == pytest.approx(step.points)
        assert min(rise, fall) == 0
        top = max(above, above + step.rise_above + step.fall_above)
        foot = min(below, below + step.rise_below + step.fall_below)
        assert max(top, 0) == pytest.approx(max(step.start, step.end, 0), abs=1e-12)
        assert min(foot, 0) == pytest.approx(min(step.start, step.end, 0), abs=1e-12)
    assert end == pytest.approx(view.whole.whole)


def test_the_bars_reach_over_all_steps_and_the_whole(sample: Snapshot) -> None:
    content = build("growth-waterfall", snapshot=sample, region="World", period=NOW)
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = list(rows_below(book["Data"], "Step"))
    (chart,) = book["Waterfall"]._charts
    assert len(chart.series) == 7
    assert chart.series[0].val.numRef.f == f"Data!$D${rows[0]}:$D${rows[-1]}"
    table = list(rows_below(book["Waterfall"], "Market"))
    assert (chart.anchor._from.row, chart.anchor.to.row) == (table[0] - 2, table[-1])


def test_excel_2016_draws_a_waterfall_that_ends_in_its_total_and_others_draw_columns(sample: Snapshot) -> None:
    for region in ("World", "Brazil"):
        content = build("growth-waterfall", snapshot=sample, region=region, period=NOW)
        steps = bridge_view(ReportQuery.at(sample, NOW), sample.resolve(region)).steps
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            xml = archive.read("xl/charts/chartEx1.xml").decode()
            drawing = next(
                text
                for name in archive.namelist()
                if name.startswith("xl/drawings/drawing")
                and "chartEx" in (text := archive.read(name).decode()).replace("chartex", "chartEx")
            )
        assert f'<cx:subtotals><cx:idx val="{len(steps)}"/></cx:subtotals>' in xml
        assert f'<cx:dataPt idx="{len(steps)}">' in xml
        assert xml.count(f'ptCount="{len(steps) + 1}"') == 2
        fallback = drawing.partition("<mc:Fallback>")[2]
        assert "drawingml/2006/chart" in fallback


def test_a_member_without_a_contribution_is_named_and_a_region_without_growth_has_no_bars(sample: Snapshot) -> None:
    holed = with_gaps(sample)
    view = bridge_view(ReportQuery.at(holed, NOW), holed.resolve("Latin America"))
    assert not is_number(view.whole.points)
    assert view.steps == ()
    book = openpyxl.load_workbook(
        io.BytesIO(build("growth-waterfall", snapshot=holed, region="Latin America", period=NOW))
    )
    assert not book["Waterfall"]._charts
    texts = [str(cell.value) for row in book["Waterfall"].iter_rows() for cell in row]
    assert any(text.startswith("Latin America has no growth in Q4 2015") for text in texts)


@pytest.mark.parametrize("region", REGIONS)
def test_the_matrix_holds_what_the_functions_return(sample: Snapshot, ask: Ask, region: str) -> None:
    sheet = report("share-shift", sample, region, "Shift")
    headers = [cell.row for (cell,) in sheet.iter_rows(min_col=2, max_col=2) if cell.value == "Market"]
    labels = [sheet.cell(headers[-1], column).value for column in range(3, 11)]
    assert labels == [f"{year}Q{quarter}" for year in (2014, 2015) for quarter in (1, 2, 3, 4)]
    row = headers[-1] + 1
    while name := sheet.cell(row, 2).value:
        if sheet.cell(row, 11).value is None:
            break
        for column, label in enumerate(labels, 3):
            shift = ask("market_share_change", name, f"{int(label[:4]) - 1}{label[4:]}", label, region)
            assert sheet.cell(row, column).value == (times(shift, 100) if isinstance(shift, float) else "")
        assert sheet.cell(row, 11).value == ask("market_share", name, NOW, region)
        row += 1
    for row in rows_below(sheet, "Market"):
        name = sheet.cell(row, 2).value
        assert sheet.cell(row, 3).value == ask("market_share", name, AGO, region)
        assert sheet.cell(row, 4).value == ask("market_share", name, NOW, region)


def test_the_heat_is_the_same_for_gains_and_losses(sample: Snapshot) -> None:
    content = build("share-shift", snapshot=sample, region="World", period=NOW)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Shift"]
    first = [cell.row for (cell,) in sheet.iter_rows(min_col=2, max_col=2) if cell.value == "Market"][-1] + 1
    last = first
    while sheet.cell(last + 1, 11).value is not None:
        last += 1
    cells = f"$C${first}:$J${last}"
    widest = f"1.4*MAX(MAX({cells}),-MIN({cells}),0.01)"
    assert (
        f'<cfvo type="formula" val="-{widest}"/><cfvo type="num" val="0"/><cfvo type="formula" val="{widest}"/>' in xml
    )


HARD = {
    "gaps": (with_gaps, "Latin America"),
    "long": (named_at_length, LONG),
    "world": (lambda snapshot: snapshot, "World"),
}


@pytest.mark.parametrize("name", GALLERY)
@pytest.mark.parametrize("case", [*HARD, "one period"])
def test_hard_figures_leave_no_tag_and_no_fault(name: str, case: str, sample: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    if case == "one period":
        path.write_bytes(build(name, snapshot=open_snapshot("cross-border-2015"), region="East Asia"))
    else:
        change, region = HARD[case]
        path.write_bytes(build(name, snapshot=change(sample), region=region, period=NOW))
    assert not ooxml.errors(path)
    for sheet in openpyxl.load_workbook(path):
        assert not [cell for row in sheet.iter_rows() for cell in row if "{" in str(cell.value)]


@pytest.mark.parametrize("paper", [9, 1], ids=["A4", "Letter"])
def test_pages_print_one_wide_with_their_titles_and_nothing_cut(
    paper: int, soffice: str, sample: Snapshot, tmp_path: Path
) -> None:
    files = []
    for name in GALLERY:
        for case, (change, region) in HARD.items():
            source = tmp_path / f"{name} {case} a.xlsx"
            source.write_bytes(build(name, snapshot=change(sample), region=region, period=NOW))
            target = tmp_path / f"{name} {case}.xlsx"
            ooxml.rewritten(source, target, lambda _, part: part.replace(b'paperSize="9"', b'paperSize="%d"' % paper))
            files.append(target)
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = [soffice, "--headless", home, "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    for file in files:
        printed = subprocess.run(
            ["pdftotext", "-layout", str(file.with_suffix(".pdf")), "-"], check=True, capture_output=True, text=True
        ).stdout
        pages = printed.split("\f")[:-1]
        assert "###" not in printed
        for number, page in enumerate(pages, 1):
            assert f"Page {number} of {len(pages)}" in page
        if file.name.startswith(("kpi-card", "growth-waterfall")):
            assert len(pages) == (4 if "waterfall" in file.name and "gaps" not in file.name else 3)
        if file.name.startswith("league-table world"):
            assert "Contribution" in pages[1]


def test_a_negative_amount_has_its_sign_in_every_program(soffice: str, sample: Snapshot, tmp_path: Path) -> None:
    """A balance of trade, say. LibreOffice drops the sign in the last section of a format with conditions."""
    table = sample.holding.observations
    rows = tuple(replace(row, value=-row.value) for row in table.rows if row.metric == sample.metric().name)
    balance = Snapshot(replace(sample.holding, observations=replace(table, rows=rows)))
    files = []
    for name in ("kpi-card", "region-quarterly"):
        files.append(tmp_path / f"{name}.xlsx")
        files[-1].write_bytes(build(name, snapshot=balance, region="Peru", period=NOW))
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = [soffice, "--headless", home, "--convert-to", "pdf", "--outdir", str(tmp_path), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    for file in files:
        pdf = str(file.with_suffix(".pdf"))
        printed = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout
        assert "171.2" in printed
        assert printed.count("171.2") == printed.count("-171.2")


def test_a_card_without_a_market_is_bare_before_any_other_look() -> None:
    """Some programs take the first rule of a cell alone."""
    sheet = openpyxl.load_workbook(find_template("kpi-card"))["KPIs"]
    rules = [(place, rule) for area in sheet.conditional_formatting for place in area.sqref for rule in area.rules]
    bare = [(cells, rule.priority) for cells, rule in rules if rule.type == "expression"]
    assert len(bare) == 6
    for cells, priority in bare:
        inside = [rule.priority for place, rule in rules if rule.type != "expression" and place.issubset(cells)]
        assert len(inside) == 2
        assert min(inside) > priority


def test_the_growth_of_a_world_that_has_none_is_not_printed(sample: Snapshot) -> None:
    first = sample.panel().periods[0].label
    texts = [
        str(cell.value) for row in report("growth-waterfall", sample, "Brazil", "Waterfall", first) for cell in row
    ]
    assert not [text for text in texts if text.startswith("points of")]
    texts = [str(cell.value) for row in report("growth-waterfall", sample, "Brazil", "Waterfall") for cell in row]
    assert [text for text in texts if text.startswith("points of")]
