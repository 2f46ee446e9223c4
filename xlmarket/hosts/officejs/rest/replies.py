"""Replies: a page of rows as JSON or CSV, with a strong ETag, links to other pages, and gzip where it is accepted.

An ETag is a hash over the snapshot, the version of xlmarket and the address, so a client that has the page gets 304
before any row is looked up.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from typing import Any
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response

from xlmarket.functions import Snapshot
from xlmarket.hosts.officejs.rest.parameters import Query
from xlmarket.hosts.officejs.rest.resources import Resource, Row
from xlmarket.store.export import csv_text, field_text

WORTH_PACKING = 1_000
"""Bytes from which on a reply is compressed."""

HEADERS = {"cross-origin-resource-policy": "same-origin", "cache-control": "private, no-cache"}
"""No page of another origin reads a figure, and a copy that a client kept is asked for again."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the rows of a resource. `total` counts all rows."""

    rows: list[Row]
    total: int
    number: int
    size: int

    @property
    def count(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


def snapshot_id(snapshot: Snapshot) -> str:
    """The state of the figures, as the parameter `snapshot` names it."""
    return snapshot.fingerprint[:16]


def entity_tag(request: Request, served: Snapshot, snapshot: Snapshot, *, packed: bool) -> str:
    """Return the strong ETag of a reply. The token in an address does not matter."""
    parts = (metadata.version("xlmarket"), served.version, snapshot.fingerprint, request.url.path, _address(request))
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
    return f'"{digest}{"-gzip" if packed else ""}"'


def is_known(request: Request, tag: str) -> bool:
    """Whether the client has this reply already. `*` and weak tags match as RFC 9110 says for `If-None-Match`."""
    given = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    return "*" in given or tag in given


def accepts_gzip(request: Request) -> bool:
    for entry in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = entry.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def not_modified(tag: str) -> Response:
    return Response(status_code=304, headers={**HEADERS, "etag": tag, "vary": "Accept-Encoding"})


def reply(content: bytes, kind: str, tag: str, *, packed: bool, links: str = "") -> Response:
    """Return a reply, compressed where it is worth it."""
    headers = {**HEADERS, "etag": tag, "vary": "Accept-Encoding"} | ({"link": links} if links else {})
    if packed:
        content = gzip.compress(content, 6, mtime=0)
        headers["content-encoding"] = "gzip"
    return Response(content, headers=headers, media_type=kind)


def page_of(rows: list[Row], query: Query) -> Page:
    number, size = int(query["page"]), int(query["size"])
    return Page(rows[(number - 1) * size : number * size], len(rows), number, size)


def json_page(request: Request, resource: Resource, page: Page, snapshot: Snapshot) -> bytes:
    """The envelope with the page. `next` is the address of the next page, or null on the last."""
    following = page.number + 1 if page.number < page.count else None
    data = {
        "dataset": snapshot.holding.dataset.name,
        "vintage": snapshot.vintage,
        "snapshot": snapshot_id(snapshot),
        "total": page.total,
        "page": page.number,
        "pages": page.count,
        "size": page.size,
        "next": page_address(request, following, snapshot) if following else None,
        "data": [{name: row.get(name) for name in resource.columns} for row in page.rows],
    }
    return orjson.dumps(data)


def csv_page(resource: Resource, page: Page) -> bytes:
    lines = [[_csv_field(kind, name, row.get(name)) for name, kind in resource.columns.items()] for row in page.rows]
    return csv_text([[*resource.columns], *lines]).encode()


def _csv_field(kind: type, name: str, value: Any) -> str:
    if kind is bool:
        return "true" if value else ""
    return field_text(name, value) if kind is float else "" if value is None else str(value)


def page_links(request: Request, page: Page, snapshot: Snapshot) -> str:
    """The `Link` header of RFC 8288: first, previous, next and last page."""
    places = {"first": 1, "prev": page.number - 1, "next": page.number + 1, "last": page.count}
    known = {name: number for name, number in places.items() if 1 <= number <= page.count}
    return ", ".join(f'<{page_address(request, number, snapshot)}>; rel="{name}"' for name, number in known.items())


def page_address(request: Request, number: int, snapshot: Snapshot) -> str:
    """The address of another page of the same snapshot, from the root of the server and without a token."""
    return f"{request.url.path}?{_address(request, page=str(number), snapshot=snapshot_id(snapshot))}"


def _address(request: Request, **changes: str) -> str:
    kept = [(name, text) for name, text in request.query_params.multi_items() if name not in ("token", *changes)]
    return urlencode([*kept, *changes.items()])


def json_value(value: Mapping[str, object]) -> bytes:
    return orjson.dumps(value)
