"""Pictures: `{%image … %}` draws one over its cell or merged cells, as large as fits, in its own proportions, centred.

A text names a file next to the template, and stays in its folder. A path, bytes or a figure (anything with `_repr_png_`
or matplotlib's `savefig`) comes from the caller. Its first bytes say what it is, whatever its name.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imagesize
from lxml import etree

from xlmarket.errors import TemplateError
from xlmarket.nearest import nearest
from xlmarket.package.anchors import XDR
from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.areas import Area, column_number, parse_area
from xlmarket.package.elements import need_child
from xlmarket.package.sizes import EMU_PER_PIXEL, Sizes

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_KINDS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF8", "gif"))
CONTENT_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "gif": "image/gif"}
MOST_BYTES = 20 << 20
_MARGIN = 2 * EMU_PER_PIXEL


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its bytes, its kind and its size in pixels."""

    content: bytes
    kind: str
    width: int
    height: int


def read_picture(value: Any, folder: Path) -> Picture:
    """The picture a value means. Raises `TemplateError` without a place if it means none."""
    content = _content(value, folder)
    kind = next((kind for start, kind in _KINDS if content.startswith(start)), "")
    width, height = imagesize.get(io.BytesIO(content)) if kind else (-1, -1)
    if width <= 0 or height <= 0:
        raise TemplateError("this is no picture", found=_label(value), allowed=tuple(CONTENT_TYPES))
    return Picture(content, kind, width, height)


def _content(value: Any, folder: Path) -> bytes:
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    if isinstance(value, (str, Path)):
        return _file(value, folder)
    drawn = getattr(value, "_repr_png_", None)
    if callable(drawn) and isinstance(content := drawn(), bytes):
        return content
    if callable(getattr(value, "savefig", None)):
        out = io.BytesIO()
        value.savefig(out, format="png")
        return out.getvalue()
    raise TemplateError("a picture is a file, bytes or a figure", found=_label(value))


def _file(value: str | Path, folder: Path) -> bytes:
    path = (folder / value).resolve()
    if isinstance(value, str) and not path.is_relative_to(folder.resolve()):
        raise TemplateError("a picture lies in the folder of the template", found=value)
    if not path.is_file():
        names = [file.name for file in path.parent.iterdir()] if path.parent.is_dir() else []
        raise TemplateError.unknown("picture", value, allowed=(), nearest=nearest(path.name, names))
    if path.stat().st_size > MOST_BYTES:
        raise TemplateError(f"a picture has at most {MOST_BYTES >> 20} MB", found=str(value))
    return path.read_bytes()


def _label(value: Any) -> str:
    return value if isinstance(value, str) else type(value).__name__


def empty() -> etree._Element:
    """A drawing with nothing on it yet."""
    return etree.fromstring(f'<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{_A}"/>')


def anchor(picture: Picture, area: Area, sizes: Sizes, relation: str, number: int, name: str) -> etree._Element:
    """The picture over an area, centred."""
    wide = sum(sizes.width(column) for column in range(area.first_column, area.last_column + 1)) - 2 * _MARGIN
    high = sum(sizes.height(row) for row in range(area.first_row, area.last_row + 1)) - 2 * _MARGIN
    scale = min(max(wide, 1) / picture.width, max(high, 1) / picture.height)
    width, height = max(int(picture.width * scale), 1), max(int(picture.height * scale), 1)
    column, across = sizes.column_at(area.first_column, _MARGIN + (wide - width) // 2)
    row, down = sizes.row_at(area.first_row, _MARGIN + (high - height) // 2)
    element = etree.fromstring(
        f'<xdr:oneCellAnchor xmlns:xdr="{XDR}" xmlns:a="{_A}" xmlns:r="{OFFICE}"><xdr:from><xdr:col>{column - 1}</xdr:col>'
        f"<xdr:colOff>{across}</xdr:colOff><xdr:row>{row - 1}</xdr:row><xdr:rowOff>{down}</xdr:rowOff></xdr:from>"
        f'<xdr:ext cx="{width}" cy="{height}"/><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{number}" name="Picture {number}"/>'
        '<xdr:cNvPicPr><a:picLocks noChangeAspect="1"/></xdr:cNvPicPr></xdr:nvPicPr><xdr:blipFill>'
        f'<a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor>"
    )
    need_child(element, f".//{{{XDR}}}cNvPr").set("descr", name)
    return element


def area_of(column: str, row: int, sheet: etree._Element) -> Area:
    """The merged cells a cell begins, or the cell."""
    number = column_number(column)
    for merged in sheet.iter(f"{{{MAIN}}}mergeCell"):
        area = parse_area(str(merged.get("ref")))
        if (area.first_column, area.first_row) == (number, row):
            return area
    return Area(number, row, number, row)
