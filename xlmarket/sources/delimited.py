"""CSV and TSV: every cell is read as text; encoding and delimiter are found out unless they are said."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import zlib
from collections.abc import Iterator

from xlmarket.config import Mapping
from xlmarket.errors import Place, SourceError
from xlmarket.sources.tables import RawTable, Row

MOST_BYTES = 1 << 30
_DELIMITERS = ",;\t|"
_SAMPLE = 64 * 1024
csv.field_size_limit(1 << 20)


def read_delimited(data: bytes, name: str, mapping: Mapping) -> RawTable:
    """The table of a delimited text, gzipped or not."""
    text = _decoded(_unpacked(data, name), name, mapping.encoding)
    if not text.strip():
        raise SourceError("the file is empty", where=Place(file=name))
    delimiter = mapping.delimiter or _sniffed(text[:_SAMPLE])
    rows = _rows(text, delimiter, name)
    header = next(itertools.islice(rows, mapping.skip_rows, None), None)
    if header is None:
        raise SourceError("the file has no header row", where=Place(file=name))
    return RawTable(name, tuple(str(cell).strip() for cell in header.cells), list(rows))


def _unpacked(data: bytes, name: str) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.open(io.BytesIO(data)) as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as fault:
        raise SourceError(f"the gzip file is damaged: {fault}", where=Place(file=name)) from None
    if len(content) > MOST_BYTES:
        raise SourceError(
            "the file unpacks to more than a gigabyte", where=Place(file=name), remedy="group it with [facts]"
        )
    return content


def _decoded(data: bytes, name: str, said: str) -> str:
    """UTF-8 and UTF-16 are recognised; Windows' own encoding only where it is said."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        said = said or "utf-16"
    try:
        return data.decode(said or "utf-8-sig")
    except LookupError:
        raise SourceError("there is no such encoding", where=Place(file=name), found=said) from None
    except UnicodeDecodeError as fault:
        row = data.count(b"\n", 0, fault.start) + 1
        raise SourceError(
            f"the text is not {said or 'UTF-8'}",
            where=Place(file=name, row=row),
            found=data[fault.start : fault.start + 1].hex(),
            remedy='say which it is, such as encoding = "cp1252" in the mapping',
        ) from None


def _sniffed(sample: str) -> str:
    """The delimiter that cuts the first lines into the most equal pieces."""
    lines = [line for line in sample.splitlines()[:-1] or sample.splitlines() if line.strip()][:20]
    counts = {one: [_cut(line, one) for line in lines] for one in _DELIMITERS}
    return max(_DELIMITERS, key=lambda one: (min(counts[one]) > 1, min(counts[one])))


def _cut(line: str, delimiter: str) -> int:
    return len(next(csv.reader([line], delimiter=delimiter), []))


def _rows(text: str, delimiter: str, name: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            raise SourceError(f"the row cannot be read: {fault}", where=Place(file=name, row=reader.line_num)) from None
        yield Row(reader.line_num, cells)
