"""The body of a response, read in pieces under limits of time and size, and unpacked where it is packed."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from xlmarket.agencies.faults import broken, late, too_large, without_secrets
from xlmarket.agencies.limits import Limits
from xlmarket.gate import check_archive

Receive = Callable[[int, int | None], None]
"""Called with the number of bytes received, and of all bytes if that is known."""

_PIECE = 1 << 16
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_PACKED = {"gzip", "x-gzip", "deflate"}


def read_body(response: Any, limits: Limits, receive: Receive) -> bytes:
    """Return the body as it is meant, without the packing of the connection or of a file.

    Raises `SourceError` beyond a size, `EnvironmentFault` where it is cut off, late, or packed in another way.
    """
    url = str(response.url)
    packing = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in _PACKED | {"", "identity"}:
        raise broken(url, f"the agency packs its figures in a way that was not asked for: {packing}")
    content = b"".join(_pieces(response, limits, receive))
    if packing in _PACKED:
        content = _unpack(content, url, limits)
    if content.startswith(b"\x1f\x8b"):
        content = _unpack(content, url, limits)
    return _member(content, url, limits) if content.startswith(b"PK\x03\x04") else content


def _pieces(response: Any, limits: Limits, receive: Receive) -> Iterator[bytes]:
    """The bytes as they arrive."""
    length = response.headers.get("Content-Length", "")
    total = int(length) if length.isdecimal() else None
    received, end = 0, time.monotonic() + limits.whole
    receive(received, total)
    while piece := response.raw.read(_PIECE, decode_content=False):
        received += len(piece)
        if received > limits.received:
            raise too_large(response.url, limits.received, "")
        if time.monotonic() > end:
            raise late(response.url, f"the agency is too slow: {received:,} bytes in {limits.whole:g} seconds")
        receive(received, total)
        yield piece


def _unpack(content: bytes, url: str, limits: Limits) -> bytes:
    decoder = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        unpacked = decoder.decompress(content, limits.unpacked + 1)
    except zlib.error:
        raise broken(url, "the packed figures are damaged") from None
    if len(unpacked) > limits.unpacked:
        raise too_large(url, limits.unpacked, " when unpacked")
    if not decoder.eof:
        raise broken(url, "the packed figures are cut off")
    return unpacked


def _member(content: bytes, url: str, limits: Limits) -> bytes:
    """The only file of a zip, which is how Eurostat delivers what it prepared."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read(_only_entry(archive, url, limits))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as fault:
        raise broken(url, f"the zip of the agency is damaged: {fault}") from None


def _only_entry(archive: zipfile.ZipFile, url: str, limits: Limits) -> zipfile.ZipInfo:
    entries = archive.infolist()
    if len(entries) != 1:
        raise broken(url, f"the zip of the agency holds {len(entries)} files, not one")
    if entries[0].file_size > limits.unpacked:
        raise too_large(url, limits.unpacked, " when unpacked")
    check_archive(archive, without_secrets(url))
    return entries[0]
