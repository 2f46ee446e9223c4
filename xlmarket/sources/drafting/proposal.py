"""A proposed mapping for a foreign file: found by looking at it, tried by reading it, with its reasons."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Dictionary
from pathlib import Path

from xlmarket.config import Mapping
from xlmarket.errors import Place, SourceError
from xlmarket.listing import shorten
from xlmarket.markets import standard_markets
from xlmarket.sources.drafting.header import Header, find_header
from xlmarket.sources.drafting.keys import Proposal
from xlmarket.sources.drafting.layouts import Drafting
from xlmarket.sources.drafting.roles import Roles
from xlmarket.sources.drafting.sketch import ReadTables, sketch
from xlmarket.sources.drafting.trial import try_out
from xlmarket.sources.presets import preset_for, preset_keys
from xlmarket.sources.reading import Reading

_LONGEST_TITLE = 50
ReadFile = Callable[[Path, Mapping], Reading]


def draft(
    path: Path,
    data: bytes,
    tables: ReadTables,
    read: ReadFile,
    given: Dictionary[str, object] | None = None,
) -> Proposal:
    """Return the mapping that seems to read a file. `read` reads the file with it, to find its sums and kinds.

    `given` are keys that a person has set already, such as the market of a file that names none. Raises `SourceError`
    where nothing looks like a table.
    """
    rough = sketch(path, data, tables)
    header = find_header(rough.rows)
    if header is None:
        raise SourceError("no row of headers above rows of figures", where=Place(file=path.name))
    proposal = Proposal({**rough.keys, **(given or {})})
    _add_rows(proposal, header, rough.notes)
    drafting = Drafting(path, rough, Roles(header, standard_markets()), proposal)
    if name := preset_for(header.labels):
        proposal.keys |= {**preset_keys(name), **(given or {})}
        proposal.reasons["columns"] = f"as the preset {name}"
        drafting.name_metric()
    else:
        drafting.fill()
    try_out(proposal, lambda mapping: read(path, mapping))
    return proposal


def _add_rows(proposal: Proposal, header: Header, notes: int) -> None:
    """Add the keys that leave out rows above the header, below it and below the table."""
    if header.titles:
        proposal.add("skip_rows", header.number - 1, _excerpt(header.titles))
    if header.levels > 1:
        proposal.add("header_rows", header.levels)
    if header.below:
        proposal.add("skip", list(header.below), "labels below the header")
    if notes:
        proposal.add("skip_footer", notes, "notes below the table")


def _excerpt(titles: tuple[str, ...]) -> str:
    return " / ".join(shorten(title, _LONGEST_TITLE) for title in titles[:2])
