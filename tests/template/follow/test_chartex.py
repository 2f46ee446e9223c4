"""Charts of Excel 2016 draw the copies of their cells, and their levels hold the finished values."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.template.follow.finished import ACROSS, DROPPED, RENAMED, REPEATED, Finished, values
from xlmarket.package.areas import Area
from xlmarket.package.values import CellError
from xlmarket.template.follow import chartex
from xlmarket.template.follow.chartex import CX
from xlmarket.template.layout.axes import Axis, Layout, Run

CELLS: dict[str, list[object]] = {
    "A2:B4": ["Asia", "Japan", "Asia", "India", "Americas", "Brazil"],
    "C2:C4": [6.5, None, CellError("#N/A")],
}
CHART = (
    f'<chartSpace xmlns="{CX}"><chartData><data id="0"><strDim type="cat"><f>Report!$A$2:$B$2</f>'
    '<lvl ptCount="1"><pt idx="0">old</pt></lvl><lvl ptCount="1"><pt idx="0">old</pt></lvl></strDim>'
    '<numDim type="val"><f>Report!$C$2</f><lvl ptCount="1" formatCode="0.0"><pt idx="0">1</pt></lvl></numDim>'
    "</data></chartData></chartSpace>"
)


def cells(sheet: str, area: Area) -> list[object]:
    return CELLS.get(str(area), []) if sheet in ("report", "new name") else []


def test_references_stretch_and_levels_hold_the_finished_values(finished: Finished) -> None:
    made = finished.follow(chartex.follow, finished.parse(CHART), cells_of=cells)
    assert values(made, "f") == ["Report!$A$2:$B$4", "Report!$C$2:$C$4"]
    assert values(made, "pt") == ["Japan", "India", "Brazil", "Asia", "Asia", "Americas", "6.5"]
    assert values(made, "lvl", "ptCount") == ["3", "3", "3"]
    assert values(made, "lvl", "formatCode")[-1] == "0.0"


@pytest.mark.parametrize(("value", "shown"), [("Asia", "Asia"), (6.0, "6"), (None, ""), (CellError("#N/A"), "")])
def test_a_title_shows_one_cell_with_its_finished_text(finished: Finished, value: object, shown: str) -> None:
    title = '<tx><txData><f>Report!$A$2</f><v>{{ old }}</v></txData></tx><data id="0">'
    made = finished.follow(
        chartex.follow,
        finished.parse(CHART.replace('<data id="0">', title)),
        cells_of=lambda sheet, area: [value] if str(area) == "A2" else cells(sheet, area),
    )
    assert values(made, "f")[0] == "Report!$A$2"
    assert values(made, "v") == [shown]


def test_a_chart_of_a_sheet_that_did_not_change_stays(finished: Finished) -> None:
    made = finished.follow(chartex.follow, finished.parse(CHART), layouts={"other": REPEATED}, cells_of=cells)
    assert values(made, "pt") == ["old", "old", "1"]


@pytest.mark.parametrize(("layout", "expected"), [(RENAMED, "'New name'!$C$2"), (DROPPED, "Report!#REF!")])
def test_references_follow_a_new_name_and_lose_what_was_dropped(
    finished: Finished, layout: Layout, expected: str
) -> None:
    made = finished.follow(chartex.follow, finished.parse(CHART), layout, cells_of=cells)
    assert values(made, "f")[1] == expected


WATERFALL = (
    f'<chartSpace xmlns="{CX}"><chartData><data id="0"><numDim type="val"><f>Report!$C$1:$C$3</f></numDim></data></chartData>'
    '<chart><plotArea><plotAreaRegion><series layoutId="waterfall"><dataPt idx="2"/><dataLabels><dataLabel idx="1"/>'
    '</dataLabels><dataId val="0"/><layoutPr><subtotals><idx val="0"/><idx val="2"/></subtotals></layoutPr></series>'
    "</plotAreaRegion></plotArea></chart></chartSpace>"
)


def numbers(made: etree._Element) -> tuple[list[str], list[str], list[str]]:
    return values(made, "idx", "val"), values(made, "dataPt", "idx"), values(made, "dataLabel", "idx")


def test_totals_colours_and_labels_stay_at_their_points(finished: Finished) -> None:
    made = finished.follow(chartex.follow, finished.parse(WATERFALL), REPEATED, cells_of=cells)
    assert numbers(made) == (["0", "4"], ["4"], ["1", "2", "3"])


def test_a_point_whose_cell_was_dropped_has_no_label(finished: Finished) -> None:
    made = finished.follow(chartex.follow, finished.parse(WATERFALL), DROPPED, cells_of=cells)
    assert numbers(made) == (["0", "1"], ["1"], [])


def test_points_of_a_row_are_counted_across(finished: Finished) -> None:
    across = WATERFALL.replace("$C$1:$C$3", "$A$3:$C$3")
    made = finished.follow(chartex.follow, finished.parse(across), ACROSS, cells_of=cells)
    assert numbers(made) == (["0", "4"], ["4"], ["1", "2", "3"])


def test_levels_that_are_rows_hold_the_finished_values(finished: Finished) -> None:
    chart = CHART.replace("<f>Report!$A$2:$B$2</f>", '<f dir="row">Report!$A$7:$C$8</f>')
    rows: list[object] = ["Asia", "Asia", "Americas", "Japan", "India", "Brazil"]
    made = finished.follow(
        chartex.follow,
        finished.parse(chart),
        cells_of=lambda sheet, area: rows if str(area) == "A9:C10" else cells(sheet, area),
    )
    assert values(made, "pt")[:6] == ["Japan", "India", "Brazil", "Asia", "Asia", "Americas"]


def test_nothing_is_kept_of_dropped_cells(finished: Finished) -> None:
    gone = Layout(rows=Axis.of([Run(1, 1)], {}, height=2))
    title = '<tx><txData><f>Report!$A$2</f><v>{{ old }}</v></txData></tx><data id="0">'
    made = finished.follow(chartex.follow, finished.parse(CHART.replace('<data id="0">', title)), gone, cells_of=cells)
    assert set(values(made, "f")) == {"Report!#REF!"}
    assert values(made, "pt") == []
    assert values(made, "v") == [""]
    assert values(made, "lvl", "ptCount") == ["0", "0", "0"]
