"""JSON lines: every line is a row or a reject."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from xlmarket.errors import SourceError
from xlmarket.sources import Reading, read

GOOD = '{"market": "Chile", "metric": "s", "period": "2015", "value": 7}'


def reading(folder: Path, text: str | bytes, name: str = "f.jsonl") -> Reading:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path)


def line(value: str, market: str = '"Brazil"') -> str:
    return f'{{"market": {market}, "metric": "s", "period": "2015", "value": {value}}}'


@pytest.mark.parametrize(("bad", "why"), [
    (line('5, "value": 6'), 'the key "value" comes twice'), (line('5, "x": {"a": 1, "a": 2}'), '"a" comes twice'),
    (line("NaN"), "NaN is not a JSON number"), (line("-Infinity"), "-Infinity"), (line("1e999"), "beyond what a figure"),
    (line("12345678901234567891"), "more digits"), (line("9" * 400), "more digits"), (line("[5]"), "a list or object"),
    (line("5", '"Bra\\u0000zil"'), "control character U+0000"), (line("5")[:-1], "not JSON"), ("[1]", "not an object"),
    ("{" + '"a":[' * 100_000, "not JSON"), (line("true"), "not a number"), (line("5", '"\\ud800"'), "U+D800"),
    (line("0x5"), "not JSON"), (line("05"), "not JSON"), ("\ufeff" + line("5"), "not JSON"),
])  # fmt: skip
def test_a_line_that_cannot_be_meant_is_a_reject_with_its_number(tmp_path: Path, bad: str, why: str) -> None:
    found = reading(tmp_path, f"{GOOD}\n\n{bad}\n")
    assert [(row.market, row.value) for row in found.observations] == [("CHL", 7)]
    assert [(reject.place.row, why in reject.why) for reject in found.rejects] == [(3, True)]


def test_numbers_that_can_be_kept_are_read(tmp_path: Path) -> None:
    found = reading(
        tmp_path, "\n".join([line("5.5"), line("9007199254740993000e-3", '"Peru"'), line(str(1 << 60), '"Chile"')])
    )
    assert [row.value for row in found.observations] == [5.5, 9007199254740993.0, float(1 << 60)]


def test_a_column_of_lists_is_listed_as_unused(tmp_path: Path) -> None:
    found = reading(tmp_path, GOOD[:-1] + ', "tags": ["a"]}\n' + line("5"))
    assert len(found.observations) == 2
    assert [(one.place.column, one.kind) for one in found.unused if one.kind == "nested column"] == [
        ("tags", "nested column")
    ]


@pytest.mark.parametrize("data", [
    GOOD.encode("utf-8-sig"), GOOD.encode("utf-16"), GOOD.replace(", ", ",").encode() + b"\r\n", gzip.compress(GOOD.encode(), mtime=0),
])  # fmt: skip
def test_encodings_and_compression_are_found_out(tmp_path: Path, data: bytes) -> None:
    assert len(reading(tmp_path, data, "f.jsonl.gz" if data[:2] == b"\x1f\x8b" else "f.ndjson").observations) == 1


@pytest.mark.parametrize("text", [f"[{GOOD}]", f"[\n{GOOD}\n]"])
def test_an_array_is_told_with_the_remedy(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError, match=r"one JSON array.*jq -c"):
        reading(tmp_path, text)
    with pytest.raises(SourceError, match=r"not a data message of SDMX.*one object a line in a .jsonl"):
        reading(tmp_path, text, "f.json")
