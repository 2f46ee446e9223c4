"""The palettes of the templates, each a theme of its own: twelve colours and two fonts. The first is in every template.

`draw.py` writes them as `themes/NAME.thmx`, which `--theme NAME` and Excel's Page Layout > Themes take.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
THEMES = "application/vnd.openxmlformats-officedocument"
SLOTS = ("dk1", "lt1", "dk2", "lt2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Palette:
    """Twelve colours in the order of `SLOTS`: texts and grounds, six accents, links.

    Accent 1 is the house colour, accent 2 the warm one for what goes down.
    """

    title: str
    colours: str
    font: str = "Calibri"


PALETTES = {
    "teal": Palette("Teal", "2B3439 FFFFFF 14323F F1F5F6 1F6F78 C8553D DB9A48 7DBBBE 6C7A89 7A5C7E 1F6F78 6C7A89"),
    "navy": Palette("Navy", "2B3038 FFFFFF 1B2A49 F2F4F8 2F5D9B C0562F D9A441 8FB3DB 6F7B8A 4E8F7F 2F5D9B 6F7B8A"),
    "forest": Palette("Forest", "2C332F FFFFFF 1F3B2D F2F6F3 3C7A57 B6562C D8A93B 9CC3A5 737F78 4F7FA3 3C7A57 737F78"),
    "plum": Palette("Plum", "332E37 FFFFFF 3A2140 F6F3F7 7A4A86 C65A4A D7A24A BFA3C9 7A7684 4B7F8C 7A4A86 7A7684"),
}
DEFAULT = "teal"


def theme_xml(name: str) -> str:
    """The theme of a palette: its colours, its font for headings and texts, plain fills and lines without effects."""
    palette = PALETTES[name]
    colours = "".join(
        f'<a:{slot}><a:srgbClr val="{colour}"/></a:{slot}>'
        for slot, colour in zip(SLOTS, palette.colours.split(), strict=True)
    )
    font = f'<a:latin typeface="{palette.font}"/><a:ea typeface=""/><a:cs typeface=""/>'
    plain = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3
    lines = "".join(
        f'<a:ln w="{width}"><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>'
        for width in (6350, 12700, 19050)
    )
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        f'{HEAD}<a:theme xmlns:a="{DRAWING}" name="{palette.title}"><a:themeElements>'
        f'<a:clrScheme name="{palette.title}">{colours}</a:clrScheme>'
        f'<a:fontScheme name="{palette.title}"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont>'
        f'</a:fontScheme><a:fmtScheme name="{palette.title}"><a:fillStyleLst>{plain}</a:fillStyleLst>'
        f"<a:lnStyleLst>{lines}</a:lnStyleLst><a:effectStyleLst>{effects}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{plain}</a:bgFillStyleLst></a:fmtScheme></a:themeElements>"
        "<a:objectDefaults/><a:extraClrSchemeLst/></a:theme>"
    )


def draw_theme(path: str, name: str) -> None:
    """Write a palette as a theme file of Office."""
    manager = "theme/theme/themeManager.xml"
    parts = {
        "[Content_Types].xml": (
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/{manager}" ContentType="{THEMES}.themeManager+xml"/>'
            f'<Override PartName="/theme/theme/theme1.xml" ContentType="{THEMES}.theme+xml"/></Types>'
        ),
        "_rels/.rels": _relations("officeDocument", manager),
        manager: f'{HEAD}<a:themeManager xmlns:a="{DRAWING}"/>',
        "theme/theme/_rels/themeManager.xml.rels": _relations("theme", "theme1.xml"),
        "theme/theme/theme1.xml": theme_xml(name),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(zipfile.ZipInfo(part), text, zipfile.ZIP_DEFLATED)


def _relations(kind: str, target: str) -> str:
    relation = f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/>'
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{relation}</Relationships>'
