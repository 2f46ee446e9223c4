"""Pivot tables: their sources stretch and are read again, and each copy of a sheet draws from its own cells."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from tests import ooxml
from tests.conftest import shared
from tests.template.specimens import ITEMS, ROW, Item, Result, drawn, insert, result, with_parts
from xlmarket.errors import TemplateError
from xlmarket.template import compile_template, render

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = ["Market", "Share"]
CACHE_PART = "xl/pivotCache/pivotCacheDefinition{}.xml"
PIVOT = f"""<pivotTableDefinition xmlns="{MAIN}" name="P" cacheId="1" dataCaption="Values"><location ref="E7:F8"
 firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="2"><pivotField axis="axisRow" showAll="0"><items
 count="1"><item t="default"/></items></pivotField><pivotField dataField="1" showAll="0"/></pivotFields><rowFields
 count="1"><field x="0"/></rowFields><dataFields count="1"><dataField name="Sum" fld="1" baseField="0"
 baseItem="0"/></dataFields></pivotTableDefinition>"""
CACHE = f"""<pivotCacheDefinition xmlns="{MAIN}" refreshedBy="x" recordCount="0"><cacheSource type="worksheet"><worksheetSource
 SOURCE/></cacheSource><cacheFields count="2"><cacheField name="Market"><sharedItems/></cacheField><cacheField
 name="Share"><sharedItems/></cacheField></cacheFields></pivotCacheDefinition>"""


@dataclass(frozen=True)
class Region:
    name: str
    members: tuple[Item, ...]


REGIONS = [Region("Asia", tuple(ITEMS)), Region("Africa", (ITEMS[0],)), Region("Europe", tuple(ITEMS[:2]))]
EACH = [["{%sheet for r in regions %}Market", "Share"], ["{%row for m in r.members %}{{ m.name }}", *ROW[1:]]]


def with_pivot(template: Path, source: str = 'ref="A1:B2" sheet="Report"') -> Path:
    """The template with a pivot table on its first sheet, as Excel writes it."""
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    cache = f'<Relationship Id="rId9" Type="{OFFICE}/pivotCacheDefinition" Target="{{}}"/>'
    table = f'<Relationship Id="rId77" Type="{OFFICE}/pivotTable" Target="../pivotTables/pivotTable1.xml"/>'
    of_sheet = "xl/worksheets/_rels/sheet1.xml.rels"
    has_relations = of_sheet in ooxml.parts(template)
    types = "".join(
        f'<Override PartName="/xl/{part}1.xml" ContentType="{TYPE}.{kind}+xml"/>'
        for part, kind in (("pivotTables/pivotTable", "pivotTable"), ("pivotCache/pivotCacheDefinition",) * 2)
    ).replace(f"{TYPE}.pivotCache/pivotCacheDefinition", f"{TYPE}.pivotCacheDefinition")
    listed = f'<pivotCaches><pivotCache cacheId="1" xmlns:r="{OFFICE}" r:id="rId9"/></pivotCaches></workbook>'
    return with_parts(
        template,
        {
            "xl/pivotTables/pivotTable1.xml": PIVOT,
            CACHE_PART.format(1): CACHE.replace("SOURCE", source),
            "xl/pivotTables/_rels/pivotTable1.xml.rels": relations.format(
                cache.format("../pivotCache/pivotCacheDefinition1.xml")
            ),
            **({} if has_relations else {of_sheet: relations.format(table)}),
        },
        {
            "[Content_Types].xml": insert("</Types>", types),
            "xl/_rels/workbook.xml.rels": insert(
                "</Relationships>", cache.format("pivotCache/pivotCacheDefinition1.xml")
            ),
            "xl/workbook.xml": lambda text: text.replace("</workbook>", listed),
            **({of_sheet: insert("</Relationships>", table)} if has_relations else {}),
        },
    )


def sources(made: Result) -> list[dict[str, str]]:
    """What the pivot table of each sheet draws from, in the order of the sheets."""
    found = []
    for number in range(1, len(made.book.sheetnames) + 1):
        relations = made.parts.get(f"xl/pivotTables/_rels/pivotTable{number}.xml.rels", b"").decode()
        part = relations.partition("pivotCacheDefinition")[2].partition("../pivotCache/")[2].partition('"')[0]
        if part:
            found.append(dict(made.xml(f"xl/pivotCache/{part}").find(".//{*}worksheetSource").attrib))
    return found


def test_a_pivots_source_stretches_and_is_read_anew(tmp_path: Path) -> None:
    made = result(with_pivot(drawn(tmp_path, HEAD, ROW, ["sum", "=SUM(B2:B2)"])), items=ITEMS)
    assert made.xml(CACHE_PART.format(1)).get("refreshOnLoad") == "1"
    assert sources(made) == [{"ref": "A1:B4", "sheet": "Report"}]
    assert made.xml("xl/pivotTables/pivotTable1.xml").find("{*}location").get("ref") == "E9:F10"


def test_each_copy_of_a_sheet_has_a_pivot_table_over_its_own_rows(tmp_path: Path) -> None:
    template = with_pivot(drawn(tmp_path, *EACH, sheet="{{ r.name }}"), 'ref="A1:B2" sheet="{{ r.name }}"')
    made = result(template, regions=REGIONS)
    assert sources(made) == [
        {"ref": "A1:B4", "sheet": "Asia"},
        {"ref": "A1:B2", "sheet": "Africa"},
        {"ref": "A1:B3", "sheet": "Europe"},
    ]
    listed = made.xml("xl/workbook.xml").findall(".//{*}pivotCache")
    assert [entry.get("cacheId") for entry in listed] == ["1", "2", "3"]
    tables = [made.xml(f"xl/pivotTables/pivotTable{number}.xml") for number in (1, 2, 3)]
    assert [table.get("cacheId") for table in tables] == ["1", "2", "3"]
    assert all(made.xml(CACHE_PART.format(number)).get("refreshOnLoad") == "1" for number in (1, 2, 3))


def test_a_pivot_table_of_another_sheet_is_shared_by_the_copies(tmp_path: Path) -> None:
    def figures(book: object, _: object) -> None:
        book.add_worksheet("Figures").write_row("A1", HEAD)  # type: ignore[attr-defined]

    made = result(with_pivot(drawn(tmp_path, *EACH, more=figures), 'ref="A1:B2" sheet="Figures"'), regions=REGIONS)
    assert sources(made) == [{"ref": "A1:B2", "sheet": "Figures"}] * 3
    assert CACHE_PART.format(2) not in made.parts


def test_a_pivot_table_of_a_table_draws_from_the_copy_of_the_table(tmp_path: Path) -> None:
    def table(_: object, sheet: object) -> None:
        columns = {"columns": [{"header": name} for name in HEAD], "name": "Sales"}
        sheet.add_table("A2:B3", columns)  # type: ignore[attr-defined]
        sheet.write_row("A3", ["{%row for m in r.members %}{{ m.name }}", *ROW[1:]])  # type: ignore[attr-defined]

    template = drawn(tmp_path, ["{%sheet for r in regions %}"], more=table)
    made = result(with_pivot(template, 'name="Sales"'), regions=REGIONS)
    assert [source["name"] for source in sources(made)] == ["Sales", "Sales_Report__2_", "Sales_Report__3_"]


@pytest.mark.parametrize("reference", ["=Report!$A$1:$B$2", "='Report'!$A$1:$B$2"])
def test_a_pivot_table_of_a_name_for_the_sheets_cells_is_refused(tmp_path: Path, reference: str) -> None:
    template = drawn(tmp_path, *EACH, more=lambda book, _: book.define_name("Sales", reference))
    with pytest.raises(
        TemplateError, match=r'template.xlsx!Report: .* has a defined name as its source; found "Sales"'
    ):
        result(with_pivot(template, 'name="Sales"'), regions=REGIONS)


@pytest.mark.parametrize("sheet", ["Report", "Figures"])
def test_items_of_a_pivot_table_over_tags_are_not_in_the_report(tmp_path: Path, sheet: str) -> None:
    def figures(book: object, page: object) -> None:
        if sheet == "Figures":
            figures = book.add_worksheet("Figures")  # type: ignore[attr-defined]
            figures.write_row("A1", HEAD)
            figures.write_row("A2", ROW)
        page.write_row("E7", ["{{ title }}", "Sum"])  # type: ignore[attr-defined]
        page.write_row("E8", ["{{ m.name }}", 7])  # type: ignore[attr-defined]

    rows = [HEAD, ROW] if sheet == "Report" else []
    template = with_pivot(drawn(tmp_path, *rows, more=figures), f'ref="A1:B2" sheet="{sheet}"')
    made = result(template, items=ITEMS, title="Markets")
    first = 9 if sheet == "Report" else 7
    assert [made.book["Report"][f"E{row}"].value for row in (first, first + 1)] == ["Markets", None]
    assert not [part for part, content in made.parts.items() if b"{{" in content]


@pytest.mark.slow
def test_libreoffice_and_openpyxl_read_the_copies_with_their_own_sources(tmp_path: Path, soffice: str) -> None:
    template = with_pivot(drawn(tmp_path, *EACH, sheet="{{ r.name }}"), 'ref="A1:B2" sheet="{{ r.name }}"')
    made = tmp_path / "made.xlsx"
    made.write_bytes(render(compile_template(template), {"regions": REGIONS}))
    pivots = [sheet._pivots for sheet in openpyxl.load_workbook(made).worksheets]
    assert [pivot.cache.cacheSource.worksheetSource.sheet for (pivot,) in pivots] == ["Asia", "Africa", "Europe"]
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [soffice, profile, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path / "out"), str(made)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    content = ooxml.parts(tmp_path / "out" / "made.ods")["content.xml"].decode()
    assert [area for area in ("Asia.A1:Asia.B4", "Africa.A1:Africa.B2", "Europe.A1:Europe.B3") if area in content] == [
        "Asia.A1:Asia.B4",
        "Africa.A1:Africa.B2",
        "Europe.A1:Europe.B3",
    ]


def test_pivots_saved_by_excel_come_once_per_item(tmp_path: Path) -> None:
    source = shared("corpus") / "closedxml-report" / "tPivot5_Static.xlsx"
    plain = ooxml.rewritten(source, tmp_path / "plain.xlsx", lambda _, content: content.replace(b"{{", b"[["))
    with_pivots = [plan.part for plan in compile_template(plain).sheets if _has_pivot(plain, plan.part)]

    def repeat(name: str, content: bytes) -> bytes:
        if name not in with_pivots:
            return content
        sheet = etree.fromstring(content)
        row = etree.SubElement(next(sheet.iter("{*}sheetData")), f"{{{MAIN}}}row", r="1048576")
        cell = etree.SubElement(row, f"{{{MAIN}}}c", r="XFD1048576", t="inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{{{MAIN}}}is"), f"{{{MAIN}}}t")
        text.text = "{%sheet for m in items %}"
        return etree.tostring(sheet)

    made = result(ooxml.rewritten(plain, tmp_path / "template.xlsx", repeat), items=[1, 2, 3])
    before, after = (
        len([name for name in parts if re.fullmatch(r"xl/pivotTables/\w+.xml", name)])
        for parts in (ooxml.parts(source), made.parts)
    )
    assert after == 3 * before > 3


def _has_pivot(template: Path, part: str) -> bool:
    folder, _, name = part.rpartition("/")
    return b"pivotTable" in ooxml.parts(template).get(f"{folder}/_rels/{name}.rels", b"")
