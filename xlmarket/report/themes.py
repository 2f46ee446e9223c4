"""Themes of finished reports: the colours and fonts of another file in the place of the template's own.

`build` calls `apply_theme`. A theme comes from a theme file of Office (.thmx), from any workbook, presentation or document,
or from the XML of a theme itself. Cells and charts name colours of the theme, so nothing else has to change but the
names of the fonts that cells take from it.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from xlmarket.errors import InputError, Place
from xlmarket.gate import check_archive, relations_of
from xlmarket.nearest import nearest
from xlmarket.package.archive import MAIN, OFFICE, Relation, parse_relations, serialise
from xlmarket.package.parts import Parts
from xlmarket.report.shipped import PALETTES, find_palette

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.theme+xml"
COLOURS = ("dk1", "lt1", "dk2", "lt2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
PICTURES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif"}
MOST_BYTES = 64 << 20
_ARCHIVE = b"PK"
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
_REMEDY = "give a .thmx, .xlsx, .potx or .pptx file, the XML of a theme, or one of " + ", ".join(PALETTES)


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: its XML, the pictures it fills with by the id it names them by, its fonts for headings and texts."""

    xml: bytes
    pictures: tuple[tuple[str, str, bytes], ...]
    major: str
    minor: str


def find_theme(theme: str | Path) -> Path:
    """Return the file of a theme, given by the name of a palette or a path. Raises `InputError` for a missing file."""
    if str(theme) in PALETTES:
        return find_palette(str(theme))
    path = Path(theme)
    if not path.is_file():
        raise InputError("missing theme file", found=str(theme), nearest=nearest(str(theme), PALETTES), remedy=_REMEDY)
    return path.resolve()


def choose_theme(theme: str | Path | None) -> Path | None:
    """Return the file of a theme that can be used, none for none.

    Raises `InputError` for a file that is missing, damaged or without a theme.
    """
    if theme is None:
        return None
    path = find_theme(theme)
    read_theme(path)
    return path


def read_theme(path: Path) -> Theme:
    """Return the theme of a file. Raises `InputError` with the file for one that is damaged or holds no theme."""
    data = path.read_bytes()
    try:
        return _from_archive(data, path.name) if data.startswith(_ARCHIVE) else _theme(data, {}, path.name)
    except _FAULTS as fault:
        raise _refusal(f"the theme file is damaged: {fault}", path.name) from None


def _from_archive(data: bytes, name: str) -> Theme:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        check_archive(archive, name)
        part = _find_part(archive, name)
        pictures = {}
        for relation in _relations(archive, part, name):
            if relation.is_external or relation.target not in archive.namelist():
                raise _refusal("a picture of the theme lies outside the file", name, found=relation.target)
            pictures[relation.id] = (_ending(relation.target, name), _read(archive, relation.target, name))
        return _theme(_read(archive, part, name), pictures, name)


def _read(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    if archive.getinfo(part).file_size > MOST_BYTES:
        raise _refusal("a part of the theme file unpacks to too much", name, found=part)
    return archive.read(part)


def _find_part(archive: zipfile.ZipFile, name: str) -> str:
    """Return the part of the theme: the package leads to its main part, and that to the theme."""
    mains = [relation.target for relation in _relations(archive, "", name) if relation.name == "officeDocument"]
    for main in mains:
        for relation in _relations(archive, main, name):
            if relation.name == "theme" and relation.target in archive.namelist():
                return relation.target
    raise _refusal("the file holds no theme", name)


def _relations(archive: zipfile.ZipFile, part: str, name: str) -> tuple[Relation, ...]:
    source = relations_of(part) if part else "_rels/.rels"
    if source not in archive.namelist():
        return ()
    return parse_relations(_parse(_read(archive, source, name), name), part, archive.namelist())


def _ending(part: str, name: str) -> str:
    ending = posixpath.splitext(part)[1].lower().removeprefix(".")
    if ending not in PICTURES:
        raise _refusal("a picture of the theme has a format that reports do not take", name, found=part)
    return ending


def _theme(xml: bytes, pictures: dict[str, tuple[str, bytes]], name: str) -> Theme:
    root = _parse(xml, name)
    if root.tag != f"{{{DRAWING}}}theme":
        raise _refusal("the file holds no theme", name, found=etree.QName(root).localname)
    found = [etree.QName(colour).localname for colour in root.iterfind(".//{*}themeElements/{*}clrScheme/{*}*")]
    missing = [colour for colour in COLOURS if colour not in found]
    if missing:
        raise _refusal(f"the theme lacks colours: {', '.join(missing)}", name)
    if root.find(".//{*}themeElements/{*}fmtScheme") is None:
        raise _refusal("the theme lacks its fills and lines (fmtScheme)", name)
    named = {str(value) for element in root.iter() for key, value in element.attrib.items() if key in _EMBEDS}
    if lost := sorted(named - set(pictures)):
        raise _refusal("the theme names a picture that is not in the file", name, found=lost[0])
    major, minor = (_font(root, kind, name) for kind in ("majorFont", "minorFont"))
    used = tuple((key, *pictures[key]) for key in sorted(named))
    return Theme(serialise(root), used, major, minor)


def theme_colours(theme: Theme) -> dict[str, str]:
    """Return the colours of a theme by slot (`COLOURS`), six hexadecimal digits each.

    Raises `InputError` for a colour that is not given as red, green and blue.
    """
    root = etree.fromstring(theme.xml)
    colours = {}
    for slot in COLOURS:
        element = root.find(f".//{{{DRAWING}}}clrScheme/{{{DRAWING}}}{slot}/*")
        value = None if element is None else element.get("lastClr") or element.get("val")
        if value is None or not _RGB.fullmatch(value):
            raise InputError("a colour of the theme is not six hexadecimal digits", found=f"{slot} {value}")
        colours[slot] = value.upper()
    return colours


_RGB = re.compile("[0-9A-Fa-f]{6}")
_EMBEDS = (f"{{{OFFICE}}}embed", f"{{{OFFICE}}}link")


def _font(root: etree._Element, kind: str, name: str) -> str:
    latin = root.find(f".//{{*}}themeElements/{{*}}fontScheme/{{*}}{kind}/{{*}}latin")
    if latin is None or not latin.get("typeface"):
        raise _refusal(f"the theme lacks its font ({kind})", name)
    return str(latin.get("typeface"))


def _parse(xml: bytes, name: str) -> etree._Element:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise _refusal("the theme file has a document type definition, which no theme has", name)
    try:
        return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as fault:
        raise _refusal(f"the theme file is neither an Office file nor XML: {fault.msg}", name) from None


def _refusal(what: str, name: str, *, found: object = None) -> InputError:
    return InputError(what, where=Place(file=name), found=found, remedy=_REMEDY)


def apply_theme(parts: Parts, theme: Theme) -> None:
    """Put a theme into a finished workbook or deck, with its pictures, and its fonts into the cells that name them."""
    masters = parts.related(parts.workbook, "slideMaster")
    for owner in masters or [parts.workbook]:
        _apply(parts, owner, theme)
    for kind in ("styles", "sharedStrings"):
        for holder in parts.related(parts.workbook, kind):
            parts.update(holder, lambda xml: _name_fonts(xml, theme))


def _apply(parts: Parts, owner: str, theme: Theme) -> None:
    """Put a theme into the place of that of a workbook or of a master of slides."""
    existing = parts.related(owner, "theme")
    if existing:
        part = existing[0]
        _drop_pictures(parts, part)
    else:
        part = parts.new("xl/theme/theme{}.xml", theme.xml, CONTENT_TYPE)
        parts.relate(owner, "theme", part)
    ids = {}
    for key, ending, content in theme.pictures:
        parts.default_type(ending, PICTURES[ending])
        ids[key] = parts.relate(part, "image", parts.media(content, ending))
    parts.put(part, _rename(theme.xml, ids))


def _rename(xml: bytes, ids: dict[str, str]) -> bytes:
    """Return the theme with the ids that its pictures have in the workbook."""
    if not ids:
        return xml
    root = etree.fromstring(xml)
    for element in root.iter():
        for key in _EMBEDS:
            if key in element.attrib:
                element.set(key, ids[str(element.get(key))])
    return serialise(root)


def _drop_pictures(parts: Parts, theme: str) -> None:
    """Leave out the pictures of the theme that goes, unless another part shows them too."""
    pictures = [relation.target for relation in parts.relations(theme)]
    if not pictures:
        return
    others = {relation.target for part in parts.package.members if part != theme for relation in parts.relations(part)}
    parts.unrelate(theme, lambda _: True)
    for picture in pictures:
        if picture in parts and picture not in others:
            parts.drop(picture)


def _name_fonts(xml: etree._Element, theme: Theme) -> None:
    """Give fonts that follow the theme its name: Excel reads the scheme, other programs the name."""
    names = {"major": theme.major, "minor": theme.minor}
    for scheme in xml.iter(f"{{{MAIN}}}scheme"):
        font = scheme.getparent()
        if font is None or scheme.get("val") not in names:
            continue
        for tag in ("name", "rFont"):
            for name in font.findall(f"{{{MAIN}}}{tag}"):
                name.set("val", names[str(scheme.get("val"))])
