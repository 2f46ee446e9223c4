"""JSON lines: one object a line. A line that is not an object, or has a key twice, is a reject."""

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
    """Return the table of a file with one JSON object a line, in which some may lack keys of others.

    Raises `SourceError` for a JSON array and for a file without any object.
    """
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
    return RawTable(
        file=name, header=tuple(map(clean, header)), rows=rows, unused=tuple(unused), rejects=tuple(rejects)
    )


def _is_nested(key: str, objects: Sequence[tuple[int, JsonObject]]) -> bool:
    """Whether a key holds only lists and objects. Where it holds figures too, those lists are rejects by cell."""
    values = [line[key] for _, line in objects if line.get(key) is not None]
    return bool(values) and all(isinstance(value, (list, dict)) for value in values)


def _object(line: str) -> JsonObject:
    value = json.loads(line, object_pairs_hook=unique_keys, parse_constant=_refuse)
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - reported like the faults of json itself
    return value


def unique_keys(pairs: list[tuple[str, object]]) -> JsonObject:
    """The object of some pairs. A key may not come twice, since readers of JSON differ in which value they take."""
    values = dict(pairs)
    if len(values) < len(pairs):
        twice = next(key for n, (key, _) in enumerate(pairs) if key in dict(pairs[:n]))
        raise ValueError(f'the key "{twice}" comes twice')
    return values


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")


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
