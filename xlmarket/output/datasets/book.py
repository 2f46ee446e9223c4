"""A small workbook made from nothing but parts: what the tables of a data set and its pivot table are written with.

Reports are made from templates. These workbooks have no layout to design: a table is its columns.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field

from xlmarket.package.archive import DECLARATION, MAIN, OFFICE, RELATIONS, TYPES
from xlmarket.package.texts import escape, escape_attribute
from xlmarket.report.shipped import PALETTES, find_palette
from xlmarket.report.themes import read_theme

_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_PACKAGE = "application/vnd.openxmlformats-package."
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)

NUMBER, DAY, TITLE, SUM, HEADER = 1, 2, 3, 4, 5
"""Cell formats: a figure, a day, a title, a sum, the header of a table."""

SUM_FORMAT = 166
"""The number of the number format of sums."""

_FIGURE = "[>=1000000]#,##0;[<=-1000000]-#,##0;#,##0.00####"
_SUM = "[>=1000000]#,##0;[<=-1000000]-#,##0;#,##0.00"
_FONT = '<name val="Calibri"/><family val="2"/><scheme val="minor"/>'
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="{escape(_FIGURE)}"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/>'
    f'<numFmt numFmtId="{SUM_FORMAT}" formatCode="{escape(_SUM)}"/></numFmts>'
    f'<fonts count="3"><font><sz val="10"/><color theme="1"/>{_FONT}</font>'
    f'<font><b/><sz val="16"/><color theme="3"/>{_FONT}</font>'
    f'<font><b/><sz val="10"/><color theme="0"/>{_FONT}</font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor theme="4"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
    '<alignment horizontal="left"/></xf>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    f'<xf numFmtId="{SUM_FORMAT}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="2" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass
class Book:
    """The parts of one workbook. Sheets are in the order in which they are added."""

    title: str
    subject: str
    parts: dict[str, bytes] = field(default_factory=dict)
    _types: dict[str, str] = field(default_factory=dict)
    _relations: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    _sheets: list[tuple[str, str]] = field(default_factory=list)

    def add(self, part: str, xml: str, kind: str) -> str:
        """Add a part with its content type, which may be short for one of a spreadsheet. Returns the part."""
        self.parts[part] = DECLARATION + xml.encode()
        self._types[part] = kind if "/" in kind else f"{_SPREADSHEET}{kind}+xml"
        return part

    def relate(self, part: str, target: str, kind: str) -> str:
        """Add a relation from one part to another, and return its id."""
        known = self._relations.setdefault(part, [])
        known.append((kind if "/" in kind else f"{OFFICE}/{kind}", target))
        return f"rId{len(known)}"

    def add_sheet(self, name: str, xml: str) -> str:
        """Add a worksheet and return its part."""
        part = self.add(f"xl/worksheets/sheet{len(self._sheets) + 1}.xml", xml, "worksheet")
        self._sheets.append((name, self.relate("xl/workbook.xml", part, "worksheet")))
        return part

    def content(self, after_sheets: str = "") -> bytes:
        """Return the file. `after_sheets` is XML that follows the sheets in the workbook part."""
        sheets = "".join(
            f'<sheet name="{escape_attribute(name)}" sheetId="{number}" r:id="{relation}"/>'
            for number, (name, relation) in enumerate(self._sheets, start=1)
        )
        workbook = (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView activeTab="0"/></bookViews>'
            f"<sheets>{sheets}</sheets>{after_sheets}</workbook>"
        )
        self.add("xl/workbook.xml", workbook, "sheet.main")
        styles = self.add("xl/styles.xml", STYLES, "styles")
        self.relate("xl/workbook.xml", styles, "styles")
        self.parts["xl/theme/theme1.xml"] = read_theme(find_palette(PALETTES[0])).xml
        self._types["xl/theme/theme1.xml"] = "application/vnd.openxmlformats-officedocument.theme+xml"
        self.relate("xl/workbook.xml", "xl/theme/theme1.xml", "theme")
        self._add_properties()
        self.relate("", "xl/workbook.xml", "officeDocument")
        return self._zip()

    def _add_properties(self) -> None:
        core = (
            f'<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:creator>xlmarket</dc:creator><dc:subject>{escape(self.subject)}</dc:subject>"
            f"<dc:title>{escape(self.title)}</dc:title></cp:coreProperties>"
        )
        part = self.add("docProps/core.xml", core, f"{_PACKAGE}core-properties+xml")
        self.relate("", part, "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties")

    def _zip(self) -> bytes:
        parts = {
            "[Content_Types].xml": DECLARATION + self._types_xml().encode(),
            **self._relation_parts(),
            **self.parts,
        }
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in parts.items():
                info = zipfile.ZipInfo(part, _FIRST_DATE)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, content)
        return out.getvalue()

    def _types_xml(self) -> str:
        overrides = "".join(
            f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in self._types.items()
        )
        relations = f'<Default Extension="rels" ContentType="{_PACKAGE}relationships+xml"/>'
        return f'<Types xmlns="{TYPES}">{relations}{overrides}</Types>'

    def _relation_parts(self) -> dict[str, bytes]:
        return {
            posixpath.join(posixpath.dirname(part), "_rels", f"{posixpath.basename(part)}.rels"): DECLARATION
            + _relations_xml(posixpath.dirname(part), relations).encode()
            for part, relations in self._relations.items()
        }


def _relations_xml(folder: str, relations: Sequence[tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{posixpath.relpath(target, folder or ".")}"/>'
        for number, (kind, target) in enumerate(relations, start=1)
    )
    return f'<Relationships xmlns="{RELATIONS}">{entries}</Relationships>'
