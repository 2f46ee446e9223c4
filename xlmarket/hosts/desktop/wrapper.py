"""The VBA of our add-in, generated from the registry. `addin` puts it into the workbook.

It does what xlwings' own wrapper does not: true error values, a cache of answers, help for every argument, and empty
arguments. No function is volatile.
"""

from __future__ import annotations

import re
import unicodedata
from importlib import metadata, resources

from xlmarket.functions import registry
from xlmarket.functions.help import short_help
from xlmarket.functions.spec import Function, Parameter
from xlmarket.hosts.desktop.crossing import MARK, UNOPENED
from xlmarket.hosts.settings import AddinSettings

MODULE = "XlmarketFunctions"
"""The VBA module of the functions."""

UDF_MODULE = "xlmarket.hosts.desktop.udfs"

_RESERVED = frozenset(
    """
    and any as base boolean byref byte byval call case close compare const currency date declare default dim do
    double each else elseif empty end enum erase error event exit explicit false for friend from function get
    global gosub goto if imp implements in input integer is len let lib like local lock long loop lset me mid
    mod name new next not nothing null object on open option optional or paramarray print private property
    public put raiseevent redim rem resume return rset seek select set single static step stop string sub text
    then time to true type until variant wend while with withevents write xor
    """.split()  # noqa: SIM905 - a list of 130 lines hides what it says
)
"""The reserved words of VBA."""


def functions_source(settings: AddinSettings | None = None) -> str:
    """The text of the module of functions."""
    return _render("functions.bas.j2", settings or AddinSettings())


def opening_source() -> str:
    """The text of the module `ThisWorkbook`."""
    return _render("opening.bas.j2", AddinSettings())


def argument_name(parameter: Parameter) -> str:
    """The name of a parameter in VBA. A reserved word gets an underscore."""
    return f"{parameter.name}_" if parameter.name.lower() in _RESERVED else parameter.name


def _render(template: str, settings: AddinSettings) -> str:
    import jinja2

    environment = jinja2.Environment(  # noqa: S701 - VBA is not HTML; every text goes through `literal`
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters["literal"] = literal
    environment.filters["help"] = plain_help
    environment.globals["argument"] = argument_name
    text = (resources.files(__package__) / template).read_text(encoding="utf-8")
    made = environment.from_string(text).render(
        functions=list(registry().values()),
        settings=settings,
        version=metadata.version("xlmarket"),
        udf_module=UDF_MODULE,
        mark=ord(MARK),
        unopened=UNOPENED.removeprefix(MARK),
    )
    return "\r\n".join(made.splitlines()) + "\r\n"


def literal(text: str) -> str:
    """A text as a VBA expression. Other characters than ASCII become `ChrW$`, for a module has the code page of its machine."""
    pieces = [
        f"ChrW$({ord(piece)})" if not piece.isascii() else '"' + piece.replace('"', '""') + '"'
        for piece in re.split(r"([^\x20-\x7e])", text)
        if piece
    ]
    return " & ".join(pieces) or '""'


def plain_help(what: Function | Parameter) -> str:
    """One line of help within Excel's limit, with compatibility characters in their plain form."""
    text = what.summary if isinstance(what, Function) else what.takes.help
    return short_help(unicodedata.normalize("NFKD", text), end="...")
