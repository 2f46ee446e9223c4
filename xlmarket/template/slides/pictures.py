"""Pictures: a text box with `{%image … %}` alone becomes a picture in its place, as large as fits, centred."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.archive import OFFICE
from xlmarket.package.bodies import A, Paragraphs
from xlmarket.package.elements import holder, need_child
from xlmarket.package.parts import Parts
from xlmarket.template.plan.expressions import Scope
from xlmarket.template.render.pictures import CONTENT_TYPES, Picture, read_picture
from xlmarket.template.slides.plan import PlacedPicture

P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_TAG = re.compile(r"\s*\{%-?\s*image\s+(.+?)\s*-?%\}\s*", re.DOTALL)


def take_picture(text: etree._Element) -> str:
    """Take the tag of a picture out of a text that holds nothing else. Return its expression, "" where there is none.

    Raises `TemplateError` for a text that is not in a shape with a place and a size of its own.
    """
    body = Paragraphs(text)
    match = _TAG.fullmatch("\n".join("".join(runs) for runs in body.paragraphs))
    if match is None:
        return ""
    shape = text.getparent()
    if shape is None or shape.tag != f"{{{P}}}sp" or shape.find(f"{{{P}}}spPr/{{{A}}}xfrm/{{{A}}}ext") is None:
        raise TemplateError("a picture needs a text box with a size of its own", found=match[0].strip())
    body.write_lines("")
    return match[1]


def put_picture(
    shape: etree._Element, plan: PlacedPicture, scope: Scope, parts: Parts, part: str, folder: Path, place: Place
) -> None:
    """Put a picture into the place of a shape. Without a value the shape goes. Raises `TemplateError` with its place."""
    try:
        value = plan.expression.value(scope)
        picture = read_picture(value, folder) if value else None
    except TemplateError as error:
        raise error.at(place) from None
    if picture is None:
        holder(shape).remove(shape)
        return
    ending = picture.kind
    parts.default_type(ending, CONTENT_TYPES[ending])
    relation = parts.relate(part, "image", parts.media(picture.content, ending))
    holder(shape).replace(shape, _element(shape, picture, relation))


def _element(shape: etree._Element, picture: Picture, relation: str) -> etree._Element:
    """The picture in the middle of the box of a shape, with its name and its alternative text."""
    box = need_child(shape, f"{{{P}}}spPr/{{{A}}}xfrm")
    left, top = (int(need_child(box, f"{{{A}}}off").get(name) or 0) for name in ("x", "y"))
    wide, high = (int(need_child(box, f"{{{A}}}ext").get(name) or 1) for name in ("cx", "cy"))
    scale = min(wide / picture.width, high / picture.height)
    width, height = max(int(picture.width * scale), 1), max(int(picture.height * scale), 1)
    element = etree.fromstring(
        f'<p:pic xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{OFFICE}"><p:nvPicPr><p:cNvPicPr><a:picLocks noChangeAspect="1"/>'
        f'</p:cNvPicPr><p:nvPr/></p:nvPicPr><p:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</p:blipFill><p:spPr><a:xfrm><a:off x="{left + (wide - width) // 2}" y="{top + (high - height) // 2}"/>'
        f'<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
    )
    need_child(element, f"{{{P}}}nvPicPr").insert(0, need_child(shape, f"{{{P}}}nvSpPr/{{{P}}}cNvPr"))
    return element
