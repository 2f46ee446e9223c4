"""JSON lines: one object a line. A line that is none, or that says a key twice, is a reject."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import NoReturn

from xlmarket.errors import Place, SourceError
from xlmarket.sources.characters import clean, readable
from xlmarket.sources.encoded import lines_of
from xlmarket.sources.reading import Reject, Unused
from xlmarket.sources.tables import RawCell, RawRow, RawTable, Unreadable

_MOST_DIGITS = 1 << 53
_ARRAY = "the file is one JSON array, not one object a line"

JsonObject = dict[str, object]


def read_json_lines(data: bytes, name: str) -> RawTable:
    """The table of a file with one JSON object a line; keys may be missing in some."""
    lines = lines_of(data, name)
    if lines[0].strip() == "[" or lines[0].lstrip().startswith("[{"):
        remedy = f"`jq -c '.[]' {name}` writes one object a line"
        raise SourceError(_ARRAY, where=Place(file=name, row=1), found=lines[0][:40], remedy=remedy)
    objects: list[tuple[int, JsonObject]] = []
    rejects: list[Reject] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            objects.append((number, _object(line)))
        except (ValueError, RecursionError) as fault:
            rejects.append(Reject(Place(file=name, row=number), line[:80], f"the line is not JSON: {_words(fault)}"))
    if not objects:
        first = rejects[0]
        raise SourceError(first.why, where=first.place, found=first.found)
    return _table(objects, name, rejects)


def _table(objects: Sequence[tuple[int, JsonObject]], name: str, rejects: list[Reject]) -> RawTable:
    keys = dict.fromkeys(key for _, line in objects for key in line)
    nested = [key for key in keys if _is_nested(key, objects)]
    unused = [Unused(Place(file=name, column=key), "nested column", f"{key} holds lists or objects") for key in nested]
    header = [key for key in keys if key not in nested]
    rows = [RawRow(number, [_raw(line.get(key)) for key in header]) for number, line in objects]
    return RawTable(name, tuple(map(clean, header)), rows, unused=tuple(unused), rejects=tuple(rejects))


def _is_nested(key: str, objects: Sequence[tuple[int, JsonObject]]) -> bool:
    """Whether a key holds nothing but lists and objects; where it holds figures too, those are rejects by cell."""
    values = [line[key] for _, line in objects if line.get(key) is not None]
    return bool(values) and all(isinstance(value, (list, dict)) for value in values)


def _object(line: str) -> JsonObject:
    value = json.loads(line, object_pairs_hook=_unique, parse_constant=_refuse)
    if not isinstance(value, dict):
        raise ValueError("a line is one JSON object")  # noqa: TRY004 - told like the faults of json itself
    return value


def _unique(pairs: list[tuple[str, object]]) -> JsonObject:
    """The object of some pairs; of two values for one key, readers of JSON take different ones."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for n, (key, _) in enumerate(pairs) if key in dict(pairs[:n]))
        raise ValueError(f'the key "{twice}" is there twice')
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _raw(value: object) -> RawCell:
    match value:
        case str():
            return readable(value)
        case bool() | None:
            return value
        case int() if abs(value) > _MOST_DIGITS and not _fits(value):
            return Unreadable(str(value)[:40], "a whole number with more digits than a figure can keep")
        case float() if not math.isfinite(value):
            return Unreadable(str(value), "a number beyond what a figure can be")
        case int() | float():
            return value
    return Unreadable(json.dumps(value, ensure_ascii=False)[:40], "a list or object where a figure or text belongs")


def _fits(value: int) -> bool:
    try:
        return int(float(value)) == value
    except OverflowError:
        return False


def _words(fault: Exception) -> str:
    if isinstance(fault, json.JSONDecodeError):
        return f"{fault.msg} at character {fault.pos + 1}"
    return "nested too deeply" if isinstance(fault, RecursionError) else str(fault)
