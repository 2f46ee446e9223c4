"""What formulas take their values from: other sheets, names, tables, or cells they find as they calculate."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xlmarket.package.lexer import TOKEN_OR_SIGN
from xlmarket.template.layout.references import Compiled
from xlmarket.template.plan.sheets import FormulaSources

_VOLATILE = re.compile(r"(?:INDIRECT|OFFSET|TODAY|NOW|RAND\w*|CELL|INFO)\(", re.IGNORECASE)
_CONSTANTS = frozenset({"true", "false"})


def sources_of(formulas: Iterable[Compiled]) -> FormulaSources:
    """What all these formulas take their values from."""
    sheets: set[str] = set()
    names: set[str] = set()
    has_tables = is_volatile = False
    for formula in formulas:
        sheets.update(sheet for reference in formula.references for sheet in reference.sheets)
        for piece in formula.pieces:
            if isinstance(piece, str) and any(map(str.isalpha, piece)):
                is_volatile = is_volatile or _VOLATILE.search(piece) is not None
                words = _names_in(piece)
                has_tables = has_tables or any("[" in word for word in words)
                names.update(word for word in words if "[" not in word)
    return FormulaSources(
        sheets=frozenset(sheets), names=frozenset(names), has_tables=has_tables, is_volatile=is_volatile
    )


def _names_in(text: str) -> set[str]:
    """The names in a text between references, casefolded, without functions and TRUE and FALSE."""
    tokens = list(TOKEN_OR_SIGN.finditer(text))
    names = set()
    for place, token in enumerate(tokens):
        is_call = place + 1 < len(tokens) and tokens[place + 1][0] == "("
        if (token["name"] or token["external"]) and not is_call:
            names.add(token[0].casefold())
    return names - _CONSTANTS
