"""Costly measures again for changed periods alone: a distinct count, a median or a quantile sorts all of its rows.

The engine makes a checksum of the rows of each period, whatever their order. A period with the checksum it had keeps
its groups, which a file next to the store remembers. Sums need no checksum: they cost no more than one. Hashes of rows have
64 bits in DuckDB and PostgreSQL and 32 in Spark.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from xlmarket.addresses import mask
from xlmarket.files import write_whole
from xlmarket.sources.facts.buckets import day_in
from xlmarket.sources.facts.measures import Group, group, narrow_of
from xlmarket.sources.facts.rows import Rows, Span

_PRIMES = (999_999_937, 998_244_353)
_VERSION = 1
"""Of what the file remembers. Another one is not read."""


def group_changed(
    engine: Any, rows: Rows, span: Span, keys: Mapping[str, str], *, source: str, folder: Path
) -> list[Group]:
    """Group the periods whose rows are not those of the last time, and take the others from the file."""
    path = folder / f"{_name(source, rows, keys)}.json"
    known, now = _load(path), _checksums(engine, rows, span, keys)
    kept = {bucket for bucket, mark in now.items() if known.get(bucket, ("", []))[0] == mark}
    groups = [one for bucket in kept for one in known[bucket][1]]
    if len(kept) < len(now):
        groups += group(engine, rows, span, keys, only=frozenset(now) - kept)
        _save(path, now, groups)
    return groups


def _checksums(engine: Any, rows: Rows, span: Span, keys: Mapping[str, str]) -> dict[Any, str]:
    """A checksum of the rows of each period that does not depend on their order."""
    narrow = narrow_of(rows, span, keys)
    text = narrow.market.fill_null("") + "\n" + narrow.value.cast("string").fill_null("\n")
    marked = narrow.select(bucket=narrow.bucket, mark=text.hash())
    sums = {f"sum{number}": (marked.mark % prime).sum() for number, prime in enumerate(_PRIMES)}
    seen = engine.to_pyarrow(marked.group_by("bucket").aggregate(rows=marked.count(), **sums)).to_pylist()
    return {_plain(row["bucket"]): "/".join(str(row[name]) for name in ("rows", *sums)) for row in seen}


def _name(source: str, rows: Rows, keys: Mapping[str, str]) -> str:
    """The name of the file for one table, mapping and set of names."""
    about = (_VERSION, mask(source), replace(rows.facts, connection=""), sorted(keys.items()))
    return hashlib.sha256(repr(about).encode()).hexdigest()


def _load(path: Path) -> dict[Any, tuple[str, list[Group]]]:
    """What a file remembers: the checksum and the groups of each period. Nothing where it cannot be read."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return {_day(entry["bucket"]): (entry["mark"], [_group(one) for one in entry["groups"]]) for entry in entries}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _save(path: Path, marks: Mapping[Any, str], groups: list[Group]) -> None:
    of: dict[Any, list[Group]] = {bucket: [] for bucket in marks}
    for one in groups:
        of[_plain(one.bucket)].append(one)
    entries = [
        {"bucket": _text(bucket), "mark": mark, "groups": [_fields(one) for one in of[bucket]]}
        for bucket, mark in marks.items()
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(entries).encode())


def _plain(bucket: Any) -> Any:
    """A period as all engines have it: a whole number or the day a week begins."""
    return bucket if bucket is None or isinstance(bucket, int) else day_in(bucket)


def _text(bucket: Any) -> Any:
    return bucket.isoformat() if isinstance(bucket, date) else bucket


def _day(bucket: Any) -> Any:
    return date.fromisoformat(bucket) if isinstance(bucket, str) else bucket


def _fields(one: Group) -> dict[str, Any]:
    return {**asdict(one), "bucket": _text(_plain(one.bucket))}


def _group(fields: dict[str, Any]) -> Group:
    return Group(**{**fields, "bucket": _day(fields["bucket"])})
