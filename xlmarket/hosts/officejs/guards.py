"""Check every request: host, origin, token and size. Add security headers to every response.

Any page in the user's browser can send requests to this machine. The check of the host name stops DNS rebinding, and
the check of the origin stops all other pages.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from xlmarket.hosts.officejs import limits, refusals
from xlmarket.hosts.officejs.api import REST, refusal_response
from xlmarket.hosts.officejs.settings import Serving, is_loopback

OFFICE = "https://appsforoffice.microsoft.com"
FRAMES = (
    "https://*.officeapps.live.com https://*.office.com https://*.office365.com https://*.office.net "
    "https://*.sharepoint.com https://*.cloud.microsoft https://*.live.com https://*.microsoft.com"
)
"""The sites of Excel on the web, which show the pane."""

POLICY = (
    f"default-src 'none'; script-src 'self' {OFFICE}; style-src 'self'; connect-src 'self'; img-src 'self'; "
    f"font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self' {FRAMES}"
)
SECURE = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "cross-origin",
}
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?)(?::[0-9]{1,5})?")
TOKEN_HEADER = "x-xlmarket-token"  # noqa: S105 - a name
OPEN_TO_ALL = ("/functions.json",)
"""Excel on the web reads this file from its own page: names and help of the functions."""


class Guard:
    """The outermost layer. Refuses a request before reading it, and sets the headers of every response."""

    def __init__(self, app: ASGIApp, serving: Serving) -> None:
        self._app = app
        self._serving = serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with_headers = _with_headers(send, scope["path"])
        has_body = Headers(scope=scope).get("content-length", "0").strip("0") != ""
        try:
            self._check(scope)
            body = await _read_body(receive, Headers(scope=scope))
        except refusals.RequestRefusal as fault:
            refusal = refusal_response(Request(scope), fault)
            if has_body:  # its end may never come
                refusal.headers["connection"] = "close"
            await refusal(scope, receive, with_headers)
            return
        await self._app(scope, _replay(body, receive), with_headers)

    def _check(self, scope: Scope) -> None:
        headers, path = Headers(scope=scope), scope["path"]
        host = headers.get("host", "")
        if not _answers_to(host, self._serving.names):
            raise refusals.wrong_host(host)
        if path not in OPEN_TO_ALL:
            _check_origin(headers, host)
        if path.startswith("/api/") or path == "/manifest.xml":
            self._check_token(scope, headers)

    def _check_token(self, scope: Scope, headers: Headers) -> None:
        """Check the token. Pages send it in a header, and the address of the manifest contains it.

        Other programs that read figures may also send it as a bearer or in the address: Power BI keeps it there as the
        key of a web API, which is never part of a query's text.
        """
        wanted, path = self._serving.token, scope["path"]
        token = headers.get(TOKEN_HEADER, "")
        if not token and path.startswith(REST):
            token = _bearer(headers)
        if not token and (path == "/manifest.xml" or path.startswith(REST)):
            token = Request(scope).query_params.get("token", "")
        if wanted and not hmac.compare_digest(token.encode(), wanted.encode()):
            raise refusals.no_token(for_programs=path.startswith(REST))


def _bearer(headers: Headers) -> str:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _answers_to(host: str, names: Iterable[str]) -> bool:
    """Whether a Host header names this server. `*.example.com` in a certificate stands for one label."""
    found = _HOST.fullmatch(host.lower())
    if found is None:
        return False
    name = found[1].strip("[]").rstrip(".")
    parent = name.partition(".")[2]
    own_names = {own_name.lower() for own_name in names}
    return name in own_names or bool(parent and not is_loopback(name) and f"*.{parent}" in own_names)


def _check_origin(headers: Headers, host: str) -> None:
    """Refuse pages of other origins. A request that is not from a page has no origin."""
    origin = headers.get("origin")
    if origin is not None and origin.lower() != f"https://{host.lower()}":
        raise refusals.wrong_origin(origin)
    site = headers.get("sec-fetch-site", "none")
    if origin is None and site not in ("none", "same-origin") and headers.get("sec-fetch-mode") == "cors":
        raise refusals.wrong_origin(site)


async def _read_body(receive: Receive, headers: Headers) -> bytes:
    """The body. Raises `RequestRefusal` where it is too large or too slow."""
    length = headers.get("content-length", "0")
    if length.isdigit() and int(length) > limits.MOST_BODY:
        raise _large()
    body = bytearray()
    with anyio.move_on_after(limits.BODY_SECONDS) as patience:
        while True:
            message = await receive()
            piece = message.get("body", b"")
            body += piece
            patience.deadline += len(piece) / limits.BODY_RATE
            if len(body) > limits.MOST_BODY:
                raise _large()
            if not message.get("more_body"):
                return bytes(body)
    assert patience.cancelled_caught  # noqa: S101 - nothing else ends here
    raise refusals.late(f"the request did not arrive within {limits.BODY_SECONDS:.0f} seconds")


def _large() -> refusals.RequestRefusal:
    return refusals.too_large(f"a request has at most {limits.MOST_BODY // 1024 // 1024} MB")


def _replay(body: bytes, receive: Receive) -> Receive:
    """A receiver that returns the body again, then the messages of the connection."""
    left = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return left.pop() if left else await receive()

    return next_message


def _with_headers(send: Send, path: str) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURE.items():
                headers.setdefault(name, value)
            if not path.startswith(REST):
                headers["cache-control"] = _cache_control(path)
            headers.setdefault("cache-control", "no-store")
            if path in OPEN_TO_ALL:
                headers["access-control-allow-origin"] = "*"
                headers["access-control-allow-private-network"] = "true"
        await send(message)

    return send_with_headers


def _cache_control(path: str) -> str:
    """Answers are not cached, and pages are revalidated. Office requires icons that can be cached."""
    if path.startswith("/api/") or path == "/manifest.xml":
        return "no-store"
    return "public, max-age=86400" if path.endswith(".png") else "no-cache"
