"""Ten templates as designers draw them, each by one function. `surgery` adds what no library draws."""

from __future__ import annotations

import io
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.drawing.image import Image
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from tests.template import specimens, surgery

INK, TEAL, MIST, WARM = "#1F2A37", "#0F766E", "#E6F2F0", "#C2410C"
ROWS = "{%row for m in region.members orderby m.value desc %}{{ m.name }}"
END = "{%row endfor %}"


class Look:
    """The formats of a house."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self.title = self.of(bold=True, font_size=18, font_color=TEAL, valign="vcenter")
        self.lead = self.of(text_wrap=True, valign="top", font_color=INK)
        self.head = self.of(bold=True, font_color="#FFFFFF", bg_color=TEAL, align="center", text_wrap=True, border=1)
        self.text = self.of(bottom=4, bottom_color="#9CA3AF")
        self.number = self.of(num_format="#,##0.0", bottom=4, bottom_color="#9CA3AF")
        self.percent = self.of(num_format="0.0%", bottom=4, bottom_color="#9CA3AF")
        self.total = self.of(num_format="#,##0.0", bold=True, top=1)

    def of(self, **kinds: object) -> Format:
        return self._book.add_format({"font_name": "Calibri", "font_size": 11} | kinds)


def _opened(folder: Path, name: str, *widths: float) -> tuple[Workbook, Worksheet, Look]:
    book = xlsxwriter.Workbook(folder / f"{name}.xlsx")
    sheet = book.add_worksheet("Report")
    look = Look(book)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_margins(0.5, 0.5, 0.8, 0.8)
    sheet.fit_to_pages(1, 0)
    return book, sheet, look


def _saved(book: Workbook) -> Path:
    book.close()
    return Path(book.filename)


def _table(sheet: Worksheet, look: Look, row: int) -> None:
    """A header, the markets of the region, their total; `row` counts from 1."""
    for column, text in enumerate(("Market", "{{ metric.title }}", "Share of region", "Growth YoY")):
        sheet.write(row - 1, column, text, look.head)
    sheet.write(row, 0, ROWS, look.text)
    sheet.write(row, 1, "{{ m.value }}", look.number)
    sheet.write_formula(row, 2, f"=B{row + 1}/SUM(B${row + 1}:B${row + 1})", look.percent)
    sheet.write(row, 3, '{{ m.growth | default("n/a") }}', look.percent)
    sheet.write(row, 4, END)
    sheet.write(row + 1, 0, "Total", look.total)
    sheet.write_formula(row + 1, 1, f"=SUM(B{row + 1}:B{row + 1})", look.total)


def kpi_boxes(folder: Path) -> Path:
    """Headline figures in text boxes over the sheet, and a card with a text box for each of three markets."""
    book, sheet, look = _opened(folder, "kpi_boxes", 22, 14, 14, 14, 14)
    sheet.merge_range("A1:E1", "{{ region.name }}  ·  {{ period.name }}", look.title)
    sheet.set_row(0, 30)
    sheet.merge_range("A2:E2", "{{ region.summary }}", look.lead)
    figures = ("{{ region.value | number(1) }}", "{{ region.growth | percent }}", "{{ region.world_share | percent }}")
    for column, (name, figure) in enumerate(zip(("Value", "Growth", "Share of world"), figures, strict=True)):
        sheet.insert_textbox(
            3,
            (0, 1, 3)[column],
            f"{name}\n{figure}",
            {
                "width": 150, "height": 70, "fill": {"color": MIST}, "line": {"color": TEAL},
                "font": {"bold": True, "size": 16, "color": TEAL}, "align": {"vertical": "middle", "horizontal": "center"},
                "description": f"{name} of {{{{ region.name }}}}", "object_position": 2,
            },
        )  # fmt: skip
    sheet.write("A9", "{%row for m in region.members orderby m.value desc top 3 %}")
    for row in range(9, 12):
        sheet.set_row(row, 20)
    sheet.write("B10", "{{ m.value }}", look.number)
    sheet.write("B11", "{{ m.growth }}", look.percent)
    sheet.insert_textbox(
        "A10", "{{ loop.index }}. {{ m.name }}{% if m.outlook %} ({{ m.outlook }}){% endif %}",
        {"width": 150, "height": 42, "x_offset": 3, "y_offset": 3, "fill": {"color": WARM}, "font": {"color": "#FFFFFF"}},
    )  # fmt: skip
    sheet.write("A13", END)
    sheet.write("A14", "Source: {{ dataset.title }}.", look.lead)
    sheet.print_area("A1:E14")
    sheet.fit_to_pages(1, 1)
    return _saved(book)


def linked_shapes(folder: Path) -> Path:
    """Shapes that show cells: a total, a date, a text, and in a repeated row each its own row."""
    book, sheet, look = _opened(folder, "linked_shapes", 24, 14, 14, 14, 24)
    sheet.merge_range("A1:E1", "{{ region.name }}", look.title)
    box = {"width": 150, "height": 40, "fill": {"color": MIST}, "font": {"bold": True, "size": 14, "color": INK}}
    for place, cell in (("A3", "Report!$B$11"), ("C3", "Report!$A$1"), ("E3", "Figures!$B$2")):
        sheet.insert_textbox(place, "", box | {"textlink": f"={cell}"})
    _table(sheet, look, 8)
    sheet.write("A10", "Total", look.total)
    sheet.set_row(8, 26)
    sheet.insert_textbox(
        "E9", "", {"width": 120, "height": 20, "x_offset": 5, "y_offset": 3, "textlink": "=Report!$D$9"}
    )
    sheet.write("A11", "Largest", look.text)
    sheet.write_formula("B11", "=MAX(B9:B9)", look.of(num_format='#,##0.0" m"', bold=True))
    sheet.write("E9", END)
    figures = book.add_worksheet("Figures")
    figures.set_column("A:A", 24)
    figures.write("A2", "Share of world")
    figures.write("B2", "{{ region.world_share }}", look.percent)
    return _saved(book)


def headers(folder: Path) -> Path:
    """Headers, footers, titles on each page, a page per group, properties, tips, prompts: drawn by openpyxl."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Markets"
    for column, width in zip("ABCD", (30, 16, 16, 40), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.merge_cells("A1:D1")
    sheet["A1"] = "{{ region.name }} in {{ period.name }}"
    sheet["A1"].font = Font(name="Arial", size=16, bold=True, color="0F766E")
    sheet.append(["Market", "Value", "Share", "Where it comes from"])
    sheet.append(["{%row for m in region.members groupby m.outlook as g pagebreak %}"])
    sheet.append(['{{ g.grouper or "no outlook" }}', None, None, "{{ g.list | length }} markets"])
    sheet.append(
        ["{%row for m in g.list orderby m.value desc outline %}{{ m.name }}", "{{ m.value }}", "{{ m.share }}", "{{ m.source }}", END]
    )  # fmt: skip
    sheet.append(["Subtotal", "=SUBTOTAL(9,B5:B5)", "=SUBTOTAL(9,C5:C5)"])
    sheet.append([END])
    sheet.append(["Total", "=SUBTOTAL(9,B4:B6)", "=SUBTOTAL(9,C4:C6)"])
    thin = Side(style="thin", color="9CA3AF")
    for row in sheet["A2:D2"]:
        for cell in row:
            cell.font = Font(name="Arial", bold=True, color="FFFFFF")
            cell.fill = PatternFill("solid", fgColor="0F766E")
    for row in (4, 5, 6, 8):
        sheet[f"B{row}"].number_format, sheet[f"C{row}"].number_format = "#,##0.0", "0.0%"
        for column in "ABCD":
            sheet[f"{column}{row}"].border = Border(bottom=thin)
            sheet[f"{column}{row}"].font = Font(name="Arial", bold=row != 5)
    sheet["D5"].alignment = Alignment(wrap_text=True, vertical="top")
    header = sheet.oddHeader
    header.left.text, header.center.text, header.right.text = "{{ region.name }}", "{{ metric.title }}", "&D"
    header.left.size, header.left.font = 12, "Arial,Bold"
    sheet.oddFooter.left.text = "{{ dataset.title }}"
    sheet.oddFooter.right.text = "{{ period.name }}, page &P of &N"
    sheet.HeaderFooter.differentFirst = True
    sheet.firstHeader.center.text = "{{ region.code }}: {{ region.count }} markets"
    sheet.firstFooter.right.text = "{{ period.year }}"
    sheet.print_title_rows = "1:2"
    sheet.print_area = "A1:D8"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "landscape"
    sheet.page_setup.fitToHeight, sheet.page_setup.fitToWidth = 0, 1
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    sheet.freeze_panes = "A3"
    sheet["F1"] = "a note of the designer that is not printed"
    sheet["A5"].hyperlink = Hyperlink(
        ref="A5", target="https://example.org/{{ m.code }}", tooltip="{{ m.name }}: {{ m.rank | ordinal }}"
    )
    prompt = DataValidation(type="decimal", operator="greaterThan", formula1="0", promptTitle="{{ region.code }}")
    prompt.prompt = "Figures of {{ region.name }}, {{ period.name }}"
    prompt.showInputMessage = True
    prompt.add("B5")
    sheet.add_data_validation(prompt)
    book.properties.title, book.properties.subject = "{{ region.name }}", "{{ period.name }}"
    book.custom_doc_props.append(StringProperty(name="Region", value="{{ region.code }}"))
    book.defined_names["Shares"] = DefinedName("Shares", attr_text="Markets!$C$5:$C$5", comment="of {{ region.name }}")
    path = folder / "headers.xlsx"
    book.save(path)
    return path


def waterfall(folder: Path) -> Path:
    """A waterfall of Excel 2016 with stacked columns for others, over steps and their total."""
    sys.path.append(str(Path(__file__).parents[2] / "templates"))
    from drawing.chartex import Waterfall, add_waterfall, drawing_of

    book, sheet, look = _opened(folder, "waterfall", 28, 14, 14, 14, 14)
    sheet.merge_range("A1:E1", "What made {{ region.name }} grow by {{ region.growth | percent }}", look.title)
    for column, text in enumerate(("Step", "Points", "Floor", "Adds", "Takes away")):
        sheet.write(2, column, text, look.head)
    parts = ("{{ s.points }}", "{{ s.floor_above }}", "{{ s.rise_above }}", "{{ s.fall_above }}")
    sheet.write("A4", "{%row for s in bridge.steps %}{{ s.name }}", look.text)
    for column, part in enumerate(parts, 1):
        sheet.write(3, column, part, look.percent)
    sheet.write("F4", END)
    sheet.write("A5", "{{ bridge.whole.name }}", look.total)
    sheet.write_formula("B5", "=SUM(B4:B4)", look.of(num_format="0.0%", bold=True, top=1))
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    for letter, fill in zip("CDE", ({"none": True}, {"color": TEAL}, {"color": WARM}), strict=True):
        chart.add_series(
            {"name": f"=Report!${letter}$3", "categories": "=Report!$A$4:$A$5", "values": f"=Report!${letter}$4:${letter}$5", "fill": fill}
        )  # fmt: skip
    chart.set_title({"name": "Growth of {{ region.name }}, {{ period.name }}"})
    chart.set_x_axis({"name": "{{ region.count }} markets"})
    chart.set_size({"width": 640, "height": 300})
    sheet.insert_chart("A8", chart)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1)
    path = _saved(book)
    add_waterfall(str(path), drawing_of(str(path), 1), Waterfall("Report!$A$4:$A$5", "Report!$B$4:$B$5", 1, "0.0%"))
    return path


def pivots(folder: Path) -> Path:
    """A sheet per region with its table, a pivot table and its chart; a sheet of all regions before them."""
    book = xlsxwriter.Workbook(folder / "pivots.xlsx")
    look = Look(book)
    cover = book.add_worksheet("Cover")
    sheet = book.add_worksheet("{{ r.name }}")
    cover.set_column("A:A", 30)
    cover.write("A1", "Regions in {{ period.name }}", look.title)
    cover.write("A2", "{%row for r in regions where r.name != 'World' top 4 %}{{ r.name }}", look.text)
    cover.write_formula("B2", "='{{ r.name }}'!B5", look.number)
    cover.write("C2", END)
    cover.write_url("D2", "internal:'{{ r.name }}'!A1", string="open", tip="{{ r.name }}")
    sheet.write("A1", "{%sheet for r in regions where r.name != 'World' top 4 %}{{ r.name }}", look.title)
    sheet.set_column("A:D", 18)
    columns = [
        {"header": "Market"},
        {"header": "Value", "total_function": "sum", "format": look.number},
        {"header": "Size"},
    ]
    columns[0]["total_string"] = "Total"
    sheet.add_table("A3:C5", {"name": "Figures", "columns": columns, "total_row": True})
    sheet.write("A4", "{%row for m in r.members %}{{ m.name }}")
    sheet.write("B4", "{{ m.value }}", look.number)
    sheet.write("C4", '{{ "large" if m.share > 0.2 else "small" }}')
    sheet.write("D4", END)
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "='{{ r.name }}'!$B$3",
            "categories": "='{{ r.name }}'!$A$4:$A$4",
            "values": "='{{ r.name }}'!$B$4:$B$4",
        }
    )
    chart.set_title({"name": "{{ r.name }}"})
    sheet.insert_chart("H3", chart)
    sheet.set_header("&L{{ r.name }}&R&P")
    template = surgery.with_pivot(_saved(book), "{{ r.name }}", "A3:C4", "A10:B12", ("Market", "Value", "Size"))
    source = '<c:pivotSource><c:name>[pivots.xlsx]{{ r.name }}!BySize</c:name><c:fmtId val="0"/></c:pivotSource>'
    return specimens.with_parts(template, {}, {"xl/charts/chart1.xml": specimens.insert("<c:chart>", source)})


def slicer(folder: Path) -> Path:
    """A table with a slicer, banded, with a filter button, over a column of outlooks."""
    book, sheet, look = _opened(folder, "slicer", 24, 16, 16, 18, 4, 18)
    sheet.merge_range("A1:D1", "{{ region.name }}: choose an outlook", look.title)
    columns = [
        {"header": "Market", "total_string": "Total"},
        {"header": "Value", "total_function": "sum", "format": look.number},
        {"header": "Share", "formula": "=Markets[@[Value]]/SUM(Markets[Value])", "format": look.percent},
        {"header": "Outlook"},
    ]
    sheet.add_table(
        "A3:D5", {"name": "Markets", "columns": columns, "total_row": True, "style": "Table Style Medium 4"}
    )
    sheet.write("A4", "{%row for m in region.members orderby m.outlook, m.value desc %}{{ m.name }}")
    sheet.write("B4", "{{ m.value }}", look.number)
    sheet.write("D4", "{{ m.outlook }}{%row endfor %}")
    sheet.repeat_rows(0, 2)
    return surgery.with_slicer(_saved(book), "Markets", 4, "Outlook", "Outlook in {{ period.name }}")


def protected(folder: Path) -> Path:
    """A protected sheet to fill in: unlocked cells, lists, hidden formulas, a range with a password, notes."""
    book, sheet, look = _opened(folder, "protected", 24, 16, 16, 16, 30)
    sheet.merge_range("A1:E1", "Your plan for {{ region.name }}", look.title)
    sheet.merge_range(
        "A2:E2", "Fill in the yellow cells. {{ region.summary }} {{ region.basis }}{%height fit %}", look.lead
    )
    sheet.set_row(1, 15)
    for column, text in enumerate(("Market", "{{ period.name }}", "Planned growth", "Plan", "Remark")):
        sheet.write(3, column, text, look.head)
    entry = look.of(locked=False, bg_color="#FEF9C3", num_format="0.0%", border=1)
    sheet.write("A5", ROWS, look.text)
    sheet.write("B5", "{{ m.value }}", look.number)
    sheet.write("C5", "{{ m.growth | default(0) }}", entry)
    sheet.write_formula("D5", "=ROUND(B5*(1+C5),1)", look.of(num_format="#,##0.0", hidden=True))
    sheet.write("E5", "", look.of(locked=False, bg_color="#FEF9C3", text_wrap=True, border=1))
    sheet.write_comment("A5", "{{ m.name }}: {{ m.status }}")
    sheet.write("F5", END)
    sheet.write("A6", "Total", look.total)
    for letter in "BD":
        sheet.write_formula(f"{letter}6", f"=SUM({letter}5:{letter}5)", look.total)
    sheet.data_validation("C5", {"validate": "decimal", "criteria": "between", "minimum": -1, "maximum": 5,
                                 "input_title": "Growth", "input_message": "of a market in {{ region.name }}"})  # fmt: skip
    sheet.data_validation("E5", {"validate": "list", "source": ["sure", "likely", "open"]})
    sheet.conditional_format(
        "D5", {"type": "cell", "criteria": "<", "value": "$B5", "format": look.of(font_color=WARM)}
    )
    sheet.conditional_format("B5", {"type": "data_bar", "bar_color": TEAL})
    sheet.protect("secret", {"format_columns": True, "sort": True})
    sheet.unprotect_range("C5:C5", "Growth", "open")
    sheet.freeze_panes(4, 1)
    sheet.ignore_errors({"number_stored_as_text": "A5:A5"})
    return _saved(book)


def form_controls(folder: Path) -> Path:
    """A check box per market, a list to choose one from, a spinner, a group of options, and cells that use them."""
    book, sheet, look = _opened(folder, "form_controls", 24, 14, 14, 14, 16, 16)
    sheet.merge_range("A1:D1", "{{ region.name }}: choose markets", look.title)
    sheet.write("A2", "Chosen in the list", look.text)
    sheet.write("F2", 1)
    sheet.write("F3", 10)
    sheet.write_formula("B2", "=INDEX(A7:A7,$F$2)", look.text)
    sheet.write("A3", "Units", look.text)
    for column, text in enumerate(("Market", "Value", "Counts", "Counted")):
        sheet.write(5, column, text, look.head)
    sheet.write("A7", ROWS, look.text)
    sheet.write("B7", "{{ m.value }}", look.number)
    sheet.write("C7", True, look.text)
    sheet.write_formula("D7", "=IF(C7,B7,0)", look.number)
    sheet.set_row(6, 20)
    sheet.write("E7", END)
    sheet.write("A8", "Total", look.total)
    sheet.write_formula("D8", "=SUM(D7:D7)", look.total)
    controls = [
        surgery.Control("CheckBox", "{{ m.name }}", (4, 6, 5, 7), "$C$7"),
        surgery.Control("Drop", "", (2, 1, 4, 2), "$F$2", "$A$7:$A$7"),
        surgery.Control("Spin", "", (2, 2, 3, 4), "$F$3"),
        surgery.Control("Button", "Print {{ region.name }}", (4, 1, 5, 3), ""),
    ]
    return surgery.with_controls(_saved(book), controls)


def offset_names(folder: Path) -> Path:
    """A chart over names that grow by OFFSET, a list over one, a growing sum, and a name used by a second sheet."""
    book, sheet, look = _opened(folder, "offset_names", 24, 14, 14, 14, 14)
    sheet.merge_range("A1:D1", "{{ region.name }}", look.title)
    _table(sheet, look, 3)
    sheet.write("A5", "Total", look.total)
    count = "COUNTA(Report!$A$4:$A$4)"
    book.define_name("Values", f"=OFFSET(Report!$B$4,0,0,{count},1)")
    book.define_name("Names", f"=OFFSET(Report!$A$3,1,0,{count},1)")
    book.define_name("Shares", "=Report!$C$4:INDEX(Report!$C$4:$C$4,ROWS(Report!$A$4:$A$4))")
    book.define_name("Last", f"=INDEX(Report!$B$4:$B$4,{count})")
    for kind, values, place in (("column", "Values", "A8"), ("pie", "Shares", "A24")):
        chart = book.add_chart({"type": kind})
        chart.add_series(
            {"name": "={{ region.name }}"[1:], "categories": "=Report!Names", "values": f"=Report!{values}"}
        )
        chart.set_title({"name": f"{values} of {{{{ region.name }}}}"})
        sheet.insert_chart(place, chart, {"object_position": 2})
    sheet.write("E1", "Choose")
    sheet.data_validation("E2", {"validate": "list", "source": "=Names"})
    other = book.add_worksheet("Sums")
    other.set_column("A:A", 24)
    other.write("A1", "Sum of the values")
    other.write_formula("B1", "=SUM(Values)", look.number)
    other.write_formula("B2", "=SUM(Shares)", look.percent)
    other.write_formula("B3", "=Last", look.number)
    return _saved(book)


def logos(folder: Path) -> Path:
    """A logo at the head, one for each market in its row, one in the header of the page, one drawn on the sheet."""
    (folder / "logos").mkdir(exist_ok=True)
    house = _picture(folder / "house.png", (15, 118, 110), 120, 40)
    for number, code in enumerate(("BRA", "MEX", "CHL", "COL", "ARG", "PER")):
        _picture(folder / "logos" / f"{code}.png", (40 * number, 90, 200 - 30 * number), 48, 32)
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Report"
    for column, width in zip("ABCDE", (16, 12, 26, 14, 14), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.merge_cells("A1:B2")
    sheet["A1"] = '{%image "house.png" %}'
    sheet.merge_cells("C1:E2")
    sheet["C1"] = "{{ region.name }}"
    sheet["C1"].font = Font(size=20, bold=True, color="0F766E")
    sheet["A4"], sheet["C4"], sheet["D4"], sheet["E4"] = "Outlook", "Market", "Value", "Growth"
    sheet["A5"] = "{%row for m in region.members orderby m.outlook, m.value desc merge A %}{{ m.outlook }}"
    sheet["A5"].alignment = Alignment(vertical="top", wrap_text=True)
    sheet["B5"] = '{%image "logos/" ~ m.code ~ ".png" %}'
    sheet["C5"], sheet["D5"], sheet["E5"], sheet["F5"] = (
        "{{ m.name }}{%width fit %}",
        "{{ m.value }}",
        "{{ m.growth }}",
        END,
    )
    sheet["D5"].number_format, sheet["E5"].number_format = "#,##0.0", "0.0%"
    sheet.row_dimensions[5].height = 28
    sheet["C7"] = "{%cells for h in region.history[-3:] %}{{ h.name }}"
    sheet["D7"] = "{{ h.value }}"
    sheet["E7"] = "{{ h.growth }}{%cells endfor %}"
    sheet["D7"].number_format, sheet["E7"].number_format = "#,##0.0", "0.0%"
    drawn = Image(io.BytesIO(house.read_bytes()))
    drawn.width, drawn.height = 60, 20
    sheet.add_image(drawn, "A8")
    sheet.row_breaks.append(Break(id=6))
    path = folder / "logos.xlsx"
    book.save(path)
    return path


def _picture(path: Path, colour: tuple[int, int, int], width: int, height: int) -> Path:
    """A PNG of one colour."""
    rows = b"".join(b"\0" + bytes(colour) * width for _ in range(height))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    content = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + content)
    return path


TEN: tuple[Callable[[Path], Path], ...] = (
    kpi_boxes, linked_shapes, headers, waterfall, pivots, slicer, protected, form_controls, offset_names, logos,
)  # fmt: skip
