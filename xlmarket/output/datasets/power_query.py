"""A query in M, the language of Power Query, that reads the figures of a data set from `xlmarket serve`.

Excel and Power BI run it. It asks for page after page of one snapshot, so a change of the figures in between is an
error and never a mixture. The address is in `Web.Contents` as its root and `RelativePath`, which Power BI needs to
refresh a published data set.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from string import Template
from urllib.parse import quote, urlsplit

from xlmarket.errors import UsageError
from xlmarket.observations import COLUMNS, EXPORTED, JOINED
from xlmarket.store.export import TYPES

LOCAL = "https://localhost:8443"
PAGE = 10_000
"""Rows of one request: the most that the server gives."""

_TYPES: Mapping[type, str] = {str: "type text", float: "type number", bool: "type logical", date: "type date"}
_TEXT = Template("""\
// Figures of the data set $title, read page by page from `xlmarket serve`.
// Excel: Data > Get Data > From Other Sources > Blank Query > Advanced Editor, and paste this.
// Power BI: Get data > Blank query > Advanced Editor, and paste this.
let
    Base = "$base",
    Path = "$path",
    Size = $size,
    // Filters of docs/rest.md, such as [metric = "sales", market = {"Brazil", "Japan"}, from = "2015Q1"]
    Filters = $filters,
    Get = (page as number, snapshot as text) as record =>
        let
            Paging = [page = Text.From(page), size = Text.From(Size)],
            Same = if snapshot = "" then [] else [snapshot = snapshot],
            Options = [RelativePath = Path, Query = Filters & Paging & Same$key]
        in
            Json.Document(Web.Contents(Base, Options)),
    Pages = List.Generate(
        () => Get(1, ""),
        each _ <> null,
        each if [next] = null then null else Get([page] + 1, [snapshot]),
        each [data]
    ),
    Names = {$names},
    Rows = Table.FromRecords(List.Combine(Pages), Names, MissingField.UseNull),
    Typed = Table.TransformColumnTypes(Rows, {$types}, "en-US")
in
    Typed
""")


def power_query(dataset: str, *, url: str = LOCAL, metrics: tuple[str, ...] = (), has_token: bool = False) -> str:
    """Return the text of the query. `has_token`: the server wants a token, which the credentials hold as a web API key.

    Raises `UsageError` for an address that is not the root of an https server.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.netloc or parts.path.strip("/") or parts.query:
        raise UsageError("not the address of a server", found=url, allowed=LOCAL)
    columns = (*COLUMNS, *EXPORTED, *JOINED)
    return _TEXT.substitute(
        title=quote(dataset, safe=" -_"),
        base=f"https://{parts.netloc}",
        path=f"api/v1/datasets/{quote(dataset, safe='')}/figures",
        size=PAGE,
        filters=_filters(metrics),
        key=', ApiKeyName = "token"' if has_token else "",
        names=", ".join(_text(name) for name in columns),
        types=", ".join(f"{{{_text(name)}, {_TYPES[TYPES[name]]}}}" for name in columns),
    )


def _filters(metrics: tuple[str, ...]) -> str:
    return f"[metric = {{{', '.join(map(_text, metrics))}}}]" if metrics else "[]"


def _text(text: str) -> str:
    """A text as M writes it."""
    return '"' + text.replace('"', '""').replace("#(", "#(#)(") + '"'
