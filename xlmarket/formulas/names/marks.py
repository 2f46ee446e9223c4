"""How what is ours in a workbook is told from what is the user's: by our names, and by the sheets these speak of."""

from __future__ import annotations

from xlmarket.formulas.names.storage import HIDDEN
from xlmarket.package.archive import MAIN
from xlmarket.package.lexer import TOKEN
from xlmarket.package.parts import Parts

TABLE = "xlmarket_figures"
"""The table of figures, as formulas of the user may call it."""


DATA_SET = f"{HIDDEN}DataSet"
"""The hidden name that says whose figures are embedded."""


def data_set(parts: Parts) -> str:
    """The data set whose figures a workbook holds already. Nothing where none were embedded."""
    book = parts.parse(parts.workbook)
    said = [one.text or "" for one in book.iter(f"{{{MAIN}}}definedName") if one.get("name") == DATA_SET]
    return said[0].strip('"') if said else ""


def is_definition(name: str, text: str) -> bool:
    """Whether a defined name is one that embedding writes: an area, or a function over them."""
    return name.startswith(HIDDEN) or ("LAMBDA(" in text and HIDDEN in text)


def titles(parts: Parts) -> frozenset[str]:
    """The titles of the sheets that embedding wrote."""
    book = parts.parse(parts.workbook)
    hidden = [one for one in book.iter(f"{{{MAIN}}}definedName") if str(one.get("name")).startswith(HIDDEN)]
    return frozenset(title for one in hidden for title in _sheets_in(one.text or ""))


def speaks_of(formula: str, sheets: frozenset[str]) -> bool:
    """Whether a formula needs what was embedded for more than its functions: the table, an area, or one of our sheets."""
    named = [token[0].casefold() for token in TOKEN.finditer(formula) if token["name"]]
    return bool(_sheets_in(formula) & sheets) or any(one.startswith((TABLE, HIDDEN)) for one in named)


def _sheets_in(formula: str) -> frozenset[str]:
    """The sheets a formula names."""
    prefixes = (token["sheet"] for token in TOKEN.finditer(formula) if token["sheet"])
    return frozenset(_title(prefix) for prefix in prefixes)


def _title(prefix: str) -> str:
    name = prefix.removesuffix("!")
    return name[1:-1].replace("''", "'") if name.startswith("'") else name
