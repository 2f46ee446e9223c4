"""A workbook opened behind the gate: its sheets, texts, styles and tables, all by relation and never by name."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml import etree
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from xlmarket.errors import Place, SourceError
from xlmarket.gate import CheckedWorkbook, relations_of
from xlmarket.package.archive import MAIN, OFFICE, Relation, parse_relations
from xlmarket.sources.tables import RawCell
from xlmarket.sources.workbook.styles import CellStyles, parse_styles
from xlmarket.sources.workbook.texts import item_text

_SHEETS = {
    "worksheet": "sheet",
    "chartsheet": "chart sheet",
    "dialogsheet": "dialog sheet",
    "xlMacrosheet": "macro sheet",
}
_TRUE = ("1", "true")


@dataclass(frozen=True, slots=True)
class SourceSheet:
    """A sheet of any kind, and whether it is hidden (by a menu) or very hidden (by a macro)."""

    name: str
    part: str
    kind: str = "sheet"
    hidden: str = ""

    @property
    def is_readable(self) -> bool:
        """Whether the sheet has cells."""
        return self.kind == "sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceBook:
    """What reading a cell needs of a workbook. `is_stale` is whether its formulas wait to be calculated."""

    file: str
    archive: zipfile.ZipFile
    sheets: tuple[SourceSheet, ...]
    texts: tuple[RawCell, ...]
    styles: CellStyles
    epoch: datetime
    is_stale: bool

    def parse(self, part: str) -> etree._Element:
        """Return the root of a part."""
        return _parse(self.archive, part)

    def relations(self, part: str, kind: str) -> Iterator[Relation]:
        """Return the relations of a part that have one kind (`table`) and stay inside the workbook."""
        relations = _relations(self.archive, part)
        return (relation for relation in relations if relation.name == kind and not relation.is_external)


def open_book(package: CheckedWorkbook, archive: zipfile.ZipFile) -> SourceBook:
    """Return the workbook of a package that passed the gate. Raises `SourceError` where no sheet has cells."""
    root = _parse(archive, package.workbook)
    relations = _relations(archive, package.workbook)
    sheets = tuple(_sheets(root, {relation.id: relation for relation in relations}))
    if not any(sheet.is_readable for sheet in sheets):
        raise SourceError("the workbook has no sheet with cells", where=Place(file=package.name))
    members = archive.namelist()
    parts = {relation.name: relation.target for relation in reversed(relations) if relation.target in members}
    properties, calculation = root.find(f"{{{MAIN}}}workbookPr"), root.find(f"{{{MAIN}}}calcPr")
    mac = properties is not None and properties.get("date1904") in _TRUE
    return SourceBook(
        file=package.name,
        archive=archive,
        sheets=sheets,
        texts=_texts(archive, parts.get("sharedStrings")),
        styles=parse_styles(_parse(archive, parts["styles"])) if "styles" in parts else CellStyles(),
        epoch=CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900,
        is_stale=calculation is not None and calculation.get("fullCalcOnLoad") in _TRUE,
    )


def _sheets(root: etree._Element, relations: dict[str, Relation]) -> Iterator[SourceSheet]:
    for sheet in root.iter(f"{{{MAIN}}}sheet"):
        relation = relations.get(str(sheet.get(f"{{{OFFICE}}}id")))
        if relation is not None and relation.name in _SHEETS:
            hidden = {"hidden": "hidden", "veryHidden": "very hidden"}.get(sheet.get("state", ""), "")
            yield SourceSheet(str(sheet.get("name")), relation.target, _SHEETS[relation.name], hidden)


def _texts(archive: zipfile.ZipFile, part: str | None) -> tuple[RawCell, ...]:
    if part is None:
        return ()
    return tuple(item_text(item) for item in _parse(archive, part).iterchildren(f"{{{MAIN}}}si"))


def _relations(archive: zipfile.ZipFile, part: str) -> tuple[Relation, ...]:
    source = relations_of(part)
    parts = archive.namelist()
    return parse_relations(_parse(archive, source), part, parts) if source in parts else ()


def _parse(archive: zipfile.ZipFile, part: str) -> etree._Element:
    return etree.fromstring(archive.read(part), etree.XMLParser(resolve_entities=False, no_network=True))
