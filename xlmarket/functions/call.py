"""Calls of functions by name, with a cache of answers: the way of cells, templates, Python and the command line.

A sheet asks the same function thousands of times. An answer is kept in the snapshot, and calls that differ in market and
period alone are taken from a plane of all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from xlmarket.errors import XlmarketError
from xlmarket.functions.answer import Answer
from xlmarket.functions.arguments import bind
from xlmarket.functions.execute import execute
from xlmarket.functions.planes import Planes
from xlmarket.functions.registry import find_function
from xlmarket.functions.snapshot import Snapshot
from xlmarket.package.values import CellError

_MEMO_SIZE = 200_000
_TEXTS = frozenset({str, type(None)})
_SCALARS = frozenset({*_TEXTS, int, float, bool, date, datetime})


def call(snapshot: Snapshot, name: str, *arguments: Any) -> Answer:
    """Return the answer of a function: `call(figures, "MARKET_SHARE", ["Brazil", "Japan"], "2015Q4")`.

    Arguments are values, lists, arrays or Series. Markets spill down, periods across. A mistake is not raised: it is an
    error value with its sentence, as in a cell.
    """
    try:
        return snapshot.memo[name, arguments]
    except (KeyError, TypeError):
        return call_with(snapshot, name, arguments, {})


def call_with(snapshot: Snapshot, name: str, arguments: tuple[Any, ...], keywords: Mapping[str, Any]) -> Answer:
    """Return the answer of a function as `call` does. Keywords are parameters or options: `{"metric": "parcels"}`."""
    key = _memo_key(name, arguments, keywords)
    if key in snapshot.memo:
        return snapshot.memo[key]
    try:
        answer = _answer(snapshot, name, arguments, keywords)
    except XlmarketError as error:
        answer = Answer(CellError.of(error), vintage=snapshot.vintage)
    if key is not None and len(snapshot.memo) < _MEMO_SIZE:
        snapshot.memo[key] = answer
    return answer


def call_strictly(snapshot: Snapshot, name: str, *arguments: Any, **keywords: Any) -> Answer:
    """Return the answer of a function as `call` does. Raises the `XlmarketError` that concerns the whole call."""
    function = find_function(name)
    return execute(snapshot, function, bind(function, arguments, keywords))


def _answer(snapshot: Snapshot, name: str, arguments: tuple[Any, ...], keywords: Mapping[str, Any]) -> Answer:
    function = find_function(name)
    bound = bind(function, arguments, keywords)
    return snapshot.derive(Planes).answer(snapshot, function, bound) or execute(snapshot, function, bound)


def _memo_key(name: str, arguments: tuple[Any, ...], keywords: Mapping[str, Any]) -> object:
    """The memo key of a call. 1, 1.0 and TRUE are equal but different arguments. Arrays have no key."""
    if keywords:
        arguments = (*arguments, *keywords, *keywords.values())
    kinds = tuple(map(type, arguments))
    if not keywords and _TEXTS.issuperset(kinds):
        return name, arguments
    return (name, arguments, kinds, len(keywords)) if _SCALARS.issuperset(kinds) else None
