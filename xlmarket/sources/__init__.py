"""Figures in: a file of any usual kind becomes observations and a list of what is wrong with it. The cli calls this.

The way of a file, one module after the other:

1. `opening` chooses the reader by the ending of the file: `delimited`, `json_lines`, `parquet`, `workbook`,
   `spreadsheets`, and `sdmx` for messages of agencies. Texts are decoded (`encoded`), split at a delimiter (`dialect`) into records (`records`). Sheets
   become a `grid`. `shape` cuts off what is not the table.
2. All of them return a `RawTable` (`tables`): a header and rows of raw cells, each with its number.
3. `exported` takes from tables that we wrote what holds for the whole table.
4. `columns` decides what each column holds.
5. `tidy` walks the rows: `cells` and `values` read numbers, `moments` periods, `naming` markets, `metrics` units and
   kinds. What is not imported is a reject or is counted in `tally`.
6. `totals` asks about markets that are sums of others (`aggregates`).
7. `reading` is the outcome: observations, rejects, unused places and questions.

`facts` groups order lines in a database or large file instead, `definitions` takes its mapping over from dbt or Cube, and
`drafting` proposes a mapping for a foreign file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from collections.abc import Mapping as Dictionary
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from xlmarket.config import Facts, Mapping
from xlmarket.errors import Place, SourceError
from xlmarket.markets import Markets, standard_markets
from xlmarket.sources.opening import is_message_file, is_text, read_bytes, read_table, read_tables
from xlmarket.sources.reading import Question, Reading, Reject, Unused, check_plausible, write_rejects

if TYPE_CHECKING:
    from xlmarket.sources.drafting import Proposal
    from xlmarket.sources.sdmx import MessageTable

__all__ = ["Question", "Reading", "Reject", "Unused", "check_plausible", "draft", "read", "read_facts", "write_rejects"]


def read(
    path: str | Path,
    mapping: Mapping | None = None,
    markets: Markets | None = None,
    *,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Reading:
    """Read a file of figures. `progress` is called with the number of rows that are read and of all, for large files.

    Raises `SourceError` where nothing of the file can be read and `EnvironmentFault` where it cannot be opened.
    """
    path, mapping = Path(path), mapping or Mapping()
    data = read_bytes(path)
    return read_content(path, data, mapping, markets, progress)


def read_content(
    path: Path,
    data: bytes,
    mapping: Mapping,
    markets: Markets | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Reading:
    """Read the bytes of a file of figures. The ending of `path` names their kind, its name is that of the file.

    Raises `SourceError` where nothing of them can be read.
    """
    from xlmarket.sources.exported import Exported
    from xlmarket.sources.sdmx import as_figures
    from xlmarket.sources.tidy import Tidying

    markets = markets or standard_markets()
    structure = read_bytes(path.parent / mapping.structure) if mapping.structure else b""
    exported = Exported.of(*as_figures(read_table(path, data, mapping), mapping, structure))
    work = Tidying(exported.table, exported.mapping, markets, progress)
    observations = exported.with_titles(work.observations())
    if not observations.rows and not observations.gaps and not work.rejects:
        raise SourceError("the file holds no figures", where=Place(file=path.name))
    return Reading(
        observations=observations,
        rejects=tuple(work.rejects),
        unused=tuple(work.unused),
        new_names=work.new_names,
        findings=(*exported.table.findings, *work.findings, *check_plausible(observations, markets)),
        file=path.name,
        fingerprint=_fingerprint(data + structure, mapping),
        questions=tuple(work.questions),
    )


def draft(path: str | Path, given: Dictionary[str, object] | None = None) -> Proposal:
    """Propose the mapping that seems to read a file, around the keys that are `given`.

    Raises `SourceError` where nothing looks like a table.
    """
    from xlmarket.sources.drafting import draft as propose
    from xlmarket.sources.drafting import draft_message

    path = Path(path)
    data = read_bytes(path)
    if message := _message_of(path, data):
        return draft_message(message, lambda mapping: read(path, mapping), given)
    return propose(path, data, read_tables, read, given)


def _message_of(path: Path, data: bytes) -> MessageTable | None:
    """The message of an agency in a file, or None. Raises `SourceError` for a message that holds no figures."""
    from xlmarket.sources.sdmx import message_in

    if is_message_file(path):
        return message_in(read_table(path, data, Mapping()))
    if is_text(path):
        with suppress(SourceError):
            return message_in(read_table(path, data, Mapping()))
    return None


def read_facts(source: str | Path, facts: Facts, markets: Markets | None = None, memory: Path | None = None) -> Reading:
    """Group the facts of a file, or of a table on an engine by its URL, into figures.

    `memory` is a folder that remembers the periods of costly measures, so that only changed ones are grouped again.

    Raises `SourceError` where the engine cannot group them.
    """
    from xlmarket.sources.facts import read_facts as group

    return group(str(source), facts, markets, memory)


def _fingerprint(data: bytes, settings: Mapping) -> str:
    """Hash over a file and how it is read: the same file twice under one mapping is one import."""
    return hashlib.sha256(data + repr(settings).encode()).hexdigest()
