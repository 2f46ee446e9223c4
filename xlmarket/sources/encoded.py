"""Bytes of a text file become lines: gzip, encodings and line ends. A file of another kind is an error that names it."""

from __future__ import annotations

import gzip
import io
import re
import zlib

from xlmarket.errors import Place, SourceError

MOST_BYTES = 1 << 30
_LINE_END = re.compile(r"\r*\n|\r")
_SIGNATURES = (
    (b"PK\x03\x04", "a zip file", "a workbook has the ending .xlsx or .ods"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "name it .xls"),
    (b"PAR1", "a Parquet file", "name it .parquet"),
    (b"%PDF", "a PDF", ""),
    (b"SQLite format 3\0", "an SQLite database", ""),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file", "unpack it first"),
    (b"BZh", "a bzip2 file", "unpack it first"),
)
_PAGE = re.compile(rb"\s*<(!doctype|html|table|\?xml)", re.IGNORECASE)
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def lines_of(data: bytes, name: str, encoding: str = "") -> list[str]:
    """Return the lines of a text without their ends, gzipped or not. After a line end at the very end comes "".

    Raises `SourceError` for an empty file, a file of another kind and bytes that are not in the encoding.
    """
    text = _decode(unpack(data, name), name, encoding)
    if not text.strip():
        raise SourceError("the file is empty", where=Place(file=name))
    return _LINE_END.split(text)


def unpack(data: bytes, name: str) -> bytes:
    """Return the content of a gzip file of any number of members, and other data unchanged.

    Raises `SourceError` for a damaged file and for more than a gigabyte.
    """
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.open(io.BytesIO(data)) as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as fault:
        raise SourceError(f"the gzip file is damaged or cut off: {fault}", where=Place(file=name)) from None
    if len(content) > MOST_BYTES:
        raise SourceError(
            "the file unpacks to more than a gigabyte", where=Place(file=name), remedy="group it with [facts]"
        )
    return content


def _decode(data: bytes, name: str, declared: str) -> str:
    """Decode by the byte order mark, else by the declared encoding, else as UTF-8. Other encodings are never guessed."""
    _refuse_other_kinds(data, name)
    marked = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), "")
    encoding = marked or declared or "utf-8"
    if not marked and not declared and b"\0" in data[:64] and data[:64].count(b"\0") * 4 > len(data[:64]):
        raise SourceError(
            "the text is UTF-16 without a mark", where=Place(file=name), remedy='set encoding = "utf-16-le"'
        )
    try:
        return data.decode(encoding)
    except LookupError:
        raise SourceError.unknown(
            "encoding", declared, ("utf-8", "cp1252", "gb18030"), where=Place(file=name)
        ) from None
    except UnicodeDecodeError as fault:
        raise SourceError(
            f"the text is not {encoding.removesuffix('-sig').upper()}",
            where=Place(file=name, row=_row_of(data, fault.start, encoding)),
            found=data[fault.start : fault.start + 4].hex(" "),
            remedy=_suggest(data, encoding),
        ) from None


def _row_of(data: bytes, position: int, encoding: str) -> int:
    head = data[:position].decode(encoding, errors="replace")
    return len(_LINE_END.findall(head)) + 1


def _suggest(data: bytes, tried: str) -> str:
    """The key with the likely encoding. It is only offered: under a wrong encoding the names of markets are wrong."""
    likely = ("cp1252", "gb18030", "shift_jis", "cp1251", "utf-16-le")
    fits = [encoding for encoding in likely if encoding != tried and _fits(data, encoding)]
    return f'set the encoding in the mapping, such as encoding = "{(fits or ["cp1252"])[0]}"'


def _fits(data: bytes, encoding: str) -> bool:
    try:
        text = data[: 1 << 20].decode(encoding)
    except UnicodeDecodeError as fault:
        return fault.start > (1 << 20) - 8
    return "\0" not in text


def _refuse_other_kinds(data: bytes, name: str) -> None:
    for signature, what, remedy in _SIGNATURES:
        if data.startswith(signature):
            raise SourceError(f"{what}, not a text", where=Place(file=name), remedy=remedy)
    if _PAGE.match(data[:200].removeprefix(b"\xef\xbb\xbf")):
        raise SourceError(
            "an HTML or XML page, not a table",
            where=Place(file=name),
            remedy="download the data themselves, or open it in Excel and save it as .xlsx",
        )
