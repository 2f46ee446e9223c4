"""Everything that spans a repeated block follows it: one test per kind of part, each result passed by the validator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.template.specimens import ITEMS, ROW, Item, drawn, insert, result, with_parts

HEAD = ["Market", "Share"]
SUM = ["sum", "=SUM(B2:B2)"]


def test_a_shared_formula_is_written_out_for_each_row(tmp_path: Path) -> None:
    template = drawn(
        tmp_path, HEAD, ["{%row for m in items %}{{ m.name }}", "{{ m.value }}", "=B2*2", "{%row endfor %}"]
    )
    shared = '<f t="shared" ref="C2:C4" si="0">B2*2</f>'
    more = '<row r="3"><c r="C3"><f t="shared" si="0"/></c></row><row r="4"><c r="C4"><f t="shared" si="0"/></c></row>'
    changes = {
        "xl/worksheets/sheet1.xml": lambda text: text.replace("<f>B2*2</f>", shared).replace(
            "</sheetData>", more + "</sheetData>"
        )
    }
    made = result(with_parts(template, {}, changes), items=ITEMS)
    assert made.found(r"<f>(.*?)</f>") == ["B2*2", "B3*2", "B4*2", "B5*2", "B6*2"]


def test_an_array_formula_below_a_block_moves_with_its_area(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.write_array_formula("D4:D5", "{=TRANSPOSE(B2:B2)}")

    made = result(drawn(tmp_path, HEAD, ROW, SUM, more=more), items=ITEMS)
    assert made.found(r'<f t="array" ref="(.*?)">') == ["D6:D7"]
    assert "TRANSPOSE(B2:B4)" in made.text("xl/worksheets/sheet1.xml")


def test_a_dynamic_array_formula_keeps_its_mark_and_its_metadata(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.write_dynamic_array_formula("D4", "=UNIQUE(A2:A2)")
        sheet.write_dynamic_array_formula("E2", '=SUM(FILTER(B2:B2,A2:A2<>""))')

    made = result(drawn(tmp_path, HEAD, ROW, SUM, more=more), items=ITEMS)
    assert made.found(r'<c r="(\w+)" cm="1"><f t="array" ref="(\w+)">') == [
        ("E2", "E2"), ("E3", "E3"), ("E4", "E4"), ("D6", "D6"),
    ]  # fmt: skip
    assert made.found(r"UNIQUE\((.*?)\)") == ["A2:A4"]
    assert "xl/metadata.xml" in made.parts


def test_a_data_table_keeps_what_it_varies(tmp_path: Path) -> None:
    template = drawn(tmp_path, ROW, [1], [2, "=A2*2"])
    table = '<f t="dataTable" ref="B3:B3" dt2D="0" dtr="0" r1="A2"/>'
    changes = {"xl/worksheets/sheet1.xml": lambda text: text.replace("<f>A2*2</f>", table)}
    made = result(with_parts(template, {}, changes), items=ITEMS)
    assert made.found(r'(<f t="dataTable".*?>)') == ['<f t="dataTable" dt2D="0" dtr="0" ref="B5" r1="A4">']


def test_structured_and_whole_column_references_stay(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.add_table("A1:B2", {"name": "Shares", "columns": [{"header": "Market"}, {"header": "Share"}]})
        sheet.write_row(1, 0, ROW)
        sheet.write("D6", "=SUM(Shares[Share])")
        sheet.write("D7", "=SUM(B:B)+SUM($1:$1)")

    made = result(drawn(tmp_path, more=more), items=ITEMS)
    assert made.found(r"<f>(.*?)</f>") == ["SUM(Shares[Share])", "SUM(B:B)+SUM($1:$1)"]


def test_references_across_sheets_and_through_sheets_move(tmp_path: Path) -> None:
    def more(book: Any, _sheet: Any) -> None:
        other = book.add_worksheet("Other")
        other.write("A1", "=Report!B3+SUM(Report!B2:B2)+SUM(Report:Report!B2:B2)")

    made = result(drawn(tmp_path, HEAD, ROW, SUM, more=more), items=ITEMS)
    assert made.book["Other"]["A1"].value == "=Report!B5+SUM(Report!B2:B4)+SUM(Report:Report!B2:B4)"


def test_an_absolute_row_is_seen_from_outside_the_block(tmp_path: Path) -> None:
    row = ["{%row for m in items %}", "{{ m.value }}", "=SUM(B$2:B2)", "=B2/SUM(B$2:B$2)", "=B2/B$2", "{%row endfor %}"]
    made = result(drawn(tmp_path, HEAD, row, SUM), items=ITEMS)
    assert made.found(r"<f>(.*?)</f>")[3:6] == ["SUM(B$2:B3)", "B3/SUM(B$2:B$4)", "B3/B$2"]


def test_conditional_formats_stretch_and_both_halves_stay_tied(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.conditional_format("B2", {"type": "data_bar", "data_bar_2010": True})
        sheet.conditional_format("B2", {"type": "2_color_scale", "min_type": "formula", "min_value": "=$B$3"})
        sheet.conditional_format("A3", {"type": "duplicate"})

    made = result(drawn(tmp_path, HEAD, ROW, SUM, more=more), items=ITEMS)
    assert made.found(r'<conditionalFormatting sqref="(.*?)">') == ["B2:B4", "A5"]
    assert made.found(r"<xm:sqref>(.*?)</xm:sqref>") == ["B2:B4"]
    assert made.found(r'<cfvo type="formula" val="(.*?)"/>') == ["$B$5"]
    assert made.found(r"<x14:id>(.*?)</x14:id>") == made.found(r'<x14:cfRule type="dataBar" id="(.*?)">')


def test_validations_stretch_and_their_lists_with_them(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.data_validation("C2", {"validate": "list", "source": "=$A$2:$A$2"})
        sheet.data_validation("D3", {"validate": "list", "source": "=$A$2"})

    made = result(drawn(tmp_path, HEAD, [*ROW[:2], None, None, ROW[2]], SUM, more=more), items=ITEMS)
    assert made.found(r'<dataValidation .*?sqref="(.*?)"><formula1>(.*?)</formula1>') == [
        ("C2:C4", "$A$2:$A$4"),
        ("D5", "$A$2:$A$4"),
    ]


def test_x14_validations_and_formats_of_other_sheets_follow(tmp_path: Path) -> None:
    template = drawn(tmp_path, HEAD, ROW, SUM, more=lambda book, _: book.add_worksheet("Form").write("A1", "x"))
    x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    rule = (
        f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{x14}">'
        '<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        '<x14:dataValidation type="list" allowBlank="1" xr:uid="{00000000-0002-0000-0100-000000000000}" '
        'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"><x14:formula1>'
        "<xm:f>Report!$A$2:$A$2</xm:f></x14:formula1><xm:sqref>A1</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations></ext></extLst>"
    )
    template = with_parts(template, {}, {"xl/worksheets/sheet2.xml": insert("</worksheet>", rule)})
    made = result(template, items=ITEMS)
    assert made.found(r"<xm:f>(.*?)</xm:f>", "xl/worksheets/sheet2.xml") == ["Report!$A$2:$A$4"]


def test_sparklines_come_once_per_row_and_draw_their_own(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.add_sparkline("D2", {"range": "Report!A2:B2"})
        sheet.add_sparkline("D3", {"range": "Report!B2:B2", "type": "column"})

    made = result(drawn(tmp_path, HEAD, [*ROW[:2], ROW[2]], SUM, more=more), items=ITEMS)
    pairs = made.found(r"<xm:f>(.*?)</xm:f><xm:sqref>(.*?)</xm:sqref>")
    assert sorted(pairs) == [
        ("Report!A2:B2", "D2"), ("Report!A3:B3", "D3"), ("Report!A4:B4", "D4"), ("Report!B2:B4", "D5"),
    ]  # fmt: skip


def test_a_filter_and_its_hidden_name_stretch(tmp_path: Path) -> None:
    made = result(drawn(tmp_path, HEAD, ROW, SUM, more=lambda _, sheet: sheet.autofilter("A1:B2")), items=ITEMS)
    assert made.found(r'<autoFilter ref="(.*?)"/>') == ["A1:B4"]
    assert made.found(r"_FilterDatabase.*?>(.*?)</definedName>", "xl/workbook.xml") == ["Report!$A$1:$B$4"]


def test_a_table_keeps_its_totals_row_and_its_calculated_column(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        columns = [
            {"header": "Market", "total_string": "sum"},
            {"header": "Share", "total_function": "sum"},
            {"header": "Twice", "formula": "=Shares[[#This Row],[Share]]*$F$6"},
        ]
        sheet.add_table("A1:C3", {"name": "Shares", "total_row": True, "columns": columns})
        sheet.write_row(1, 0, ROW[:2])
        sheet.write("D2", ROW[2])
        sheet.write("F6", 2)

    made = result(drawn(tmp_path, more=more), items=ITEMS)
    table = made.xml("xl/tables/table1.xml")
    assert (table.get("ref"), table.get("totalsRowCount")) == ("A1:C5", "1")
    assert made.found(r"<calculatedColumnFormula>.*\*(.*?)</calc", "xl/tables/table1.xml") == ["$F$8"]
    assert made.book["Report"]["B5"].value == "=SUBTOTAL(109,[Share])"


def test_the_names_of_a_tables_columns_are_the_texts_of_its_header(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.add_table("A1:B2", {"columns": [{"header": "Market"}, {"header": "{{ period }}"}]})
        sheet.write_row(1, 0, ROW)

    template = drawn(tmp_path, more=more)
    for period, head in (("2015Q4", "2015Q4"), (2015, "2015"), (2015.0, "2015"), (None, "-"), ("a\nb", "a_x000a_b")):
        made = result(template, items=ITEMS, period=period)
        assert made.found(r'<tableColumn id="\d" name="(.*?)"', "xl/tables/table1.xml") == ["Market", head]
        assert made.book["Report"]["B1"].value == head.replace("_x000a_", "\n")


def test_names_of_a_sheet_stay_with_their_sheet(tmp_path: Path) -> None:
    def more(book: Any, _sheet: Any) -> None:
        other = book.add_worksheet("Other")
        other.write("A1", 1)
        book.define_name("Other!Shares", "=Report!$B$2:$B$2")
        book.define_name("Top", "=Report!$B$2")

    made = result(drawn(tmp_path, HEAD, ROW, SUM, more=more), items=ITEMS)
    assert made.book["Other"].defined_names["Shares"].attr_text == "Report!$B$2:$B$4"
    assert made.book.defined_names["Top"].attr_text == "Report!$B$2"


def test_notes_come_once_per_row_and_their_shapes_stand_at_their_cells(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.write_comment("B2", "a share")
        sheet.write_comment("A3", "a total")

    made = result(drawn(tmp_path, HEAD, ROW, SUM, more=more), items=ITEMS)
    notes = {cell.coordinate: cell.comment.text for row in made.book["Report"] for cell in row if cell.comment}
    assert notes == {"B2": "a share", "B3": "a share", "B4": "a share", "A5": "a total"}
    places = made.found(r"<x:Row>(\d+)</x:Row>\s*<x:Column>(\d+)</x:Column>", "xl/drawings/vmlDrawing1.vml")
    assert sorted(places) == [("1", "1"), ("2", "1"), ("3", "1"), ("4", "0")]
    ids = made.found(r'<v:shape [^>]*?id="(.*?)"', "xl/drawings/vmlDrawing1.vml")
    assert len(set(ids)) == 4


THREAD = "{11111111-1111-1111-1111-111111111111}"
ANSWER = "{22222222-2222-2222-2222-222222222222}"


def test_threaded_comments_come_once_per_row_each_tied_to_its_own_text(tmp_path: Path) -> None:
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    threads = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<ThreadedComments xmlns="{space}">'
        f'<threadedComment ref="B2" dT="2026-01-01T00:00:00.00" personId="{{33333333-3333-3333-3333-333333333333}}" '
        f'id="{THREAD}"><text>why?</text></threadedComment><threadedComment ref="B2" dT="2026-01-01T00:00:01.00" '
        f'personId="{{33333333-3333-3333-3333-333333333333}}" id="{ANSWER}" parentId="{THREAD}"><text>so</text>'
        "</threadedComment></ThreadedComments>"
    )
    template = drawn(tmp_path, HEAD, ROW, SUM, more=lambda _, sheet: sheet.write_comment("B2", "why?"))
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    relation = f'<Relationship Id="rId9" Type="{kind}" Target="../threadedComments/threadedComment1.xml"/>'
    declared = (
        '<Override PartName="/xl/threadedComments/threadedComment1.xml" '
        'ContentType="application/vnd.ms-excel.threadedcomments+xml"/>'
    )
    template = with_parts(
        template,
        {"xl/threadedComments/threadedComment1.xml": threads},
        {
            "xl/worksheets/_rels/sheet1.xml.rels": insert("</Relationships>", relation),
            "[Content_Types].xml": insert("</Types>", declared),
            "xl/comments1.xml": lambda text: text.replace("<author></author>", "<author/>").replace(
                "<author/>", f"<author>tc={THREAD}</author>"
            ),
        },
    )
    made = result(template, items=ITEMS)
    made_threads = made.xml("xl/threadedComments/threadedComment1.xml")
    roots = {one.get("ref"): one.get("id") for one in made_threads if not one.get("parentId")}
    answers = {one.get("ref"): one.get("parentId") for one in made_threads if one.get("parentId")}
    assert list(roots) == ["B2", "B3", "B4"]
    assert answers == roots
    assert roots["B2"] == THREAD
    assert len(set(roots.values())) == 3
    assert {f"tc={one}" for one in roots.values()} <= set(made.found("<author>(.*?)</author>", "xl/comments1.xml"))


def test_form_controls_move_and_stay_linked(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.insert_button("D4", {"caption": "Go"})

    template = drawn(tmp_path, HEAD, ROW, SUM, more=more)
    space = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    control = f'<formControlPr xmlns="{space}" objectType="Drop" fmlaLink="$B$3" fmlaRange="$A$2:$A$2"/>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/ctrlProp"
    relation = f'<Relationship Id="rId9" Type="{kind}" Target="../ctrlProps/ctrlProp1.xml"/>'
    declared = '<Override PartName="/xl/ctrlProps/ctrlProp1.xml" ContentType="application/vnd.ms-excel.controlproperties+xml"/>'
    template = with_parts(
        template,
        {"xl/ctrlProps/ctrlProp1.xml": control},
        {
            "xl/worksheets/_rels/sheet1.xml.rels": insert("</Relationships>", relation),
            "[Content_Types].xml": insert("</Types>", declared),
        },
    )
    made = result(template, items=ITEMS)
    linked = made.xml("xl/ctrlProps/ctrlProp1.xml")
    assert (linked.get("fmlaLink"), linked.get("fmlaRange")) == ("$B$5", "$A$2:$A$4")
    anchor = made.found(r"<x:Anchor>\s*(.*?)</x:Anchor>", "xl/drawings/vmlDrawing1.vml")[0]
    assert [int(one) for one in anchor.split(",")][2] == 5


def test_rows_keep_their_height_outline_and_look(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        sheet.set_row(1, 33, book.add_format({"bold": True}), {"level": 1, "hidden": True})
        sheet.set_row(2, 21)

    made = result(drawn(tmp_path, HEAD, ROW, SUM, more=more), items=ITEMS)
    rows = made.book["Report"].row_dimensions
    assert [(rows[n].height, rows[n].outlineLevel, rows[n].hidden) for n in (2, 3, 4)] == [(33, 1, True)] * 3
    assert rows[5].height == 21


def test_breaks_come_after_each_iteration_and_between_columns(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.set_h_pagebreaks([2, 3])
        sheet.set_v_pagebreaks([4])

    template = drawn(
        tmp_path,
        ["{%col for p in periods %}{{ p }}{%col endfor %}"],
        ["{%row for m in items %}", "{{ m.name }}", "{%row endfor %}"],
        ["end"],
        more=more,
    )
    made = result(template, items=ITEMS, periods=["a", "b", "c"])
    assert [one.id for one in made.book["Report"].row_breaks.brk] == [2, 3, 4, 5]
    assert [one.id for one in made.book["Report"].col_breaks.brk] == [6]


def test_a_frozen_pane_keeps_the_rows_it_held(tmp_path: Path) -> None:
    template = drawn(
        tmp_path,
        ["{%row if title %}"],
        ["Title"],
        ["{%row endif %}"],
        HEAD,
        ROW,
        SUM,
        more=lambda _, s: s.freeze_panes(4, 1),
    )
    made = result(template, items=ITEMS, title=True)
    assert made.found(r'<pane xSplit="(\d+)" ySplit="(\d+)" topLeftCell="(\w+)"') == [("1", "2", "B3")]


def test_column_widths_and_hidden_columns_repeat(tmp_path: Path) -> None:
    def more(_book: Any, sheet: Any) -> None:
        sheet.set_column("B:B", 20)
        sheet.set_column("C:C", 8, None, {"hidden": True})

    template = drawn(tmp_path, ["Market", "{%col for p in periods %}{{ p }}{%col endfor %}", "last"], more=more)
    made = result(template, periods=["a", "b", "c"])
    assert made.found(r'<col min="(\d+)" max="(\d+)" width="([\d.]+)"') == [
        ("2", "4", "20.7109375"),
        ("5", "5", "8.7109375"),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_a_table_over_repeated_columns_gets_their_columns(tmp_path: Path, count: int) -> None:
    def more(_book: Any, sheet: Any) -> None:
        columns = [{"header": "Market"}, {"header": "x"}, {"header": "Total", "formula": "=SUM(B2:B2)"}]
        sheet.add_table("A1:C2", {"name": "Cross", "columns": columns})
        sheet.write("B1", "{%col for p in periods %}Q{{ p }}{%col endfor %}")
        sheet.write("A2", "{%row for m in items %}{{ m.name }}")
        sheet.write("B2", "{{ m.value * p }}")
        sheet.write("D2", "{%row endfor %}")

    template = drawn(tmp_path, more=more)
    made = result(template, items=ITEMS, periods=list(range(1, count + 1)))
    names = made.found(r'<tableColumn id="\d+" name="(.*?)"', "xl/tables/table1.xml")
    assert names == ["Market", *(f"Q{n}" for n in range(1, count + 1)), "Total"]
    assert made.book["Report"].tables["Cross"].ref == f"A1:{'BCDEF'[count]}4"


def test_items_without_a_value_leave_gaps(tmp_path: Path) -> None:
    made = result(drawn(tmp_path, HEAD, ROW, SUM), items=[*ITEMS, Item("Chile", None)])
    assert made.book["Report"]["B5"].value is None
