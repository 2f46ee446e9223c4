"""The server's addresses, as an ASGI application."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from xlmarket.errors import XlmarketError
from xlmarket.hosts.officejs import refusals
from xlmarket.hosts.officejs.api import REST, Api, refusal_response
from xlmarket.hosts.officejs.figures import ServedFigures
from xlmarket.hosts.officejs.guards import Guard
from xlmarket.hosts.officejs.icons import SIZES, icon
from xlmarket.hosts.officejs.manifest import manifest
from xlmarket.hosts.officejs.metadata import metadata
from xlmarket.hosts.officejs.rest import rest_routes
from xlmarket.hosts.officejs.rest.problems import problem
from xlmarket.hosts.officejs.script import script
from xlmarket.hosts.officejs.settings import Serving

PAGES = {
    "taskpane.html": "text/html",
    "taskpane.css": "text/css",
    **{f"{part}.js": "text/javascript" for part in ("chart", "builders", "markets", "formula", "manual", "taskpane")},
}


def application(figures: ServedFigures, serving: Serving) -> ASGIApp:
    """The application with all its routes, behind the guard."""
    api = Api(figures, serving.prefix)
    routes = [
        Route("/manifest.xml", _serve(lambda: manifest(serving), "application/xml")),
        Route(
            "/functions.json", _serve(lambda: orjson.dumps(metadata()), "application/json"), methods=["GET", "OPTIONS"]
        ),
        Route("/functions.js", _serve(lambda: script(serving.prefix), "text/javascript")),
        *[Route(f"/{name}", _page(name)) for name in PAGES],
        *[Route(f"/icon-{side}.png", _icon(side)) for side in SIZES],
        Route("/api/calls", api.calls, methods=["POST"]),
        Route("/api/status", api.status),
        Route("/api/markets", api.markets),
        Route("/api/series", api.series),
        Route("/api/manual", api.manual),
        *rest_routes(api.answer),
    ]
    handlers = {
        refusals.RequestRefusal: refusal_response,
        XlmarketError: refusal_response,
        HTTPException: _not_here,
        Exception: refusal_response,
    }
    return Guard(Starlette(routes=routes, exception_handlers=handlers), serving)


Handler = Callable[[Request], Response]


def _serve(content: Callable[[], str | bytes], kind: str) -> Handler:
    def handler(_: Request) -> Response:
        return Response(content(), media_type=kind)

    return handler


def _page(name: str) -> Handler:
    return _serve((resources.files(__package__) / "static" / name).read_bytes, PAGES[name])


def _icon(side: int) -> Handler:
    return _serve(lambda: icon(side), "image/png")


def _not_here(request: Request, fault: Exception) -> Response:
    status = getattr(fault, "status_code", 404)
    why = {404: "not found", 405: "method not allowed"}.get(status, str(fault))
    if request.url.path.startswith(REST):
        return problem(request, status, "address", why, headers=getattr(fault, "headers", None))
    return Response(
        orjson.dumps({"error": "address", "why": why}),
        status,
        headers=getattr(fault, "headers", None),
        media_type="application/json",
    )
