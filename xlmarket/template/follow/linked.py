"""Shapes that show the text of a cell keep what they show: Excel writes it again, other programs never do."""

from __future__ import annotations

import re

from xlmarket.package.areas import Area
from xlmarket.package.bodies import Paragraphs
from xlmarket.template.follow.context import FollowContext, OpenPart
from xlmarket.template.layout.references import compile_formula

_LINK = re.compile(rb"textlink\s*=\s*[\"'][^\"']")


def follow(part: OpenPart, context: FollowContext) -> None:
    """Write into each linked shape what its cell shows now."""
    if not context.book.changed or not _LINK.search(context.book.parts.read(part.name)):
        return
    for shape in part.xml.iter("{*}sp"):
        cell = _cell(shape.get("textlink") or "", context)
        body = shape.find("{*}txBody")
        if cell is not None and body is not None:
            text = context.book.shown(*cell)
            if text is not None:
                Paragraphs(body).write_lines(text)


def _cell(link: str, context: FollowContext) -> tuple[str, Area] | None:
    """The sheet and the cell of a link, which is a reference or a name."""
    formula = compile_formula(link.lstrip("="))
    if link and not formula.references:
        formula = compile_formula(context.book.names.get(link.lstrip("=").rpartition("!")[2].casefold(), ""))
    if len(formula.references) != 1 or len(formula.references[0].sheets) > 1:
        return None
    reference = formula.references[0]
    return (reference.sheets[0] if reference.sheets else context.sheet.title), reference.area.first_cell
