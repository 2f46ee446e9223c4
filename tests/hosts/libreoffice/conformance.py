"""Which cases of the table Calc cannot be asked, and the table's formulas in Calc's grammar."""

from __future__ import annotations

from tests.conformance.cases import Case
from xlmarket.package.lexer import TOKEN_OR_SIGN

TITLE = "LibreOffice Calc"


def excluded(case: Case) -> str:
    """Why Calc cannot be asked a case; nothing if it can."""
    if "{" in case.formula and "#" in case.formula:
        return "Calc takes no error inside an inline array"
    if case.why == "at most 5":
        return "Calc itself refuses too many arguments, with Err:504"
    return ""


def in_calc(formula: str) -> str:
    """A formula as Calc takes it in English: `;` between arguments and columns, `|` between rows."""
    braces, pieces, done = 0, [], 0
    for token in TOKEN_OR_SIGN.finditer(formula):
        sign = token["sign"]
        if not sign:
            continue
        braces += (sign == "{") - (sign == "}")
        written = {",": ";", ";": "|" if braces else ";"}.get(sign, sign)
        pieces += [formula[done : token.start()], written]
        done = token.end()
    return "=" + ("".join(pieces) + formula[done:]).removeprefix("=")
