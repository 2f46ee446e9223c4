"""How a metric is measured, and the SQL of definitions as expressions of ours."""

from __future__ import annotations

import re

from xlmarket.config.expression import Column, Literal, Node, Operation, columns_of, parse
from xlmarket.errors import ConfigError
from xlmarket.sources.definitions.definition import Origin

_CAST = re.compile(
    r"cast\s*\(\s*(\w+)\s+as\s+(?:date|datetime|timestamp)\s*\)|date_trunc\s*\(\s*'day'\s*,\s*(\w+)\s*\)", re.IGNORECASE
)
FREQUENCIES = {"week": "W", "month": "M", "quarter": "Q", "year": "A"}
_DEFAULT = "Q"


def expression(sql: str, origin: Origin) -> str:
    """SQL that is an expression of ours, too. Raises `SourceError` for any other."""
    written = sql.strip()
    try:
        parse(written)
    except ConfigError as error:
        remedy = "write what it counts as a filter" if re.match(r"case\b", written, re.IGNORECASE) else error.remedy
        allowed = error.allowed or ("columns", "values", "+ - * /", "comparisons", "and or not", "coalesce", "abs")
        raise origin.error(
            f"SQL that is not taken over: {error.what}", found=sql, allowed=allowed, remedy=remedy
        ) from None
    return written


def inner(text: str) -> str:
    """An expression as a part of another one."""
    return text if isinstance(parse(text), (Column, Literal)) else f"({text})"


def both(conditions: list[str]) -> str:
    """The condition that all of these hold."""
    return conditions[0] if len(conditions) == 1 else " and ".join(f"({one})" for one in conditions)


def counted(how: str, sql: str, origin: Origin) -> dict[str, object]:
    """The keys of a measure. A sum of ones counts rows, and so does the count of what is never missing."""
    written = sql.strip()
    if how == "count" and written in ("", "*"):
        return {"how": "count"}
    value = expression(written, origin)
    node = parse(value)
    if isinstance(node, Literal) and (how == "count" or (how == "sum" and node.value == 1)):
        return {"how": "count"}
    return {"value": value} if how == "sum" else {"value": value, "how": how}


def time_column(sql: str, origin: Origin) -> str:
    """The column of a time, also where it is cut to days, as facts do. Raises `SourceError` for other expressions."""
    if match := _CAST.fullmatch(sql.strip()):
        return str(match[1] or match[2])
    node = parse(expression(sql, origin))
    if not isinstance(node, Column):
        raise origin.error(
            "the time of a metric is calculated", found=sql, allowed=("a column", "cast(COLUMN as date)")
        )
    return node.name


def frequency(granularity: str) -> tuple[str, str]:
    """The frequency for a grain of time, and its note."""
    if granularity in FREQUENCIES:
        return FREQUENCIES[granularity], f"the grain of its time is the {granularity}"
    return _DEFAULT, "or A, H, M, W: the definition has days, which make any period"


def doubts_of(*texts: str) -> list[str]:
    """Where expressions could mean another thing in the SQL of some engine."""
    nodes = [parse(text) for text in texts if text]
    doubts = []
    if any(_divides(node) for node in nodes):
        doubts.append("a division keeps its fraction here, which some engines cut off for whole numbers")
    if any('"' in re.sub(r"'[^']*'", "", text) for text in texts):
        named = sorted({name for node in nodes for name in columns_of(node)})
        doubts.append(f"a name in double quotes is a column here, a text on some engines: {', '.join(named)}")
    return doubts


def _divides(node: Node) -> bool:
    if isinstance(node, Operation):
        return node.operator == "/" or any(_divides(part) for part in node.operands)
    operand = getattr(node, "operand", None)
    parts = getattr(node, "arguments", ()) if operand is None else (operand,)
    return any(_divides(part) for part in parts)
