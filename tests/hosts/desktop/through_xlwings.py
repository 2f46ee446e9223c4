"""Calls through xlwings' own decorators, call path and conversions, over a stand-in for pywin32."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tests.conformance.calls import CALLS, Call, shown
from tests.conformance.cases import BRIEF, SAMPLE, Case
from xlmarket.functions import CellError
from xlmarket.hosts.desktop.crossing import MARK, NUMBERS

CODES = {str(number): code for code, number in NUMBERS.items()}


class Handed(NamedTuple):
    """What a cell hands over, and the call that means the same."""

    what: str
    call: Call
    arguments: tuple[Any, ...]


def _handed(what: str, name: str, arguments: tuple[Any, ...], meaning: tuple[Any, ...] | None = None) -> Handed:
    dataset = SAMPLE if name == "MARKET_VALUE" else BRIEF
    return Handed(what, Call(Case(what, "", dataset), name, arguments if meaning is None else meaning), arguments)


_OMITTED = {"missing": True}
HANDED = [
    _handed("omitted", "MARKET_SHARE", ("Brazil", _OMITTED, _OMITTED), ("Brazil",)),
    _handed("empty text", "MARKET_SHARE", ("Brazil", "", ""), ("Brazil",)),
    _handed("an empty cell", "MARKET_SHARE", ("Brazil", None), ("Brazil",)),
    _handed("a year", "MARKET_VALUE", ("Brazil", 2015.0), ("Brazil", 2015)),
    _handed("a row", "MARKET_SHARE", ((("Brazil", "India"),),)),
    _handed("a block of one", "MARKET_SHARE", ((("Brazil",),),), ("Brazil",)),
    _handed("a year formatted as a date", "MARKET_VALUE", ("Brazil", date(1905, 7, 7)), ("Brazil", 2015)),
    _handed("a time of day", "MARKET_VALUE", ("Brazil", datetime(1899, 12, 30, 18)), ("Brazil", 0.75)),
    _handed("a day with its time", "MARKET_VALUE", ("Brazil", datetime(2015, 12, 31, 18)), ("Brazil", "2015Q4")),
    *(_handed(code, "MARKET_SHARE", (CellError(code),)) for code in NUMBERS),
]


def sent(value: Any) -> Any:
    if isinstance(value, CellError):
        return {"error": value.code}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return [sent(one) for one in value] if isinstance(value, tuple) else value


def received(value: Any) -> list[list[object]]:
    """What VBA gets, as rows: one row comes flat, a single cell alone."""
    rows = value if isinstance(value, list) else [value]
    rows = rows if rows and isinstance(rows[0], list) else [rows]
    return [
        [CODES[cell[1:]] if isinstance(cell, str) and cell[:1] == MARK else shown(cell) for cell in row] for row in rows
    ]


@cache
def through_xlwings() -> dict[str, Any]:
    handed = [one.call._replace(arguments=one.arguments) for one in HANDED]
    calls = [
        {"dataset": one.case.dataset, "name": one.name, "arguments": sent(one.arguments)} for one in [*CALLS, *handed]
    ]
    calls.insert(0, {"dataset": "", "name": "MARKET_SHARE", "arguments": ["Brazil"]})
    program = Path(__file__).with_name("pywin32_standin.py")
    done = subprocess.run(
        [sys.executable, str(program)], input=json.dumps({"calls": calls}), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))
