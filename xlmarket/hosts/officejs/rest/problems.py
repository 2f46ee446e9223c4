"""Refusals and errors under `/api/v1` as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

import re

import orjson
from starlette.requests import Request
from starlette.responses import Response

from xlmarket.errors import UnknownDataset, XlmarketError
from xlmarket.hosts.officejs.refusals import RequestRefusal

KIND = "application/problem+json"
FIELDS = ("type", "title", "status", "detail", "instance", "found", "allowed", "nearest", "remedy")
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


def problem_response(request: Request, fault: Exception) -> Response:
    """Return the problem that a refusal or an error is, with its nearest match."""
    if isinstance(fault, RequestRefusal):
        return problem(request, fault.status, fault.error, fault.why)
    if isinstance(fault, XlmarketError):
        name = _WORD.sub("-", type(fault).__name__).lower()
        more = {key: value for key, value in fault.fields().items() if key in FIELDS and value}
        return problem(request, _status(fault), name, str(fault), title=fault.what, **more)
    return problem(request, 500, type(fault).__name__, "a fault of ours; the server's terminal says more")


def problem(
    request: Request, status: int, name: str, detail: str, *, title: str = "", headers: object = None, **more: object
) -> Response:
    """Return one problem. Extension members name what was found, what is allowed and what is near."""
    data = {
        "type": f"urn:xlmarket:problem:{name}",
        "title": title or detail,
        "status": status,
        "detail": detail,
        "instance": request.url.path,
        **more,
    }
    found = dict(headers) if isinstance(headers, dict) else {}
    if status == 401:
        found["www-authenticate"] = "Bearer"
    return Response(orjson.dumps(data), status, headers=found, media_type=KIND)


def _status(fault: XlmarketError) -> int:
    if isinstance(fault, UnknownDataset):
        return 404
    return 400 if fault.exit_code in (2, 3) else 503
