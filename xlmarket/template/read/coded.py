"""Compiling texts in places that have codes of their own: headers and footers, targets of links, number formats."""

from __future__ import annotations

import re
from urllib.parse import unquote

from xlmarket.errors import TemplateError
from xlmarket.template.environment import Environment
from xlmarket.template.plan.coded import (
    GUARD,
    HeaderText,
    LinkTarget,
    address_value,
    format_value,
    header_value,
    mail_value,
)
from xlmarket.template.plan.expressions import Text
from xlmarket.template.plan.formulas import HOLE
from xlmarket.template.read.expressions import compile_text
from xlmarket.template.tags import WHOLE_TAG

_CODE = re.compile(r'&(?:"[^"]*"|[0-9]+|K[0-9A-Fa-f+-]{0,6}|.)', re.DOTALL)
_COLOUR = 8
"""Characters of a code of a colour, `&KFF0000`."""

_ENCODED = re.compile(r"%7B(?:%7B|%25).*?(?:%7D|%25)%7D", re.IGNORECASE | re.DOTALL)


def compile_header(source: str, environment: Environment) -> HeaderText:
    """A header or footer with tags. Raises `TemplateError` for a tag inside one of its codes."""
    marked, tags = WHOLE_TAG.sub(HOLE, source), WHOLE_TAG.findall(source)
    guarded = list(marked)
    for code in _CODE.finditer(marked):
        goes_on = marked[code.end() : code.end() + 1] == HOLE
        is_open = code[0].startswith("&K") and len(code[0]) < _COLOUR and goes_on
        if HOLE in code[0] or is_open:
            remedy = "write && for the sign, and tags between codes"
            raise TemplateError("a tag stands inside a code of a header or footer", found=source, remedy=remedy)
        if goes_on and re.fullmatch("&(?:[0-9]+|[PN])", code[0]):
            guarded[code.end()] = GUARD + HOLE
    rest = iter(tags)
    text = re.sub(HOLE, lambda _: next(rest), "".join(guarded))
    return HeaderText(source, compile_text(text, environment, header_value))


def compile_format(source: str, environment: Environment) -> Text:
    """A number format with tags in its quoted letters. Raises `TemplateError` for one outside of quotes."""
    if HOLE in re.sub('"[^"]*"', "", WHOLE_TAG.sub(HOLE, source)):
        remedy = 'write it in quotes, as in 0.0" {{ unit }}"'
        raise TemplateError("a tag stands among the codes of a number format", found=source, remedy=remedy)
    return compile_text(source, environment, format_value)


def compile_target(source: str, environment: Environment) -> LinkTarget:
    """The target of a link with tags, which Excel may have encoded. Raises `TemplateError` for one that cannot be read."""
    decoded = decode_target(source)
    beginning = WHOLE_TAG.match(decoded)
    end = beginning.end() if beginning is not None else 0
    write = mail_value if decoded.startswith("mailto:") else address_value
    return LinkTarget(source, compile_text(decoded[:end], environment), compile_text(decoded[end:], environment, write))


def decode_target(target: str) -> str:
    """The target of a link with its tags as they were typed."""
    return _ENCODED.sub(lambda tag: unquote(tag[0]), target)
