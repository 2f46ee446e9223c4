"""The series of a chart stretch over copies or come once per copy, and its caches hold the finished values."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from tests.template.follow.finished import ACROSS, DROPPED, RENAMED, REPEATED, Finished, iteration, lines, values
from xlmarket.package.areas import Area
from xlmarket.template.follow import charts
from xlmarket.template.follow.context import OpenPart
from xlmarket.template.layout.axes import Axis, Layout, Run
from xlmarket.template.read.charts import C, compile_chart

PART = "xl/charts/chart1.xml"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def reference(tag: str, formula: str, *points: str) -> str:
    kind = "str" if tag in ("tx", "cat") else "num"
    cache = "".join(f'<pt idx="{number}"><v>{point}</v></pt>' for number, point in enumerate(points))
    count = f'<ptCount val="{len(points)}"/>'
    return f"<{tag}><{kind}Ref><f>{formula}</f><{kind}Cache>{count}{cache}</{kind}Cache></{kind}Ref></{tag}>"


def series(*references: str, accent: int = 1) -> str:
    look = f'<spPr><a:solidFill xmlns:a="{A}"><a:schemeClr val="accent{accent}"/></a:solidFill></spPr>'
    return f'<ser><idx val="0"/><order val="0"/>{look}{"".join(references)}</ser>'


def chart(*parts: str, kind: str = "barChart") -> str:
    return f'<chartSpace xmlns="{C}"><chart><plotArea><{kind}>{"".join(parts)}</{kind}></plotArea></chart></chartSpace>'


def numbers(_: str, area: Area) -> list[object]:
    """Each cell holds its row, and a quarter for each column."""
    rows, columns = range(area.first_row, area.last_row + 1), range(area.first_column, area.last_column + 1)
    return [row + column / 4 for row in rows for column in columns]


def follow(finished: Finished, text: str, layout: Layout = REPEATED, **others: Any) -> etree._Element:
    plan = compile_chart(finished.parse(text))
    part = OpenPart(finished.parts, PART)
    charts.follow(part, finished.context(layout, **{"charts": {PART: plan}, "cells_of": numbers, **others}))
    part.close()
    return finished.parts.parse(PART)


VALUES = reference("val", "Report!$B$2:$B$2", "1")


def test_a_series_over_a_repeated_row_stretches_and_its_cache_is_refilled(finished: Finished) -> None:
    made = follow(finished, chart(series(reference("cat", "Report!$A$2:$A$2", "x"), VALUES)))
    assert values(made, "f") == ["Report!$A$2:$A$4", "Report!$B$2:$B$4"]
    assert values(made, "ptCount", "val") == ["3", "3"]
    assert values(made, "v") == ["2.25", "3.25", "4.25", "2.5", "3.5", "4.5"]
    assert values(made, "ser") != []


C15 = "http://schemas.microsoft.com/office/drawing/2012/chart"


def test_a_title_the_name_of_a_series_and_a_label_show_one_cell(finished: Finished) -> None:
    title = f"<title>{reference('tx', 'Report!$B$2', '1')}</title>"
    label = f'<dLbls><dLbl><idx val="0"/>{reference("tx", "Report!$C$2", "1")}</dLbl></dLbls>'
    field = (
        f'<dLbls><dLbl><idx val="0"/><extLst><ext uri="x"><e:dlblFieldTable xmlns:e="{C15}"><e:dlblFTEntry>'
        "<e:f>Report!$D$2</e:f></e:dlblFTEntry></e:dlblFieldTable></ext></extLst></dLbl></dLbls>"
    )
    labels = f'<extLst><ext uri="y"><e:datalabelsRange xmlns:e="{C15}"><e:f>Report!$E$2</e:f></e:datalabelsRange></ext></extLst>'
    name = reference("tx", "Report!$A$2", "1")
    made = follow(
        finished, chart(title, series(name, label, reference("val", "Report!$B$2", "1"), labels), series(field))
    )
    assert values(made, "f") == [
        "Report!$B$2", "Report!$A$2", "Report!$C$2", "Report!$C$3", "Report!$C$4", "Report!$B$2:$B$4", "Report!$E$2:$E$4",
        "Report!$D$2",
    ]  # fmt: skip
    assert values(made, "ptCount", "val") == ["1", "1", "1", "1", "1", "3"]


def looks(*points: int) -> str:
    """A colour and a label of their own for some points."""
    colours = "".join(f'<dPt><idx val="{point}"/><bubble3D val="0"/></dPt>' for point in points)
    labels = "".join(f'<dLbl><idx val="{point}"/><delete val="1"/></dLbl>' for point in points)
    return f"{colours}<dLbls>{labels}</dLbls>"


def points_of(made: etree._Element) -> list[list[str]]:
    """The numbers of the points with a colour, and of those with a label."""
    return [[str(one.get("val")) for one in made.iterfind(f".//{{*}}{tag}/{{*}}idx")] for tag in ("dPt", "dLbl")]


@pytest.mark.parametrize(
    ("layout", "values_of", "expected"),
    [
        (REPEATED, "Report!$B$1:$B$3", ["0", "1", "2", "3", "4"]),
        (DROPPED, "Report!$B$1:$B$3", ["0", "1"]),
        (ACROSS, "Report!$A$3:$C$3", ["0", "1", "2", "3", "4"]),
        (RENAMED, "Report!$B$1:$B$3", ["0", "1", "2"]),
        (REPEATED, "Report!$B$4:$B$6", ["0", "1", "2"]),
    ],
)
def test_colours_and_labels_of_single_points_stay_at_their_cells(
    finished: Finished, layout: Layout, values_of: str, expected: list[str]
) -> None:
    made = follow(finished, chart(series(looks(0, 1, 2), reference("val", values_of, "1", "2", "3"))), layout)
    assert points_of(made) == [expected, expected]


def test_the_colour_of_a_total_below_a_repeated_row_stays_the_total(finished: Finished) -> None:
    made = follow(finished, chart(series(looks(1), reference("val", "Report!$B$2:$B$3", "1", "2"))))
    assert points_of(made) == [["3"], ["3"]]


def test_the_points_of_a_series_that_comes_again_are_its_own(finished: Finished) -> None:
    both = Layout(rows=lines(2), columns=lines(2))
    made = follow(finished, chart(series(looks(0, 1), reference("val", "Report!$B$2:$B$3", "1", "2"))), both)
    assert points_of(made) == [["0", "1", "2"] * 2, ["0", "1", "2"] * 2]


def test_a_point_behind_the_cells_keeps_its_number(finished: Finished) -> None:
    made = follow(finished, chart(series(looks(7), VALUES)))
    assert points_of(made) == [["7"], ["7"]]


def test_a_title_in_a_block_of_two_rows_is_its_first_copy(finished: Finished) -> None:
    block = Layout(rows=Axis.of([Run(1, 1), Run(2, 3, ((0, 0),), 3), Run(4, 9)], {0: (2, 3)}))
    parts = series(reference("tx", "Report!$B$3", "1"), reference("val", "Report!$C$3", "1"))
    made = follow(finished, chart(parts), block)
    assert values(made, "f") == ["Report!$B$3", "(Report!$C$3,Report!$C$5,Report!$C$7)"]


def test_a_series_over_a_whole_row_or_column_keeps_its_form(finished: Finished) -> None:
    block = Layout(rows=Axis.of([Run(1, 1), Run(2, 3, ((0, 0),), 2), Run(4, 9)], {0: (2, 3)}))
    formulas = ("Report!$3:$3", "Report!$B:$B", "Report!$4:$4")
    parts = [series(reference("cat", formula), reference("val", "Other!$A$1:$C$1")) for formula in formulas]
    made = follow(finished, chart(*parts), block, cells_of=lambda sheet, area: [])
    assert values(made, "f")[::2] == ["(Report!$3:$3,Report!$5:$5)", "Report!$B:$B", "Report!$6:$6"]
    made = follow(finished, chart(series(reference("val", "Report!$3:$3"))), block, cells_of=lambda sheet, area: [])
    assert values(made, "f") == ["Report!$3:$3", "Report!$5:$5"]


def test_a_series_on_a_repeated_column_comes_once_per_column_in_the_next_colours(finished: Finished) -> None:
    made = follow(finished, chart(series(VALUES, accent=5)), Layout(rows=lines(3), columns=lines(3)))
    assert values(made, "f") == [f"Report!${column}$2:${column}$4" for column in "BCD"]
    assert (values(made, "idx", "val"), values(made, "order", "val")) == (["0", "1", "2"], ["0", "1", "2"])
    assert values(made, "schemeClr", "val") == ["accent5", "accent6", "accent1"]


def test_a_row_of_values_stretches_over_repeated_columns(finished: Finished) -> None:
    made = follow(finished, chart(series(reference("val", "Report!$B$3:$C$3", "1", "2"))), ACROSS)
    assert values(made, "f") == ["Report!$B$3:$E$3"]


def test_a_lone_cell_runs_as_its_categories_are_repeated(finished: Finished) -> None:
    cell = reference("val", "Report!$B$2", "1")
    for categories, expected in (
        ("Report!$B$1:$B$1", [f"Report!$B${row}:$D${row}" for row in (2, 3, 4)]),
        ("Report!$A$2:$A$2", [f"Report!${column}$2:${column}$4" for column in "BCD"]),
    ):
        made = follow(
            finished, chart(series(reference("cat", categories, "x"), cell)), Layout(rows=lines(3), columns=lines(3))
        )
        assert values(made, "f")[1::2] == expected


def test_a_missing_value_has_no_point(finished: Finished) -> None:
    text = chart(series(reference("cat", "Report!$A$2:$A$2", "x"), VALUES))
    columns: dict[int, list[object]] = {1: ["a<b", None, 2014.0], 2: [1.5, None, "text"]}
    made = follow(finished, text, cells_of=lambda _, area: columns[area.first_column])
    assert values(made, "pt", "idx") == ["0", "2", "0"]
    assert (values(made, "v"), values(made, "ptCount", "val")) == (["a<b", "2014", "1.5"], ["3", "3"])


def test_the_series_of_a_stock_chart_come_once(finished: Finished) -> None:
    made = follow(finished, chart(series(VALUES), kind="stockChart"), Layout(rows=lines(3), columns=lines(3)))
    assert values(made, "f") == ["Report!$B$2:$B$4"]


def test_a_chart_in_a_block_draws_its_own_iteration(finished: Finished) -> None:
    made = follow(finished, chart(series(VALUES)), home=iteration(1))
    assert (values(made, "f"), values(made, "v")) == (["Report!$B$3:$B$3"], ["3.5"])


def test_what_cannot_be_followed_keeps_its_cache(finished: Finished) -> None:
    texts = [reference("val", formula, "7", "8") for formula in ("OFFSET(Report!$B$1,0,0)", "[1]Report!Unknown")]
    made = follow(finished, chart(series(texts[0]), series(texts[1])), DROPPED)
    assert values(made, "f") == ["OFFSET(Report!$B$1,0,0)", "[1]Report!Unknown"]
    assert values(made, "v") == ["7", "8", "7", "8"]


def test_a_series_over_a_name_draws_what_the_name_means_now(finished: Finished) -> None:
    text = chart(series(reference("val", "book.xlsx!Shares", "1")))
    made = follow(finished, text, defined={"shares": "Report!$B$2:$B$2"})
    assert (values(made, "f"), values(made, "v")) == (["book.xlsx!Shares"], ["2.5", "3.5", "4.5"])


@pytest.mark.parametrize(("layout", "expected"), [(RENAMED, "'New name'!$B$2:$B$2"), (REPEATED, "Report!$B$5:$B$5")])
def test_a_reference_follows_a_new_name_or_moves(finished: Finished, layout: Layout, expected: str) -> None:
    text = chart(series(VALUES if layout is RENAMED else reference("val", "Report!$B$3:$B$3", "1")))
    assert values(follow(finished, text, layout), "f") == [expected]


def test_a_chart_of_a_sheet_that_did_not_change_stays_byte_for_byte(finished: Finished) -> None:
    before = finished.parts.read(PART)
    follow(finished, chart(series(VALUES)), layouts={"other": REPEATED})
    assert finished.parts.read(PART) is before or finished.parts.read(PART) == before
    assert PART not in finished.parts.changes()


def test_levels_of_categories_hold_a_column_each(finished: Finished) -> None:
    level = '<lvl><pt idx="0"><v>x</v></pt></lvl>'
    multi = (
        "<cat><multiLvlStrRef><f>Report!$A$2:$B$2</f><multiLvlStrCache>"
        f'<ptCount val="1"/>{level * 2}</multiLvlStrCache></multiLvlStrRef></cat>'
    )
    made = follow(finished, chart(series(multi, VALUES)))
    assert [values(one, "v") for one in made.iter("{*}lvl")] == [["2.5", "3.5", "4.5"], ["2.25", "3.25", "4.25"]]


def test_nothing_is_kept_of_dropped_cells_and_no_tag_in_a_cache_that_cannot_be_read(finished: Finished) -> None:
    gone = Layout(rows=Axis.of([Run(1, 3)], {}, height=4))
    levels = '<cat><multiLvlStrRef><f>Report!$A$4:$B$4</f><multiLvlStrCache><ptCount val="1"/><lvl><pt idx="0"><v>{{ a }}</v></pt></lvl></multiLvlStrCache></multiLvlStrRef></cat>'
    made = follow(finished, chart(series(levels, reference("val", "Report!$B$4", "1"))), gone)
    assert values(made, "f") == ["Report!#REF!", "Report!#REF!"]
    assert values(made, "v") == []
    assert values(made, "ptCount", "val") == ["0", "0"]
    made = follow(
        finished,
        chart(series(reference("cat", "[1]Report!Names", "{{ a }}"), reference("val", "[1]Report!Figures", "1"))),
    )
    assert values(made, "v") == ["1"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Shares", ["2.5", "3.5"]),
        ("Report!Shares", ["2.5", "3.5"]),
        ("Elsewhere", []),
        ("Report!OfTheSheet", []),
        ("[1]Report!Shares", ["9"]),
    ],
)
def test_a_calculated_name_draws_its_cells_and_no_old_ones(finished: Finished, name: str, shown: list[str]) -> None:
    text = chart(series(reference("val", name, "9")))
    defined = {"shares": "OFFSET(Report!$B$1,1,0,2)", "elsewhere": 'INDIRECT("Report!B2")'}
    made = follow(finished, text, defined=defined)
    assert (values(made, "f"), values(made, "v")) == ([name], shown)
    assert values(made, "ptCount", "val") == [str(len(shown))]
