"""The handlers under `/api`: calls of functions in batches, and the look-ups of the task pane.

Figures are read and functions called in one thread next to the event loop, a chunk at a time, so that a large batch
does not block the other requests. A single call that outlasts its request runs to its end in that thread.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar

import anyio
import anyio.to_thread
import orjson
from starlette.requests import Request
from starlette.responses import Response

from xlmarket.errors import XlmarketError
from xlmarket.functions import Snapshot
from xlmarket.functions.wire import MOST_CALLS, answer_call, fault_out
from xlmarket.hosts.officejs import limits, lookup, refusals
from xlmarket.hosts.officejs.figures import ServedFigures
from xlmarket.hosts.officejs.rest.problems import problem_response

T = TypeVar("T")
REST = "/api/v1/"
"""The addresses that other programs read. Their refusals are problems of RFC 9457."""


class Api:
    """The handlers of one server."""

    def __init__(self, figures: ServedFigures, prefix: str) -> None:
        self._figures = figures
        self._prefix = prefix
        self._thread = anyio.CapacityLimiter(1)

    async def calls(self, request: Request) -> Response:
        """`{"calls": [call, …]}` → `{"fingerprint", "values": [value, …]}`.

        Values are in the order of the calls. There are fewer when time runs out, and the script sends the rest again.
        """
        return await self._in_time(self._answer_calls, await request.body())

    async def status(self, _: Request) -> Response:
        return await self._look_up(lambda snapshot: lookup.status(snapshot, self._prefix))

    async def markets(self, request: Request) -> Response:
        text = _text(request, "q")
        return await self._look_up(lambda snapshot: {"markets": lookup.markets(snapshot, text)})

    async def series(self, request: Request) -> Response:
        market, metric = _text(request, "market"), _text(request, "metric")
        return await self._look_up(lambda snapshot: lookup.series(snapshot, market, metric))

    async def manual(self, _: Request) -> Response:
        return _json(lookup.pages())

    async def _look_up(self, find: Callable[[Snapshot], object]) -> Response:
        return await self.answer(lambda snapshot: _json(find(snapshot)))

    async def answer(self, make: Callable[[Snapshot], Response]) -> Response:
        """Make a response of the current figures, in the thread of the figures and within its time."""

        def read() -> Response:
            return make(self._figures.snapshot())

        return await self._in_time(lambda: self._in_thread(read))

    async def _answer_calls(self, body: bytes) -> Response:
        end = monotonic() + limits.BATCH_SECONDS / 2

        def begin() -> tuple[list[Any], Snapshot, list[object]]:
            """Most batches are one chunk, so they wait for the thread of the figures once."""
            asked, snapshot = _read_calls(body), self._figures.snapshot()
            return asked, snapshot, _stretch(snapshot, asked, end)

        asked, snapshot, values = await self._in_thread(begin)
        while len(values) < len(asked) and monotonic() < end:
            values += await self._in_thread(_stretch, snapshot, asked[len(values) :], end)
        return _json({"fingerprint": snapshot.version, "values": values})

    async def _in_thread(self, work: Callable[..., T], *given: Any) -> T:
        return await anyio.to_thread.run_sync(work, *given, limiter=self._thread, abandon_on_cancel=True)

    async def _in_time(self, answer: Callable[..., Any], *given: Any) -> Response:
        try:
            with anyio.fail_after(limits.BATCH_SECONDS):
                made: Response = await answer(*given)
                return made
        except TimeoutError:
            why = f"this took longer than {limits.BATCH_SECONDS:.0f} seconds; ask for fewer cells"
            raise refusals.too_slow(why) from None


def _stretch(snapshot: Snapshot, calls: list[Any], end: float) -> list[object]:
    """The next values, at least one, until the chunk is full or time runs out."""
    values: list[object] = []
    for one in calls[: limits.CHUNK]:
        values.append(_answer(snapshot, one))
        if monotonic() >= end:
            break
    return values


def _answer(snapshot: Snapshot, one: Any) -> object:
    """The value of a call. A fault of ours affects one cell, not the batch."""
    try:
        return answer_call(snapshot, one)
    except Exception as fault:  # noqa: BLE001 - the last resort of a cell
        return fault_out(fault)


def _read_calls(body: bytes) -> list[Any]:
    try:
        asked = orjson.loads(body)
    except orjson.JSONDecodeError as fault:
        raise refusals.unreadable(f"the request is no JSON: {fault}") from None
    calls = asked.get("calls") if isinstance(asked, dict) else None
    if not isinstance(calls, list):
        raise refusals.unreadable('a request is {"calls": [{"function": "MARKET_SHARE", "arguments": ["Brazil"]}]}')
    if len(calls) > MOST_CALLS:
        raise refusals.too_large(f"at most {MOST_CALLS:,} calls travel at once; found {len(calls):,}")
    return [one if _is_flat(one) else None for one in calls]


def _is_flat(one: Any) -> bool:
    """Whether the arguments are cells, rows of cells or errors, without deeper nesting."""
    arguments = one.get("arguments") if isinstance(one, dict) else None
    return isinstance(arguments, list) and all(
        _depth_within(one, 2) for one in arguments if isinstance(one, (list, dict))
    )


def _depth_within(value: Any, most: int) -> bool:
    if isinstance(value, list):
        return most > 0 and all(_depth_within(one, most - 1) for one in value)
    return not isinstance(value, dict) or not any(isinstance(one, (list, dict)) for one in value.values())


def _text(request: Request, name: str) -> str:
    text = request.query_params.get(name, "")
    if len(text) > limits.LONGEST_TEXT:
        raise refusals.unreadable(f"{name} has at most {limits.LONGEST_TEXT} characters")
    return text


def _json(data: object, status: int = 200) -> Response:
    return Response(orjson.dumps(data), status, media_type="application/json")


def refusal_response(request: Request, fault: Exception) -> Response:
    """The response to a refusal or an error."""
    if request.url.path.startswith(REST):
        return problem_response(request, fault)
    if isinstance(fault, refusals.RequestRefusal):
        return _json({"error": fault.error, "why": fault.why}, fault.status)
    if isinstance(fault, XlmarketError):
        status = 422 if fault.exit_code == 3 else 503  # 3: something given to us is wrong
        return _json({"error": type(fault).__name__, "why": str(fault)}, status)
    return _json({"error": type(fault).__name__, "why": "a fault of ours; the server's terminal says more"}, 500)
