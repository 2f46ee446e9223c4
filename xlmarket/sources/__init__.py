"""Figures in: files of any of the usual kinds become observations, or a list of what is wrong with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from collections.abc import Mapping as Dictionary
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from xlmarket.config import Facts, Mapping
from xlmarket.errors import EnvironmentFault, Place, SourceError
from xlmarket.markets import Markets, standard_markets
from xlmarket.nearest import nearest
from xlmarket.sources.reading import Question, Reading, Reject, Unused, plausible, write_rejects
from xlmarket.sources.tables import RawTable

if TYPE_CHECKING:
    from xlmarket.sources.drafting import Proposal

__all__ = ["Question", "Reading", "Reject", "Unused", "draft", "plausible", "read", "read_facts", "write_rejects"]

KINDS = (
    ".csv",
    ".tsv",
    ".tab",
    ".txt",
    ".jsonl",
    ".ndjson",
    ".gz of these",
    ".xlsx",
    ".xlsm",
    ".xltx",
    ".xltm",
    ".ods",
    ".xls",
    ".parquet",
)
_WHOLE = (".xlsx", ".xlsm", ".ods", ".xls", ".parquet")
_REMEDIES = {
    ".json": "write one object a line and name it .jsonl",
    ".xlsb": "save it as .xlsx",
    ".fods": "save it as .ods",
    **{f"{ending}.gz": "unpack it first" for ending in _WHOLE},
    ".zip": "unpack it first",
    ".numbers": "export it as .xlsx",
}


def read(path: str | Path, mapping: Mapping | None = None, markets: Markets | None = None) -> Reading:
    """Read a file of figures; raises only where nothing of it can be read (`SourceError`)."""
    from xlmarket.sources.exported import Exported
    from xlmarket.sources.tidy import Tidying

    path, mapping = Path(path), mapping or Mapping()
    data = _bytes(path)
    exported = Exported.of(_table(path, data, mapping), mapping)
    table = exported.table
    markets = markets or standard_markets()
    work = Tidying(table, exported.mapping, markets)
    observations = exported.with_titles(work.observations())
    if not observations.rows and not observations.gaps and not work.rejects:
        raise SourceError("the file holds no figures", where=Place(file=path.name))
    fingerprint = hashlib.sha256(data + repr(mapping).encode()).hexdigest()
    return Reading(
        observations,
        tuple(work.rejects),
        tuple(work.unused),
        work.new_names,
        (*table.findings, *work.findings, *plausible(observations, markets)),
        path.name,
        fingerprint,
        tuple(work.questions),
    )


def draft(path: str | Path, given: Dictionary[str, object] | None = None) -> Proposal:
    """The mapping that seems to read a file; `given` are keys that are known. Raises where nothing looks like a table."""
    from xlmarket.sources.drafting import draft as propose

    path = Path(path)
    return propose(path, _bytes(path), _tables, read, given)


def read_facts(path: Path, facts: Facts) -> Reading:
    """Group a file of facts into figures."""
    from xlmarket.sources.facts import aggregate

    observations = aggregate(path, facts)
    fingerprint = hashlib.sha256(_bytes(path) + repr(facts).encode()).hexdigest()
    return Reading(observations, (), (), {}, (), path.name, fingerprint)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise SourceError("there is no such file", where=Place(file=str(path)), nearest=_neighbours(path)) from None
    except IsADirectoryError:
        raise SourceError("this is a folder, not a file", where=Place(file=str(path))) from None
    except OSError as fault:
        raise EnvironmentFault(f"the file cannot be read: {fault.strerror}", where=Place(file=str(path))) from None


def _neighbours(path: Path) -> list[str]:
    if not path.parent.is_dir():
        return []
    return nearest(path.name, [file.name for file in path.parent.iterdir() if file.is_file()])


def _tables(path: Path, data: bytes) -> Iterator[RawTable]:
    """The table of every visible sheet of a file that is no text; those without rows are passed over."""
    for mapping in _sheet_mappings(path, data):
        with suppress(SourceError):
            yield _table(path, data, mapping)


def _sheet_mappings(path: Path, data: bytes) -> list[Mapping]:
    ending = path.suffix.lower()
    if ending in (".ods", ".xls"):
        from xlmarket.sources.spreadsheets import visible_sheets as of_spreadsheet

        return [Mapping(sheet=name) for name in of_spreadsheet(data, path.name)]
    if ending in (".xlsx", ".xlsm", ".xltx", ".xltm"):
        from xlmarket.sources.workbook import visible_sheets

        return [Mapping(sheet=name) for name in visible_sheets(data, path.name)]
    return [Mapping()]


def _table(path: Path, data: bytes, mapping: Mapping) -> RawTable:
    ending = path.suffix.lower()
    if ending == ".gz":
        ending = Path(path.stem).suffix.lower() or ".csv"
        ending = f"{ending}.gz" if ending in _WHOLE else ending
    match ending:
        case ".xlsx" | ".xlsm" | ".xltx" | ".xltm":
            from xlmarket.sources.workbook import read_workbook

            return read_workbook(data, path.name, mapping)
        case ".ods" | ".xls":
            from xlmarket.sources.spreadsheets import read_spreadsheet

            return read_spreadsheet(data, path.name, mapping)
        case ".parquet":
            from xlmarket.sources.parquet import read_parquet

            return read_parquet(path)
        case ".jsonl" | ".ndjson":
            from xlmarket.sources.json_lines import read_json_lines

            return read_json_lines(data, path.name)
        case ".csv" | ".tsv" | ".tab" | ".txt":
            from xlmarket.sources.delimited import read_delimited

            return read_delimited(data, path.name, mapping)
    raise SourceError(
        "figures are not read from this kind of file",
        where=Place(file=path.name),
        found=ending,
        allowed=KINDS,
        remedy=_REMEDIES.get(ending, ""),
    )
