"""Charts, pictures and shapes: what they stand on, what they draw, and how often they come."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.template.specimens import ITEMS, ROW, Result, drawn, insert, rendered, result, with_parts
from xlmarket.errors import TemplateError
from xlmarket.template import problems_of

PERIODS = ["2015Q1", "2015Q2"]
CROSS = [
    ["Market", "{%col for p in periods %}{{ p }}{%col endfor %}"],
    ["{%row for m in items %}{{ m.name }}", "{{ m.value * colloop.index }}", "{%row endfor %}"],
]


def png(width: int, height: int) -> bytes:
    """A red picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xc0\x20\x20" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def references(made: Result, chart: int = 1) -> list[str]:
    return made.found(r"<c:f>(.*?)</c:f>", f"xl/charts/chart{chart}.xml")


def chart(kind: str, *series: dict[str, Any], at: str = "H2") -> Any:
    def more(book: Any, sheet: Any) -> None:
        made = book.add_chart({"type": kind})
        for one in series:
            made.add_series(one)
        sheet.insert_chart(at, made)

    return more


def test_a_series_over_repeated_columns_stretches_and_comes_once_per_row(tmp_path: Path) -> None:
    line = {"name": "=Report!$A$2", "categories": "=Report!$B$1:$B$1", "values": "=Report!$B$2:$B$2"}
    made = result(drawn(tmp_path, *CROSS, more=chart("line", line)), items=ITEMS, periods=PERIODS)
    assert references(made) == [
        text for row in (2, 3, 4) for text in (f"Report!$A${row}", "Report!$B$1:$C$1", f"Report!$B${row}:$C${row}")
    ]
    assert made.found(r'<c:idx val="(\d+)"/><c:order val="(\d+)"/>', "xl/charts/chart1.xml") == [
        ("0", "0"),
        ("1", "1"),
        ("2", "2"),
    ]
    assert "<c:v>13.2</c:v>" in made.text("xl/charts/chart1.xml")


def test_a_series_on_a_repeated_column_comes_once_per_column(tmp_path: Path) -> None:
    bar = {"name": "=Report!$B$1", "categories": "=Report!$A$2:$A$2", "values": "=Report!$B$2:$B$2"}
    made = result(drawn(tmp_path, *CROSS, more=chart("bar", bar)), items=ITEMS, periods=PERIODS)
    assert references(made) == [
        text
        for column in "BC"
        for text in (f"Report!${column}$1", "Report!$A$2:$A$4", f"Report!${column}$2:${column}$4")
    ]


def test_the_copies_of_a_series_take_the_next_colours_of_the_theme(tmp_path: Path) -> None:
    bar = {"categories": "=Report!$A$2:$A$2", "values": "=Report!$B$2:$B$2", "fill": {"color": "#FF0000"}}
    made = result(drawn(tmp_path, *CROSS, more=chart("bar", bar)), items=ITEMS, periods=PERIODS)
    assert made.found(r'<a:srgbClr val="(\w+)"', "xl/charts/chart1.xml") == ["FF0000"]


def test_levels_of_categories_are_refilled_each_with_its_own_column(tmp_path: Path) -> None:
    rows = [
        ["Group", "Market", "Share"],
        ["{%row for m in items %}{{ m.group }}", "{{ m.name }}", "{{ m.value }}", "{%row endfor %}"],
        ["b", "x", 1],
    ]
    levels: dict[str, Any] = {"categories": "=Report!$A$2:$B$3", "values": "=Report!$C$2:$C$3"}
    levels["categories_data"] = [["a", "b"], ["x", "y"]]
    made = result(drawn(tmp_path, *rows, more=chart("column", levels)), items=ITEMS)
    xml = made.xml("xl/charts/chart1.xml")
    found = [[v.text for v in level.iter("{*}v")] for level in xml.iter("{*}lvl")]
    assert found == [["Brazil", "Japan", "India", "x"], ["a", "a", "b", "b"]]
    assert xml.find(".//{*}multiLvlStrCache/{*}ptCount").get("val") == "4"


def test_labels_taken_from_cells_follow(tmp_path: Path) -> None:
    labels = {"values": "=Report!$B$2:$B$2", "data_labels": {"value": True}}
    template = drawn(tmp_path, ["Market", "Share"], ROW, more=chart("column", labels))
    c15 = "http://schemas.microsoft.com/office/drawing/2012/chart"
    extension = (
        f'<c:extLst><c:ext uri="{{02D57815-91ED-43cb-92C2-25804820EDAC}}" xmlns:c15="{c15}"><c15:datalabelsRange><c15:f>'
        'Report!$A$2:$A$2</c15:f><c15:dlblRangeCache><c:ptCount val="1"/><c:pt idx="0"><c:v>old</c:v></c:pt>'
        "</c15:dlblRangeCache></c15:datalabelsRange></c:ext></c:extLst>"
    )
    made = result(with_parts(template, {}, {"xl/charts/chart1.xml": insert("</c:ser>", extension)}), items=ITEMS)
    labels_made = made.xml("xl/charts/chart1.xml").find(f".//{{{c15}}}datalabelsRange")
    assert labels_made.findtext(f"{{{c15}}}f") == "Report!$A$2:$A$4"
    assert [v.text for v in labels_made.iter("{*}v")] == ["Brazil", "Japan", "India"]


def test_a_series_over_a_name_or_a_list_of_areas_is_refilled(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        book.define_name("Shares", "=Report!$B$2:$B$2")
        chart("column", {"values": "=Report!$B$2:$B$2"}, {"values": "=(Report!$B$2:$B$2,Report!$B$4:$B$4)"})(
            book, sheet
        )

    template = drawn(tmp_path, ["Market", "Share"], ROW, [None], ["x", 9], more=more)
    by_name = {
        "xl/charts/chart1.xml": lambda text: text.replace("<c:f>Report!$B$2:$B$2</c:f>", "<c:f>Report!Shares</c:f>", 1)
    }
    made = result(with_parts(template, {}, by_name), items=ITEMS)
    values = [[v.text for v in one.iter("{*}v")] for one in made.xml("xl/charts/chart1.xml").iter("{*}numCache")]
    assert values == [["2.2", "6.6", "1.4"], ["2.2", "6.6", "1.4", "9.0"]]
    assert references(made)[1] == "(Report!$B$2:$B$4,Report!$B$6:$B$6)"


def test_the_chart_of_a_chart_sheet_follows(tmp_path: Path) -> None:
    def more(book: Any, _sheet: Any) -> None:
        drawing = book.add_chart({"type": "bar"})
        drawing.add_series({"values": "=Report!$B$1:$B$1"})
        book.add_chartsheet("Chart").set_chart(drawing)

    made = result(drawn(tmp_path, ROW, more=more), items=ITEMS)
    assert references(made) == ["Report!$B$1:$B$3"]
    assert "<c:v>6.6</c:v>" in made.text("xl/charts/chart1.xml")


def test_a_series_on_one_row_of_several_lists_its_cells(tmp_path: Path) -> None:
    rows = [["{%row for m in items %}{{ m.name }}"], ["value", "{{ m.value }}", "{%row endfor %}"]]
    made = result(drawn(tmp_path, *rows, more=chart("column", {"values": "=Report!$B$2"})), items=ITEMS)
    assert references(made) == ["(Report!$B$2,Report!$B$4,Report!$B$6)"]
    assert made.found(r"<c:v>(.*?)</c:v>", "xl/charts/chart1.xml") == ["2.2", "6.6", "1.4"]


def test_what_cannot_be_followed_keeps_its_cache(tmp_path: Path) -> None:
    template = drawn(tmp_path, ROW, more=chart("column", {"values": "=Report!$B$1:$B$1"}))
    changes = {"xl/charts/chart1.xml": lambda text: re.sub(
        r"<c:f>.*?</c:numCache>",
        '<c:f>[1]Other!$A$1</c:f><c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="1"/><c:pt idx="0"><c:v>7</c:v></c:pt></c:numCache>',
        text, flags=re.DOTALL,
    )}  # fmt: skip
    made = result(with_parts(template, {}, changes), items=ITEMS)
    assert made.found(r"<c:v>(.*?)</c:v>", "xl/charts/chart1.xml") == ["7"]


CHARTEX = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cx:chartSpace xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex"><cx:chartData><cx:data id="0">
<cx:strDim type="cat"><cx:f>Report!$A$2:$A$2</cx:f><cx:lvl ptCount="1"><cx:pt idx="0">old</cx:pt></cx:lvl></cx:strDim>
<cx:numDim type="val"><cx:f>Report!$B$2:$B$2</cx:f><cx:lvl ptCount="1" formatCode="General"><cx:pt idx="0">1</cx:pt></cx:lvl></cx:numDim>
</cx:data></cx:chartData><cx:chart><cx:plotArea><cx:plotAreaRegion><cx:series layoutId="waterfall"><cx:dataId val="0"/>
</cx:series></cx:plotAreaRegion></cx:plotArea></cx:chart></cx:chartSpace>"""


def test_charts_of_excel_2016_follow_and_are_refilled(tmp_path: Path) -> None:
    template = drawn(tmp_path, ["Market", "Share"], ROW, more=chart("column", {"values": "=Report!$B$2:$B$2"}))
    kind = "http://schemas.microsoft.com/office/2014/relationships/chartEx"
    declared = '<Override PartName="/xl/charts/chartEx1.xml" ContentType="application/vnd.ms-office.chartex+xml"/>'
    template = with_parts(
        template,
        {"xl/charts/chartEx1.xml": CHARTEX},
        {
            "xl/drawings/_rels/drawing1.xml.rels": insert(
                "</Relationships>", f'<Relationship Id="rId9" Type="{kind}" Target="../charts/chartEx1.xml"/>'
            ),
            "[Content_Types].xml": insert("</Types>", declared),
        },
    )
    made = result(template, items=ITEMS)
    assert made.found(r"<cx:f>(.*?)</cx:f>", "xl/charts/chartEx1.xml") == ["Report!$A$2:$A$4", "Report!$B$2:$B$4"]
    assert made.found(r"<cx:pt .*?>(.*?)</cx:pt>", "xl/charts/chartEx1.xml") == [
        "Brazil",
        "Japan",
        "India",
        "2.2",
        "6.6",
        "1.4",
    ]


@pytest.mark.parametrize(
    ("position", "top", "bottom"), [(1, 3, 7), (2, 3, 5), (3, 1, 3)], ids=["moves and sizes", "moves", "stays"]
)
def test_an_anchor_moves_or_sizes_as_the_designer_said(tmp_path: Path, position: int, top: int, bottom: int) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.insert_textbox(1, 3, "text", {"width": 64, "height": 40, "object_position": position})

    template = drawn(
        tmp_path,
        ["{%row for m in items %}{{ m.name }}{%row endfor %}"],
        ["x"],
        ["{%row for m in items %}{{ m.name }}{%row endfor %}"],
        more=more,
    )
    made = result(template, items=ITEMS)
    drawing = made.xml("xl/drawings/drawing1.xml")
    assert (drawing.findtext(".//{*}from/{*}row"), drawing.findtext(".//{*}to/{*}row")) == (str(top), str(bottom))


def test_a_chart_inside_a_block_comes_once_per_iteration_and_draws_its_own(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        made = book.add_chart({"type": "column"})
        made.add_series({"name": "=Report!$A$1", "categories": "=Report!$A$2:$A$2", "values": "=Report!$B$2:$B$2"})
        sheet.insert_chart("D3", made, {"x_scale": 0.3, "y_scale": 0.3})

    rows: list[list[Any]] = [
        ["{%row for g in items | groupby('group') %}{{ g.grouper }}"],
        ["{%row for m in g.list %}{{ m.name }}", "{{ m.value }}{%row endfor %}"],
    ]
    rows += [["."]] * 8 + [["end{%row endfor %}"]]
    made = result(drawn(tmp_path, *rows, more=more), items=ITEMS)
    assert [references(made, n) for n in (1, 2)] == [
        ["Report!$A$1", "Report!$A$2:$A$3", "Report!$B$2:$B$3"],
        ["Report!$A$13", "Report!$A$14:$A$14", "Report!$B$14:$B$14"],
    ]
    drawing = made.xml("xl/drawings/drawing1.xml")
    assert [one.text for one in drawing.iterfind(".//{*}from/{*}row")] == ["3", "14"]
    assert len({one.get("id") for one in drawing.iter("{*}cNvPr")}) == 2


def test_what_stands_on_dropped_rows_goes_with_its_chart(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        made = book.add_chart({"type": "column"})
        made.add_series({"values": "=Report!$B$1:$B$2"})
        sheet.insert_chart("D3", made, {"x_scale": 0.2, "y_scale": 0.1})

    template = drawn(
        tmp_path, ["a", 1], ["{%row if wanted %}"], ["b"], ["c"], ["d"], ["e"], ["f{%row endif %}"], more=more
    )
    assert "xl/charts/chart1.xml" not in result(template, wanted=False).parts


def test_pictures_are_drawn_in_their_own_proportions_and_kept_once(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.merge_range("B2:D6", "{%image wide %}")
        sheet.set_row(7, 60)
        sheet.write("A8", "{%image tall %}")
        sheet.write("B8", "{%row for m in items %}")
        sheet.write("C8", "{%row endfor %}")

    (tmp_path / "wide.png").write_bytes(png(200, 20))
    made = result(drawn(tmp_path, more=more), wide="wide.png", tall=png(20, 40), items=ITEMS)
    sizes = [
        (int(one.get("cx")), int(one.get("cy")))
        for one in made.xml("xl/drawings/drawing1.xml").iter("{*}ext")
        if one.get("cx")
    ]
    assert len(sizes) == 8
    assert all(abs(width / height - 10) < 0.01 for width, height in sizes[:2])
    assert all(abs(width / height - 0.5) < 0.01 for width, height in sizes[2:])
    width = 3 * 64 * 9525
    assert width - 8 * 9525 < sizes[0][0] <= width
    assert sorted(part for part in made.parts if "media" in part) == ["xl/media/image1.png", "xl/media/image2.png"]


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("nothing.png", "unknown picture"),
        ("../secret.png", "in the folder of the template"),
        ("text.png", "this is no picture"),
        (7, "a picture is a file"),
    ],
)
def test_what_is_no_picture_is_told_with_its_cell(tmp_path: Path, said: Any, what: str) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "text.png").write_text("text")
    (tmp_path / "secret.png").write_bytes(png(1, 1))
    with pytest.raises(TemplateError, match=what) as told:
        rendered(drawn(folder, ["{%image p %}"]), p=said)
    assert str(told.value).startswith("template.xlsx!Report!A1: ")


def test_no_picture_is_no_picture(tmp_path: Path) -> None:
    assert "xl/drawings/drawing1.xml" not in result(drawn(tmp_path, ["{%image p %}"]), p=None).parts


def test_a_shape_that_shows_a_cell_follows_it(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.insert_textbox("F1", "", {"textlink": "=$B$2"})

    made = result(drawn(tmp_path, ROW, ["sum", "=SUM(B1:B1)"], more=more), items=ITEMS)
    shapes = etree.fromstring(made.parts["xl/drawings/drawing1.xml"]).iter("{*}sp")
    assert [one.get("textlink") for one in shapes] == ["$B$4"]


@pytest.mark.parametrize("tag", ["{%sheet for r in items %}", "{%row for m in items %}", "{%row endfor %}"])
def test_a_drawing_on_a_row_of_tags_alone_is_refused_with_its_cell(tmp_path: Path, tag: str) -> None:
    rows = [["{%row for m in items %}"], ["{{ m.name }}"], ["{%row endfor %}"], ["{%sheet for r in items %}"]]

    def button(_: Any, sheet: Any) -> None:
        row = [cells[0] for cells in rows].index(tag)
        sheet.insert_textbox(row, 2, "x", {"width": 30, "height": 10, "x_offset": 2, "y_offset": 2})

    (problem,) = problems_of(drawn(tmp_path, *rows, more=button))
    assert str(problem).startswith(
        f"template.xlsx!Report!C{[cells[0] for cells in rows].index(tag) + 1}: a drawing lies on a row"
    )


def test_a_drawing_that_reaches_from_a_row_of_tags_to_another_is_kept(tmp_path: Path) -> None:
    def box(_: Any, sheet: Any) -> None:
        sheet.insert_textbox("C1", "x", {"width": 30, "height": 40})

    template = drawn(tmp_path, ["{%sheet for r in items %}"], ["{{ r.name }}"], more=box)
    assert problems_of(template) == []
