"""Makes `advances.tsv`: `python -m xlmarket.package.fonts.make_table FOLDER...` reads the fonts of these folders.

Carlito, Liberation and DejaVu are free fonts. Carlito and Liberation have the widths of Calibri, Arial, Times New Roman
and Courier New, so the table holds for those too.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

from xlmarket.package.fonts.faces import TABLE, TABLE_STYLES, FaceTable, read_font

_FILES = {
    "Carlito": "Carlito-",
    "Liberation Sans": "LiberationSans-",
    "Liberation Serif": "LiberationSerif-",
    "Liberation Mono": "LiberationMono-",
    "DejaVu Sans": "DejaVuSans",
}
_STYLES = {
    "": ("Regular", ""),
    "bold": ("Bold", "-Bold"),
    "italic": ("Italic", "-Oblique"),
    "bold italic": ("BoldItalic", "-BoldOblique"),
}
_RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x192, 0x192), (0x2C6, 0x2DD), (0x384, 0x3CE), (0x400, 0x45F), (0x490, 0x491),
    (0x1E9E, 0x1E9E), (0x2002, 0x200B), (0x2010, 0x2044), (0x20A0, 0x20BF), (0x2100, 0x2122), (0x2190, 0x2199),
    (0x2200, 0x2265), (0x25A0, 0x25CF), (0x2605, 0x2606), (0x2713, 0x2717),
)  # fmt: skip
"""The characters of European languages and of figures. Others take the width of their base letter or an average."""


def make_table(folders: list[Path]) -> str:
    """The table as text: a column for each face, a line for each character. Raises `StopIteration` without a font."""
    files = [file for folder in folders for file in sorted(folder.rglob("*.ttf"))]
    faces: dict[str, FaceTable] = {}
    for family, start in _FILES.items():
        for style in TABLE_STYLES[family]:
            name = f"{family} {style}".strip()
            endings = {f"{start}{ending}.ttf" for ending in _STYLES[style]}
            faces[name] = read_font(next(file for file in files if file.name in endings))
    lines = [["face", *faces], *_metrics(faces)]
    for first, last in _RANGES:
        for code in range(first, last + 1):
            widths = [face.advances.get(code) for face in faces.values()]
            if any(widths) and not _as_base(code, faces):
                lines.append([f"{code:04X}", *("" if width is None else str(width) for width in widths)])
    return "".join("\t".join(line) + "\n" for line in lines)


def _metrics(faces: dict[str, FaceTable]) -> list[list[str]]:
    return [
        ["ascent", *(str(face.ascent) for face in faces.values())],
        ["descent", *(str(face.descent) for face in faces.values())],
    ]


def _as_base(code: int, faces: dict[str, FaceTable]) -> bool:
    """Whether a letter with an accent is as wide as without it in every face."""
    base = unicodedata.normalize("NFD", chr(code))[0]
    if base == chr(code):
        return False
    return all(face.advances.get(code) in (None, face.advances.get(ord(base))) for face in faces.values())


if __name__ == "__main__":
    TABLE.write_text(make_table([Path(folder) for folder in sys.argv[1:]]), "utf-8")
