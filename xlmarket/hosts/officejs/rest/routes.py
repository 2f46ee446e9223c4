"""The routes of the REST API, made from the registry."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from xlmarket.errors import UsageError
from xlmarket.functions import Snapshot
from xlmarket.hosts.officejs.refusals import RequestRefusal
from xlmarket.hosts.officejs.rest import replies
from xlmarket.hosts.officejs.rest.openapi import openapi
from xlmarket.hosts.officejs.rest.parameters import Query, read_query
from xlmarket.hosts.officejs.rest.resources import PREFIX, RESOURCES, Resource
from xlmarket.store import DatasetState, parse_as_of

Handler = Callable[[Request], Awaitable[Response]]
Answer = Callable[[Callable[[Snapshot], Response]], Awaitable[Response]]
"""Makes a response of the current figures, in the thread of the figures and within its time."""


def rest_routes(answer: Answer) -> list[Route]:
    """Return the routes."""
    routes = [Route(f"{PREFIX}{resource.path}", _handler(answer, resource)) for resource in RESOURCES]
    return [*routes, Route(f"{PREFIX}/openapi.json", _document(answer))]


def _document(answer: Answer) -> Handler:
    async def handler(request: Request) -> Response:
        def make(served: Snapshot) -> Response:
            return _send(request, served, served, lambda: (replies.json_value(openapi()), "application/json", ""))

        return await answer(make)

    return handler


def _handler(answer: Answer, resource: Resource) -> Handler:
    async def handler(request: Request) -> Response:
        return await answer(lambda served: _answer(request, resource, served))

    return handler


def _answer(request: Request, resource: Resource, served: Snapshot) -> Response:
    items = [(name, text) for name, text in request.query_params.multi_items() if name != "token"]
    query = read_query(items, resource.all_parameters)
    snapshot = _open(served, request.path_params.get("name") or query["dataset"], query["as_of"])
    if (wanted := query["snapshot"]) and wanted != replies.snapshot_id(snapshot):
        raise RequestRefusal(409, "snapshot", "the figures have changed since the first page; read them from page 1")
    return _send(request, served, snapshot, lambda: _content(request, resource, query, snapshot))


def _open(served: Snapshot, dataset: str, as_of: str) -> Snapshot:
    """The figures of a request. Raises `UnknownDataset`, `NotAvailable`, and `UsageError` for another state."""
    state: DatasetState | None = None
    if as_of:
        try:
            state = parse_as_of(as_of)
        except ValueError:
            raise UsageError.invalid("as_of", as_of, remedy="give 2025-01-31, or the number of a vintage") from None
    if state is None and dataset in ("", served.holding.dataset.name):
        return served
    return served.reopen(dataset or None, state)


def _content(request: Request, resource: Resource, query: Query, snapshot: Snapshot) -> tuple[bytes, str, str]:
    """The content of a reply, its kind and its links."""
    if resource.value is not None:
        return replies.json_value(resource.value(snapshot, query)), "application/json", ""
    assert resource.rows is not None  # noqa: S101 - one of the two
    page = replies.page_of(list(resource.rows(snapshot, query)), query)
    links = replies.page_links(request, page, snapshot)
    if query["format"] == "csv":
        _refuse_part(request, page)
        return replies.csv_page(resource, page), "text/csv; charset=utf-8; header=present", links
    return replies.json_page(request, resource, page, snapshot), "application/json", links


def _refuse_part(request: Request, page: replies.Page) -> None:
    """Raise `UsageError` for a CSV of the first page only that nobody asked for: the file does not say what is missing."""
    if page.count > 1 and "page" not in request.query_params:
        what = f"a CSV of one page would hold {page.size:,} of {page.total:,} rows"
        raise UsageError(what, remedy="give page=1 and the pages after it, a size= up to 10,000, or filters")


def _send(
    request: Request, served: Snapshot, snapshot: Snapshot, content: Callable[[], tuple[bytes, str, str]]
) -> Response:
    tags = [replies.entity_tag(request, served, snapshot, packed=packed) for packed in (False, True)]
    for tag in tags:
        if replies.is_known(request, tag):
            return replies.not_modified(tag)
    text, kind, links = content()
    packed = replies.accepts_gzip(request) and len(text) >= replies.WORTH_PACKING
    return replies.reply(text, kind, tags[packed], packed=packed, links=links)
