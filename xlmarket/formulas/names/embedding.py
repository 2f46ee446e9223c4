"""Putting figures and functions into a workbook: three sheets, a table and the names. All else stays as it is.

What is ours is known by its names: hidden names begin with `_market_`, and a function speaks of them. Embedding again
writes over our sheets and names where they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from lxml import etree

from xlmarket.errors import InputError, Place
from xlmarket.files import sheet_name
from xlmarket.formulas.names.about import about_sheet
from xlmarket.formulas.names.figures import figure_areas
from xlmarket.formulas.names.frame import Frame, NamedArea
from xlmarket.formulas.names.functions import LambdaName, names
from xlmarket.formulas.names.marks import DATA_SET, TABLE, is_definition, titles
from xlmarket.formulas.names.membership import member_areas
from xlmarket.formulas.names.sheets import quote_title, side_by_side, table_sheet, table_xml
from xlmarket.formulas.names.storage import HIDDEN
from xlmarket.formulas.names.wording import name_areas, origin_areas, outlook_areas, per_area, settings_area
from xlmarket.formulas.prefix import read_prefix
from xlmarket.functions.snapshot import Snapshot
from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.literals import literal
from xlmarket.package.parts import Parts
from xlmarket.package.values import CellValue

ABOUT, FIGURES, DATA = "About xlmarket", "xlmarket figures", "xlmarket data"
HEADER = ("Market", "Metric", "Period", "Value", "Unit", "Qualifier", "Status", "Source", "Note")
_WIDTHS = (28, 22, 10, 14, 18, 10, 14, 60, 40)
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_TABLE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_AFTER_NAMES = (
    "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
    "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip


def embed(parts: Parts, snapshot: Snapshot, *, prefix: str = "") -> None:
    """Put the figures of a snapshot and the functions over them into a workbook, in place of those of an earlier time.

    `prefix` precedes the name of every function (`XL`), for workbooks that use those names otherwise: a name of
    the user's own is an error that offers it.
    """
    prefix = read_prefix(prefix)
    book = _Book(parts)
    book.refuse_clashes([f"{prefix}{one.name}" for one in names() if not one.is_hidden])
    about = book.sheet(ABOUT, about_sheet(snapshot, prefix))
    figures = book.figures(_tidy(snapshot))
    data = book.title(DATA)
    content, places = _data(snapshot, data)
    book.sheet(DATA, content, state="veryHidden")
    listed = [LambdaName(HIDDEN + area, place) for area, place in places.items()]
    listed += [
        LambdaName(f"{HIDDEN}{kind}", f"{quote_title(sheet)}!$A$1")
        for kind, sheet in (("AboutSheet", about), ("FiguresSheet", figures))
    ]
    listed.append(LambdaName(DATA_SET, literal(snapshot.holding.dataset.name)))
    book.write([*listed, *names()], prefix)


@lru_cache(maxsize=2)
def _data(snapshot: Snapshot, sheet: str) -> tuple[bytes, Mapping[str, str]]:
    """The sheet of areas, made once for all the workbooks of a batch."""
    return side_by_side(list(areas(snapshot)), sheet)


def areas(snapshot: Snapshot) -> Iterable[NamedArea]:
    """All areas the formulas look up."""
    frame = Frame(snapshot)
    yield settings_area(frame)
    yield per_area(frame)
    yield from figure_areas(frame)
    yield from member_areas(frame)
    yield from origin_areas(frame)
    yield from outlook_areas(frame)
    yield from name_areas(frame)


def _tidy(snapshot: Snapshot) -> list[list[CellValue]]:
    markets = snapshot.markets
    return [
        [
            markets[row.market].name,
            row.metric,
            row.period.label,
            row.value,
            row.unit,
            row.qualifier.value,
            row.status.value,
            row.source or snapshot.holding.dataset.source,
            row.note,
        ]
        for row in snapshot.holding.observations
    ]


class _Book:
    """The part of the workbook at work: its sheets and names."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.part = parts.workbook
        self.xml = parts.parse(self.part)
        self.ours = titles(parts)

    def _names(self) -> list[etree._Element]:
        return list(self.xml.iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"))

    def _sheets(self) -> list[etree._Element]:
        return list(self.xml.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet"))

    def refuse_clashes(self, wanted: Sequence[str]) -> None:
        """Refuse to write over a name or table of the user's own."""
        taken = {str(one.get("name")).casefold(): str(one.get("name")) for one in self._names() if not _is_ours(one)}
        taken |= {one.casefold(): one for one in self._tables() if one != TABLE or not self.ours}
        for name in [*wanted, TABLE]:
            if name.casefold() in taken:
                raise InputError(
                    "the workbook has a name of its own that is one of ours",
                    where=Place(file=self.parts.package.path.name),
                    found=taken[name.casefold()],
                    remedy="put a prefix before ours: --prefix XL" if name != TABLE else "rename the table in Excel",
                )

    def _tables(self) -> list[str]:
        found = []
        for sheet in self._sheets():
            for part in self.parts.related(self._part(sheet), "table"):
                found.append(str(self.parts.parse(part).get("displayName")))
        return found

    def _part(self, sheet: etree._Element) -> str:
        relation = sheet.get(f"{{{OFFICE}}}id")
        return next(one.target for one in self.parts.relations(self.part) if one.id == relation)

    def title(self, wanted: str) -> str:
        """The title our sheet has or will have. A sheet of the user's keeps its own."""
        titles = [str(one.get("name")) for one in self._sheets()]
        mine = [one for one in titles if one in self.ours and one.startswith(wanted)]
        return mine[0] if mine else sheet_name(wanted, {one.casefold() for one in titles})

    def sheet(self, wanted: str, content: bytes, *, state: str = "") -> str:
        """Write one of our sheets where it is, or as the last. Returns its title."""
        title = self.title(wanted)
        for one in self._sheets():
            if one.get("name") == title:
                self.parts.put(self._part(one), content)
                return title
        holder = self.xml.find(f"{{{MAIN}}}sheets")
        assert holder is not None  # noqa: S101 - a workbook has sheets
        number = max((int(one.get("sheetId") or 0) for one in holder), default=0) + 1
        folder = self.part.rpartition("/")[0]
        part = self.parts.new(f"{folder}/worksheets/sheet{{}}.xml", content, _SHEET)
        said = {"name": title, "sheetId": str(number)} | ({"state": state} if state else {})
        entry = etree.SubElement(holder, f"{{{MAIN}}}sheet", said)
        entry.set(f"{{{OFFICE}}}id", self.parts.relate(self.part, "worksheet", part))
        return title

    def figures(self, rows: Sequence[Sequence[CellValue]]) -> str:
        """Write the sheet with the table of figures. Returns its title."""
        title = self.sheet(FIGURES, b"")
        part = next(self._part(one) for one in self._sheets() if one.get("name") == title)
        relations = [one for one in self.parts.relations(part) if one.name == "table"]
        if relations:
            relation, table = relations[0].id, relations[0].target
            number = int(self.parts.parse(table).get("id") or 1)
        else:
            number = 1 + max((self._table_ids()), default=0)
            table = self.parts.new(f"{self.part.rpartition('/')[0]}/tables/table{{}}.xml", b"", _TABLE)
            relation = self.parts.relate(part, "table", table)
        self.parts.put(table, table_xml(number, TABLE, HEADER, len(rows)))
        self.parts.put(part, table_sheet(HEADER, rows, _WIDTHS, relation))
        return title

    def _table_ids(self) -> list[int]:
        tables = [part for sheet in self._sheets() for part in self.parts.related(self._part(sheet), "table")]
        return [int(self.parts.parse(part).get("id") or 0) for part in tables]

    def write(self, listed: Sequence[LambdaName], prefix: str) -> None:
        """Write our names after the user's, in place of those of an earlier time."""
        holder = self.xml.find(f"{{{MAIN}}}definedNames")
        if holder is None:
            holder = etree.Element(f"{{{MAIN}}}definedNames")
            later = [one for one in self.xml if etree.QName(one).localname in _AFTER_NAMES]
            self.xml.insert(self.xml.index(later[0]) if later else len(self.xml), holder)
        for one in self._names():
            if _is_ours(one):
                holder.remove(one)
        for named in listed:
            said = {"name": named.name, "hidden": "1"} if named.is_hidden else {"name": f"{prefix}{named.name}"}
            entry = etree.SubElement(holder, f"{{{MAIN}}}definedName", said)
            entry.text = named.text
            if named.help:
                entry.set("comment", named.help)
        self.parts.put(self.part, self.xml)


def _is_ours(name: etree._Element) -> bool:
    return is_definition(str(name.get("name")), name.text or "")
