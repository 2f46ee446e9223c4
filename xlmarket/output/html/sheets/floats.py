"""What floats over the cells of a workbook: pictures, and native charts from the values they keep in the file."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lxml import etree

from xlmarket.output.html.sheets.natives import read_chart
from xlmarket.package.archive import MAIN, OFFICE, Relation, parse_relations
from xlmarket.report.charts import Chart

EMU = 9525
"""English Metric Units in a pixel."""
PICTURES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif"}
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


@dataclass(frozen=True, slots=True)
class Float:
    """A drawing that begins in a cell, `x` and `y` pixels from its corner. It has a picture with its text, or a chart.

    `end` is the cell it reaches with the pixels in it: row, column, `y`, `x`. Without one it has its `width` and `height`.
    """

    row: int
    column: int
    x: int
    y: int
    width: int
    height: int
    end: tuple[int, int, int, int] | None = None
    picture: str = ""
    alt: str = ""
    chart: Chart | None = None
    is_drawn: bool = False
    """Whether the chart has a kind that can be drawn. Of the others the figures are listed."""


def read_floats(workbook: bytes) -> dict[str, tuple[Float, ...]]:
    """Return the pictures and charts of a workbook by the name of their sheet."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        book = etree.fromstring(package.read("xl/workbook.xml"), _PARSER)
        targets = _relations(package, "xl/workbook.xml")
        sheets = {
            str(each.get("name")): targets[str(each.get(f"{{{OFFICE}}}id"))].target
            for each in book.iter(f"{{{MAIN}}}sheet")
        }
        return {name: tuple(_of_sheet(package, part)) for name, part in sheets.items()}


def _relations(package: zipfile.ZipFile, part: str) -> Mapping[str, Relation]:
    folder, _, name = part.rpartition("/")
    source = f"{folder}/_rels/{name}.rels"
    if source not in package.namelist():
        return {}
    root = etree.fromstring(package.read(source), _PARSER)
    return {relation.id: relation for relation in parse_relations(root, part, package.namelist())}


def _of_sheet(package: zipfile.ZipFile, part: str) -> Iterator[Float]:
    for relation in _relations(package, part).values():
        if relation.name == "drawing" and relation.target in package.namelist():
            related = _relations(package, relation.target)
            for anchor in etree.fromstring(package.read(relation.target), _PARSER):
                made = _float(package, anchor, related)
                if made is not None:
                    yield made


def _float(package: zipfile.ZipFile, anchor: etree._Element, related: Mapping[str, Relation]) -> Float | None:
    start, size = anchor.find("{*}from"), anchor.find(".//{*}xfrm/{*}ext")
    size = anchor.find("{*}ext") if anchor.find("{*}ext") is not None else size
    if start is None:
        return None
    row, column, y, x = _corner(start)
    end = anchor.find("{*}to")
    width, height = (480, 288) if size is None else (int(str(size.get(name))) // EMU for name in ("cx", "cy"))
    named = anchor.find(".//{*}cNvPr")
    alt = "" if named is None else str(named.get("descr") or named.get("name") or "")
    bare = Float(row, column, x, y, width or 480, height or 288, None if end is None else _corner(end), alt=alt)
    return _content(package, anchor, related, bare)


def _corner(marker: etree._Element) -> tuple[int, int, int, int]:
    """Return row and column of a corner, counted from 1, and the pixels in that cell: down, across."""
    row, column, down, across = (
        int(marker.findtext(f"{{*}}{name}") or 0) for name in ("row", "col", "rowOff", "colOff")
    )
    return row + 1, column + 1, down // EMU, across // EMU


def _content(
    package: zipfile.ZipFile, anchor: etree._Element, related: Mapping[str, Relation], bare: Float
) -> Float | None:
    blip = anchor.find(".//{*}pic//{*}blip")
    if blip is not None:
        part = related.get(str(blip.get(f"{{{OFFICE}}}embed")))
        kind = PICTURES.get(part.target.rpartition(".")[2].lower()) if part else None
        if part is None or kind is None:
            return None
        return replace(bare, picture=f"data:{kind};base64,{base64.b64encode(package.read(part.target)).decode()}")
    for native in anchor.iterfind(".//{*}graphicData/{*}chart"):
        part = related.get(str(native.get(f"{{{OFFICE}}}id")))
        if part is not None and part.target in package.namelist():
            chart, is_drawn = read_chart(etree.fromstring(package.read(part.target), _PARSER), bare.alt)
            if chart is not None:
                return replace(bare, chart=chart, is_drawn=is_drawn)
    return None
