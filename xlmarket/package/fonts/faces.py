"""The metrics of faces: how wide each character is and how far a line reaches above and below its base.

The families that Excel's users have most (Calibri, Arial, Times New Roman, Courier New) come from a table, so that the
same template gives the same bytes on every machine. A family without a table is looked for among the installed fonts,
and where it is not installed a similar family of the table stands in.
"""

from __future__ import annotations

import logging
import os
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("advances.tsv")
"""Advance widths in parts of `UNITS` to an em, a column for each face. `make_table` makes it."""

UNITS = 2048
TABLE_STYLES = {
    "Carlito": ("", "bold", "italic", "bold italic"),
    "Liberation Sans": ("", "bold", "italic", "bold italic"),
    "Liberation Serif": ("", "bold", "italic", "bold italic"),
    "Liberation Mono": ("",),
    "DejaVu Sans": ("", "bold"),
}
"""The styles of each family in the table. Where one is not there it is as wide as the one without its italic or bold."""

_SAME_METRICS = {
    "calibri": "Carlito", "carlito": "Carlito", "arial": "Liberation Sans", "helvetica": "Liberation Sans",
    "liberation sans": "Liberation Sans", "times new roman": "Liberation Serif", "times": "Liberation Serif",
    "liberation serif": "Liberation Serif", "courier new": "Liberation Mono", "courier": "Liberation Mono",
    "liberation mono": "Liberation Mono", "dejavu sans": "DejaVu Sans",
}  # fmt: skip
_SIMILAR = {
    "calibri light": "Carlito", "aptos narrow": "Carlito", "verdana": "DejaVu Sans", "consolas": "Liberation Mono",
    "cambria": "Liberation Serif", "georgia": "Liberation Serif", "garamond": "Liberation Serif",
}  # fmt: skip
_OTHERWISE = "Liberation Sans"
_AVERAGE = 0.55
"""The width of a character that no table has, in em: about that of a small letter."""


@dataclass(frozen=True, slots=True)
class FaceTable:
    """The metrics of one face in parts of an em: `UNITS` to the em."""

    ascent: int
    descent: int
    advances: Mapping[int, int]


class Advances(dict[str, float]):
    """The widths of characters in em. One that the face does not have gets the width that its kind has."""

    def __init__(self, table: FaceTable) -> None:
        super().__init__({chr(code): width / UNITS for code, width in table.advances.items()})

    def __missing__(self, character: str) -> float:
        width = self[character] = self._width(character)
        return width

    def _width(self, character: str) -> float:
        if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
            return 0.0
        if unicodedata.east_asian_width(character) in ("W", "F"):
            return 1.0
        base = unicodedata.normalize("NFKD", character)
        return self[base[0]] if base[0] != character else _AVERAGE


@dataclass(frozen=True, slots=True)
class FontFace:
    """One face: how far a line reaches above and below its base, and the widths of its characters, in em."""

    ascent: float
    descent: float
    advances: Advances


@lru_cache(maxsize=256)
def find_face(family: str, *, bold: bool = False, italic: bool = False) -> FontFace:
    """The metrics of a face, from the table if the family is in it."""
    name = family.strip().casefold()
    known = _SAME_METRICS.get(name)
    table = None if known else _installed(name, bold=bold, italic=italic)
    if table is None:
        table = _from_table(known or _SIMILAR.get(name, _OTHERWISE), bold=bold, italic=italic)
    return FontFace(table.ascent / UNITS, table.descent / UNITS, Advances(table))


def _from_table(family: str, *, bold: bool, italic: bool) -> FaceTable:
    styles = TABLE_STYLES[family]
    wanted = " ".join(word for word, is_set in (("bold", bold), ("italic", italic)) if is_set)
    style = wanted if wanted in styles else "bold" if bold and "bold" in styles else ""
    return _table()[f"{family} {style}".strip()]


@lru_cache(maxsize=1)
def _table() -> dict[str, FaceTable]:
    lines = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines()]
    columns = list(zip(*lines, strict=True))
    codes = [int(code, 16) for code in columns[0][3:]]
    return {
        name: FaceTable(
            int(ascent),
            int(descent),
            {code: int(width) for code, width in zip(codes, widths, strict=True) if width},
        )
        for name, ascent, descent, *widths in columns[1:]
    }


def read_font(path: Path, number: int = -1) -> FaceTable:
    """The metrics of a font file, of a collection those of one number. Raises what fontTools raises."""
    from fontTools.ttLib import TTFont

    _mute()
    with TTFont(path, fontNumber=number, lazy=True) as font:
        scale = UNITS / font["head"].unitsPerEm
        metrics, lines = font["hmtx"].metrics, font["OS/2"]
        advances = {code: round(metrics[name][0] * scale) for code, name in font.getBestCmap().items()}
        return FaceTable(round(lines.usWinAscent * scale), round(lines.usWinDescent * scale), advances)


def _installed(family: str, *, bold: bool, italic: bool) -> FaceTable | None:
    """The metrics of an installed face, of the plain one where its style is not installed."""
    fonts = _installed_fonts()
    places = (fonts.get((family, *style)) for style in ((bold, italic), (bold, False), (False, False)))
    place = next((place for place in places if place is not None), None)
    return read_font(*place) if place is not None else None


@lru_cache(maxsize=1)
def _installed_fonts() -> dict[tuple[str, bool, bool], tuple[Path, int]]:
    """The installed faces by family, bold and italic. Files that cannot be read are passed over."""
    fonts: dict[tuple[str, bool, bool], tuple[Path, int]] = {}
    for path in _font_files():
        try:
            for number, (family, bold, italic) in _names(path):
                fonts.setdefault((family, bold, italic), (path, number))
        except Exception:  # noqa: BLE001, S112 - a broken font of the machine is not the template's fault
            continue
    return fonts


def _font_files() -> Iterator[Path]:
    home = Path.home()
    folders = {
        "win32": (Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts",),
        "darwin": (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"),
    }.get(sys.platform, (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts"))
    for folder in folders:
        yield from (file for file in sorted(folder.rglob("*")) if file.suffix.lower() in (".ttf", ".otf", ".ttc"))


def _names(path: Path) -> Iterator[tuple[int, tuple[str, bool, bool]]]:
    """Each face of a file by its number: the family by its usual name, and whether it is bold and italic."""
    from fontTools.ttLib import TTCollection, TTFont

    _mute()
    if path.suffix.lower() == ".ttc":
        with TTCollection(path, lazy=True) as collection:
            yield from ((number, _name(font)) for number, font in enumerate(collection.fonts))
    else:
        with TTFont(path, lazy=True) as font:
            yield -1, _name(font)


def _mute() -> None:
    """Keep fontTools from printing what it finds odd about a font, such as its date."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)


def _name(font: Any) -> tuple[str, bool, bool]:
    style = font["head"].macStyle
    return str(font["name"].getDebugName(1) or "").casefold(), bool(style & 1), bool(style & 2)
