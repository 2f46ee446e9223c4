"""From a call of a method to what Python gets: an answer, or a labelled table where several figures come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from xlmarket import errors
from xlmarket.errors import ArgumentError, XlmarketError
from xlmarket.functions import Answer, evaluate, registry
from xlmarket.functions.arguments import flat
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.spec import Function
from xlmarket.package.values import CellError, CellRows
from xlmarket.python.calling import MethodCall
from xlmarket.python.signatures import ON_ERROR, arguments_of
from xlmarket.python.table import FigureTable

ALWAYS_TABLES = ("series", "table", "screen", "check", "members", "find")
"""Methods that return a table whatever they are given."""

COLUMNS = {
    "decomp": ("market effect", "share effect", "interaction"),
    "forecast": ("value", "low", "high"),
    "members": ("market",),
    "find": ("market", "code"),
}
"""What the columns are called that are not periods and have no header."""


def answer_call(snapshot: Snapshot, spec: Function, given: Mapping[str, Any]) -> Answer:
    """The answer to a call of a method. With `errors="raise"` an error is raised as the class it has."""
    is_raised = read_on_error(given.get("errors", ON_ERROR[0])) == "raise"
    try:
        method_call = MethodCall.of(snapshot, spec, given)
        answer = _answer(method_call, given)
    except XlmarketError as error:
        if is_raised:
            raise
        return Answer(CellError.of(error), vintage=snapshot.vintage)
    if is_raised and (first := _first_error(answer)) is not None:
        raise _market_error(method_call, first) or _as_error(first)
    return answer


def read_on_error(word: object) -> str:
    """What happens to an error: return or raise. Raises `ArgumentError` for anything else."""
    if word not in ON_ERROR:
        raise ArgumentError.invalid("errors", word, ON_ERROR)
    return str(word)


def _first_error(answer: Answer) -> CellError | None:
    return next((cell for row in answer.rows for cell in row if isinstance(cell, CellError)), None)


def _market_error(method_call: MethodCall, first: CellError) -> XlmarketError | None:
    """The error of the market that is the cause, with the names near to it in its fields. A cell keeps its text only."""
    for cell in flat(method_call.arguments[method_call.down]):
        outcome = method_call.snapshot.lookup(cell) if isinstance(cell, str) else None
        if isinstance(outcome, XlmarketError) and str(outcome) == first.sentence:
            return outcome.replace()
    return None


def _as_error(first: CellError) -> XlmarketError:
    kind: type[XlmarketError] = getattr(errors, first.name, XlmarketError)
    return kind(first.sentence or first.code)


def _answer(method_call: MethodCall, given: Mapping[str, Any]) -> Answer:
    names = {one.name: name for name, one in arguments_of(method_call.spec).items()}
    rows: Any = given.get(names[method_call.down])
    columns: Any = given.get(names[method_call.across]) if method_call.across else None
    if is_series(rows) and is_series(columns):
        if not rows.index.equals(columns.index):
            raise ArgumentError("the columns of markets and periods have different indexes")
        table: Answer = _by_rows(method_call)
    else:
        table = tabulate(method_call, method_call.answer())
    if isinstance(table, FigureTable) and is_series(rows) and len(table) == len(rows):
        return replace(table, frame_index=rows.index)
    return table


def is_series(value: object) -> Any:
    """Whether a value is a column of a data frame. pandas is not imported for it."""
    return hasattr(value, "to_numpy") and hasattr(value, "index")


def answer_formula(snapshot: Snapshot, text: str, on_error: str) -> Answer:
    """The answer to a formula. Rows of several cells are a table that counts rows and columns from 1."""
    is_raised = read_on_error(on_error) == "raise"
    try:
        answer = evaluate(snapshot, text)
    except XlmarketError as error:
        if is_raised:
            raise
        return Answer(CellError.of(error), vintage=snapshot.vintage)
    if is_raised and (first := _first_error(answer)) is not None:
        raise _as_error(first)
    if isinstance(answer.value, tuple):
        width = len(answer.rows[0]) if answer.rows else 0
        return table_of(answer, answer.rows, range(1, len(answer.rows) + 1), range(1, width + 1), "")
    return answer


def tabulate(method_call: MethodCall, answer: Answer) -> Answer:
    """An answer with its labels, or the answer itself where it is one cell that nobody gave a list for."""
    spec, rows = method_call.spec, answer.rows
    if spec.method not in ALWAYS_TABLES:
        return _cross(method_call, answer)
    if not isinstance(answer.value, tuple) and answer.reason:
        return table_of(answer, rows, [""], [spec.method], "")
    if "headers" in spec.options:
        return _split_header(answer)
    if spec.method == "check":
        return table_of(answer, tuple(row[1:] for row in rows), [row[0] for row in rows], ["value"], "")
    return table_of(answer, rows, range(len(rows)), COLUMNS[spec.method], "")


def _cross(method_call: MethodCall, answer: Answer) -> Answer:
    """A table of markets down and periods across."""
    down = method_call.arguments[method_call.down]
    is_one = not isinstance(answer.value, tuple)
    if is_one and not method_call.has_lists:
        return answer
    index = ("World",) if down is None else flat(down)
    columns = _columns(method_call, answer)
    rows = (answer.rows[0] * len(columns),) * len(index) if is_one else answer.rows
    table = table_of(answer, rows, index, columns, "market")
    if method_call.across is None and len(columns) > 1:
        return table
    return replace(table, origin=partial(_cell_answer, method_call, index, columns))


def _columns(method_call: MethodCall, answer: Answer) -> Sequence[Any]:
    """The labels of the columns: the periods asked for, or what the function is known to return."""
    width, across = len(answer.rows[0]) if answer.rows else 1, method_call.across
    if across is not None and width == len(answer.across):
        return answer.across
    if across is not None and width == 1:
        period = method_call.arguments[across]
        return ("latest",) if period is None else tuple(map(str, flat(period)))
    method = method_call.spec.method
    return COLUMNS[method][:width] if width > 1 else (method,)


def _cell_answer(
    method_call: MethodCall, index: Sequence[Any], columns: Sequence[Any], row: int, column: int
) -> Answer:
    """The answer to one cell of a table, asked for by itself: it has a source and a status of its own."""
    is_period = columns[column] not in COLUMNS.get(method_call.spec.method, ())
    across = {method_call.across: columns[column]} if method_call.across and is_period else {}
    return method_call.changed({method_call.down: index[row]} | across).answer()


def _by_rows(method_call: MethodCall) -> FigureTable:
    """Two columns of one data frame are taken row by row: each market in its own period.

    Raises `ArgumentError` where a row has several figures: for a range of periods, or the bounds of a forecast.
    """
    down, across = method_call.down, str(method_call.across)
    pairs = list(zip(flat(method_call.arguments[down]), flat(method_call.arguments[across]), strict=True))
    distinct = [tuple(dict.fromkeys(cells)) for cells in zip(*pairs, strict=True)] or [(), ()]
    rows, columns = ({cell: place for place, cell in enumerate(cells)} for cells in distinct)
    answer = method_call.changed({down: distinct[0], across: distinct[1]}).answer()
    block = answer.rows if isinstance(answer.value, tuple) else (answer.rows[0] * len(columns),) * len(rows)
    if any(len(row) != len(columns) for row in block):
        what = f"row by row each market has one figure, and {distinct[1][0]} gives {len(block[0])}"
        raise ArgumentError(what, remedy="give one period for all markets, not a column of periods")
    cells = tuple((block[rows[market]][columns[period]],) for market, period in pairs)
    labels = [(market, str(period)) for market, period in pairs]
    table = table_of(answer, cells, labels, [method_call.spec.method], "market, period")
    return replace(table, origin=partial(_row_answer, method_call, pairs))


def _row_answer(method_call: MethodCall, pairs: Sequence[tuple[Any, Any]], row: int, _: int) -> Answer:
    market, period = pairs[row]
    return method_call.changed({method_call.down: market, str(method_call.across): period}).answer()


def _split_header(answer: Answer) -> FigureTable:
    """A list with a header row and a column of labels."""
    header, *body = answer.rows
    columns = [str(cell) for cell in header[1:]]
    index = [row[0] for row in body]
    table = table_of(answer, tuple(tuple(row[1:]) for row in body), index, columns, str(header[0]).lower())
    forms = {spec.method: spec.format for spec in registry().values()}
    return replace(table, forms=tuple(forms.get(column.lower(), "number") for column in columns))


def table_of(
    answer: Answer, rows: CellRows, index: Sequence[Any], columns: Sequence[Any], index_name: str
) -> FigureTable:
    """A table of rows with what is behind an answer."""
    behind: dict[str, Any] = {
        name: getattr(answer, name) for name in ("unit", "source", "status", "vintage", "period", "flag")
    }
    return FigureTable(
        rows,
        answer.format,
        **behind,
        index=tuple(index),
        columns=tuple(columns),
        index_name=index_name,
        forms=(answer.format,) * len(columns),
    )
