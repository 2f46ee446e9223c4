"""Tags outside cells: in text boxes, charts and notes, with the values of their sheet or of their iteration."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from tests import ooxml
from tests.conftest import SHARED
from tests.template.specimens import ITEMS, ROW, Result, drawn, insert, result, with_parts
from xlmarket.errors import TemplateError
from xlmarket.package.archive import OFFICE, RELATIONS
from xlmarket.package.bodies import CONTROLS, CX, DIAGRAMS, THREADS, A, C
from xlmarket.template import compile_template, render
from xlmarket.template.read.compile import problems_of

DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
DRAWING = "xl/drawings/drawing1.xml"
BOX = {"width": 60, "height": 15}
"""A text box that lies on one row."""


def texts(made: Result, part: str, tag: str = "t") -> list[str]:
    return [str(element.text or "") for element in made.xml(part).iter(f"{{*}}{tag}")]


def test_a_workbook_with_tags_in_a_text_box_alone_is_filled_and_its_sheet_stays_byte_for_byte(tmp_path: Path) -> None:
    template = drawn(tmp_path, ["Share", 2], more=lambda _, sheet: sheet.insert_textbox("B3", "Share of {{ name }}"))
    made = result(template, name="Tom & <Co>")
    assert texts(made, DRAWING) == ["Share of Tom & <Co>"]
    sheet = "xl/worksheets/sheet1.xml"
    assert made.parts[sheet] == compile_template(template).package.read(sheet)


def test_a_text_box_in_a_block_comes_once_per_item_with_its_values(tmp_path: Path) -> None:
    made = result(
        drawn(
            tmp_path,
            ROW,
            more=lambda _, sheet: sheet.insert_textbox(
                "D1", "{{ loop.index }} of {{ loop.length }}: {{ m.name }}", BOX
            ),
        ),
        items=ITEMS,
    )
    assert texts(made, DRAWING) == ["1 of 3: Brazil", "2 of 3: Japan", "3 of 3: India"]


@pytest.mark.parametrize(("items", "expected"), [(ITEMS[:1], ["Brazil"]), ([], [""])])
def test_one_item_gives_its_own_text_and_none_an_empty_one(
    tmp_path: Path, items: list[Any], expected: list[str]
) -> None:
    template = drawn(tmp_path, ROW, more=lambda _, sheet: sheet.insert_textbox("D1", "{{ m.name }}", BOX))
    assert texts(result(template, items=items), DRAWING) == expected


def test_a_text_box_in_a_repeated_column_sees_the_item_of_its_column(tmp_path: Path) -> None:
    across = ["Market", "{%col for p in periods %}{{ p }}{%col endfor %}"]
    template = drawn(
        tmp_path, across, more=lambda _, sheet: sheet.insert_textbox("B5", "In {{ p }} and {{ name }}", BOX)
    )
    made = result(template, periods=["2014", "2015"], name="Brazil")
    assert texts(made, DRAWING) == ["In 2014 and Brazil", "In 2015 and Brazil"]


def test_each_copy_of_a_sheet_has_texts_of_its_own(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Report!$A$1:$A$2", "name": "All of {{ r.name }}"})
        chart.set_title({"name": "{{ r.name }}"})
        sheet.insert_chart("D5", chart)
        sheet.write_comment("A2", "About {{ r.name }}")

    made = result(drawn(tmp_path, ["{%sheet for r in items %}"], ["Share"], more=more), items=ITEMS[:2])
    assert [texts(made, f"xl/charts/chart{number}.xml") for number in (1, 2)] == [["Brazil"], ["Japan"]]
    assert [texts(made, f"xl/comments{number}.xml") for number in (1, 2)] == [["About Brazil"], ["About Japan"]]


def test_a_chart_sheet_has_the_values_of_the_report(tmp_path: Path) -> None:
    def more(book: Any, _: Any) -> None:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Report!$A$1:$A$2"})
        chart.set_title({"name": "{{ title }}"})
        book.add_chartsheet("Chart").set_chart(chart)

    assert texts(result(drawn(tmp_path, ["Share"], more=more), title="Shares"), "xl/charts/chart1.xml") == ["Shares"]


def test_rows_that_pass_through_do_so_with_texts_over_the_sheet(tmp_path: Path) -> None:
    def rows() -> Iterator[Any]:
        yield from ITEMS

    template = drawn(tmp_path, ROW, more=lambda _, sheet: sheet.insert_textbox("D5", "{{ title }}"))
    assert texts(result(template, items=rows(), title="Shares"), DRAWING) == ["Shares"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{%row for m in items %}", "a tag that repeats stands in a cell"),
        ("{%image 'logo.png' %}", "a tag that repeats stands in a cell"),
        ("{{ m. }}", "the text cannot be read"),
    ],
)
def test_what_a_text_box_cannot_hold_is_found_with_its_cell_and_name(tmp_path: Path, text: str, what: str) -> None:
    problems = problems_of(drawn(tmp_path, ["x"], more=lambda _, sheet: sheet.insert_textbox("B3", text)))
    assert len(problems) == 1
    assert str(problems[0]).startswith(f"template.xlsx!Report!B3, text box TextBox 1: {what}")


def test_an_unknown_name_in_a_text_box_is_an_error_with_its_place(tmp_path: Path) -> None:
    template = compile_template(
        drawn(tmp_path, ROW, more=lambda _, sheet: sheet.insert_textbox("D1", "{{ m.nmae }}", BOX))
    )
    assert template.names == {"items"}
    with pytest.raises(TemplateError, match=r"template.xlsx!Report!D1, text box TextBox 1: .*did you mean name"):
        render(template, {"items": ITEMS})


def test_the_captions_of_controls_and_the_alternative_texts_of_pictures_are_filled(tmp_path: Path) -> None:
    def more(_: Any, sheet: Any) -> None:
        sheet.insert_button("B5", {"caption": "Print {{ title }}", "description": "All of {{ title }}"})

    made = result(drawn(tmp_path, ["x"], more=more), title="Brazil\n2015")
    text = made.text("xl/drawings/vmlDrawing1.vml")
    assert ">Print Brazil<br/>2015</font>" in text
    assert 'alt="All of Brazil&#10;2015"' in text


def test_charts_of_openpyxl_are_filled_in_their_own_namespace(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    chart = openpyxl.chart.BarChart()
    chart.title = "{{ title }}"
    chart.x_axis.title = "By {{ title }}"
    chart.add_data(openpyxl.chart.Reference(book.active, min_col=1, min_row=1, max_row=3))
    book.active.add_chart(chart, "D2")
    book.active["C1"].comment = openpyxl.comments.Comment("Of {{ title }}", "Ann")
    book.save(tmp_path / "template.xlsx")
    made = result(tmp_path / "template.xlsx", title="Brazil")
    assert texts(made, "xl/charts/chart1.xml") == ["Brazil", "By Brazil"]
    assert texts(made, "xl/comments/comment1.xml") == ["Of Brazil"]


@pytest.mark.parametrize(
    ("name", "part", "before", "after"),
    [
        ("textbox39", "xl/drawings/drawing1.xml", "<a:t>This is some text", "<a:t>{{ title }}"),
        ("button15", "xl/drawings/vmlDrawing1.vml", ">Button 1<", ">{{ title }}<"),
        ("chart_title02", "xl/charts/chart1.xml", "<a:t>Title!", "<a:t>{{ title }}"),
        ("comment03", "xl/comments1.xml", "<t>Some text</t>", "<t>{{ title }}</t>"),
    ],
)
def test_workbooks_saved_by_excel_are_filled(tmp_path: Path, name: str, part: str, before: str, after: str) -> None:
    source = SHARED / "corpus" / "xlsxwriter" / f"{name}.xlsx"
    if not source.is_file():
        pytest.skip("needs the workbooks beside the project")
    template = Path(shutil.copy(source, tmp_path / "template.xlsx"))
    with_parts(template, {}, {part: lambda text: text.replace(before, after)})
    made = result(template, title="Brazil")
    assert "Brazil" in made.text(part)


def test_a_tag_where_no_text_can_be_filled_is_found(tmp_path: Path) -> None:
    template = drawn(tmp_path, ["x"], more=lambda _, sheet: sheet.insert_textbox("B3", "x"))
    with_parts(template, {}, {DRAWING: lambda text: text.replace('macro=""', 'macro="{{ title }}"')})
    (problem,) = problems_of(template)
    assert (
        str(problem) == 'template.xlsx!Report!B3, text box TextBox 1: a tag cannot be filled here; found "{{ title }}"'
    )


def smart_art(template: Path) -> Path:
    """Turn the text box of a template into SmartArt, as Excel keeps it: its data, and a picture of it that the data name."""
    text = f'<a:p xmlns:a="{A}"><a:r><a:t>{{{{ m.name }}}}</a:t></a:r></a:p>'
    data = (
        f'<d:dataModel xmlns:d="{DGM}" xmlns:p="{DIAGRAMS}"><d:ptLst><d:pt modelId="1"><d:t>{text}</d:t></d:pt></d:ptLst>'
        '<d:extLst><ext uri="x"><p:dataModelExt relId="rId2"/></ext></d:extLst></d:dataModel>'
    )
    picture = f'<p:drawing xmlns:p="{DIAGRAMS}"><p:txBody>{text}</p:txBody></p:drawing>'
    kinds = {"1": ("diagramData", "data1"), "2": ("diagramDrawing", "drawing1")}
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="../diagrams/{name}.xml"/>'
        for number, (kind, name) in kinds.items()
    )
    frame = f'<dgm:relIds xmlns:dgm="{DGM}" xmlns:r="{OFFICE}" r:dm="rId1"/>'
    added = {
        "xl/diagrams/data1.xml": data,
        "xl/diagrams/drawing1.xml": picture,
        "xl/drawings/_rels/drawing1.xml.rels": f'<Relationships xmlns="{RELATIONS}">{relations}</Relationships>',
    }
    return with_parts(template, added, {DRAWING: insert("</xdr:txBody>", frame)})


@pytest.mark.parametrize("items", [ITEMS[:1], ITEMS[:2]])
def test_smart_art_in_a_block_and_the_picture_kept_of_it_come_once_per_item(tmp_path: Path, items: list[Any]) -> None:
    template = smart_art(drawn(tmp_path, ROW, more=lambda _, sheet: sheet.insert_textbox("D1", "x", BOX)))
    (tmp_path / "made.xlsx").write_bytes(render(compile_template(template), {"items": items}))
    parts = ooxml.parts(tmp_path / "made.xlsx")
    for kind in ("data", "drawing"):
        written = [
            etree.fromstring(parts[f"xl/diagrams/{kind}{number}.xml"]) for number, _ in enumerate(items, start=1)
        ]
        assert [part.findtext(".//{*}t/{*}p/{*}r/{*}t") or part.findtext(".//{*}r/{*}t") for part in written] == [
            item.name for item in items
        ]


def test_a_text_box_over_an_inner_block_sees_both_items_and_one_over_the_outer_block_its_own(tmp_path: Path) -> None:
    rows = [
        ["{%row for g in groups %}{{ g.name }}"],
        ["{%row for m in g.items %}{{ m }}{%row endfor %}"],
        ["end{%row endfor %}"],
    ]

    def more(_: Any, sheet: Any) -> None:
        sheet.insert_textbox("D2", "{{ g.name }}{{ m }}", BOX)
        sheet.insert_textbox("F1", "{{ g.name }}", {"width": 60, "height": 50})

    groups = [{"name": "A", "items": [1, 2]}, {"name": "B", "items": [3]}]
    assert sorted(texts(result(drawn(tmp_path, *rows, more=more), groups=groups), DRAWING)) == [
        "A",
        "A1",
        "A2",
        "B",
        "B3",
    ]


def test_a_text_box_in_cells_that_repeat_side_by_side_sees_their_item(tmp_path: Path) -> None:
    rows = [
        [
            "{%cells for m in items %}{{ m.name }}",
            None,
            "{%cells endfor %}",
            "{%cells for k in keys %}{{ k }}{%cells endfor %}",
        ]
    ]

    def more(_: Any, sheet: Any) -> None:
        sheet.insert_textbox("B1", "{{ m.name }}", {"width": 30, "height": 15})
        sheet.insert_textbox("D1", "{{ k }}", {"width": 30, "height": 15})

    made = result(drawn(tmp_path, *rows, more=more), items=ITEMS, keys=["x", "y"])
    assert texts(made, DRAWING) == ["Brazil", "Japan", "India", "x", "y"]


@pytest.mark.parametrize("up", [True, False])
def test_a_text_box_over_rows_that_are_dropped_is_not_asked_for_its_value(tmp_path: Path, up: bool) -> None:
    rows = [["{%row if up %}"], ["Growth"], ["{%row endif %}"], ["end"]]
    template = drawn(tmp_path, *rows, more=lambda _, sheet: sheet.insert_textbox("D2", "{{ growth.value }}", BOX))
    made = result(template, up=up, **({"growth": {"value": 2}} if up else {}))
    assert texts(made, DRAWING) == (["2"] if up else [])


def test_texts_over_rows_and_columns_that_repeat_have_both_items(tmp_path: Path) -> None:
    rows = [
        [None, "{%col for p in periods %}{{ p }}{%col endfor %}"],
        ["{%row for m in items %}{{ m.name }}{%row endfor %}"],
    ]
    template = drawn(tmp_path, *rows, more=lambda _, sheet: sheet.insert_textbox("B2", "{{ m.name }} {{ p }}", BOX))
    made = result(template, items=ITEMS[:2], periods=["Q1", "Q2"])
    assert texts(made, DRAWING) == ["Brazil Q1", "Brazil Q2", "Japan Q1", "Japan Q2"]


def test_notes_and_controls_in_a_block_have_the_values_of_their_rows(tmp_path: Path) -> None:
    def more(_: Any, sheet: Any) -> None:
        sheet.write_comment("A1", "Of {{ m.name }}")
        sheet.insert_button("E1", {"caption": "Print {{ m.name }}", "height": 15})

    made = result(drawn(tmp_path, ROW, more=more), items=ITEMS)
    assert texts(made, "xl/comments1.xml") == ["Of Brazil", "Of Japan", "Of India"]
    assert made.found(">Print (.*?)</font>", "xl/drawings/vmlDrawing1.vml") == ["Brazil", "Japan", "India"]


def test_drawings_of_libreoffice_are_filled(tmp_path: Path, soffice: str) -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.insert_textbox("D1", "Box {{ m.name }}", BOX)
        sheet.insert_button("A9", {"caption": "Print {{ title }}"})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Report!$B$1:$B$1", "name": "All of {{ title }}"})
        chart.set_title({"name": "{{ title }}"})
        sheet.insert_chart("F9", chart)

    source = drawn(tmp_path, ROW, more=more)
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [soffice, home, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved"), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    made = result(tmp_path / "saved" / "template.xlsx", items=ITEMS, title="Brazil")
    assert texts(made, DRAWING)[:3] == ["Box Brazil", "Box Japan", "Box India"]
    assert set(texts(made, DRAWING)[3:]) == {"Print Brazil"}
    assert made.found("<c:tx><c:strRef><c:f>(.*?)</c:f>", "xl/charts/chart1.xml") == ['"All of Brazil"']


RUN = f'<a:p xmlns:a="{A}"><a:r><a:t>Of {{{{ title }}}}</a:t></a:r></a:p>'
CDR = "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing"
HANGING = {
    "a shape in a chart": (
        "xl/charts/chart1.xml",
        "chartUserShapes",
        f'<c:userShapes xmlns:c="{C}"><d:sp xmlns:d="{CDR}" textlink=""><d:txBody>{RUN}</d:txBody></d:sp></c:userShapes>',
    ),
    "a chart of 2016": (
        DRAWING,
        "chartEx",
        f'<x:chartSpace xmlns:x="{CX}"><x:chart><x:title><x:tx><x:rich>{RUN}</x:rich></x:tx></x:title></x:chart></x:chartSpace>',
    ),
    "a conversation": (
        "xl/worksheets/sheet1.xml",
        "threadedComment",
        (
            f'<ThreadedComments xmlns="{THREADS}"><threadedComment ref="A1" id="{{1}}"><text>Of {{{{ title }}}}</text>'
            "</threadedComment></ThreadedComments>"
        ),
    ),
    "the entries of a list": (
        "xl/worksheets/sheet1.xml",
        "ctrlProp",
        f'<formControlPr xmlns="{CONTROLS}"><itemLst><item val="Of {{{{ title }}}}"/></itemLst></formControlPr>',
    ),
}


@pytest.mark.parametrize(("owner", "kind", "xml"), HANGING.values(), ids=HANGING)
def test_what_hangs_on_a_sheet_and_its_drawings_is_filled(tmp_path: Path, owner: str, kind: str, xml: str) -> None:
    def more(book: Any, sheet: Any) -> None:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Report!$A$1:$A$2"})
        sheet.insert_chart("D2", chart)

    template = drawn(tmp_path, ["x"], more=more)
    folder, _, name = owner.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    relation = f'<Relationship Id="rId9" Type="{OFFICE}/{kind}" Target="/xl/hanging.xml"/>'
    there = (
        ooxml.parts(template).get(relations, f'<Relationships xmlns="{RELATIONS}"></Relationships>'.encode()).decode()
    )
    added = {relations: there.replace("</Relationships>", f"{relation}</Relationships>"), "xl/hanging.xml": xml}
    compiled = compile_template(with_parts(template, added, {}))
    assert compiled.names == {"title"}
    (tmp_path / "made.xlsx").write_bytes(render(compiled, {"title": "Brazil"}))
    assert b"Of Brazil" in ooxml.parts(tmp_path / "made.xlsx")["xl/hanging.xml"]


@pytest.mark.parametrize(("place", "rows"), [("D1", "rows 1 to 2"), ("D2", "")])
def test_a_text_box_over_the_edge_of_a_block_is_told_where_to_lie(tmp_path: Path, place: str, rows: str) -> None:
    size = {"width": 60, "height": 25}
    template = drawn(tmp_path, ROW, ["a"], more=lambda _, sheet: sheet.insert_textbox(place, "{{ m.name }}", size))
    with pytest.raises(TemplateError, match="'m' is undefined") as error:
        result(template, items=ITEMS)
    assert error.value.remedy == (
        f"it lies over {rows}: draw it inside row 1 to let it see the values there" if rows else ""
    )
