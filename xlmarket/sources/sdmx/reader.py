"""The reader of a message by its content: XML, JSON or CSV."""

from __future__ import annotations

from xlmarket.sources.encoded import unpack
from xlmarket.sources.sdmx.message import MessageTable


def read_message(data: bytes, name: str) -> MessageTable:
    """Return the observations of an SDMX-ML or SDMX-JSON message, gzipped or not.

    Raises `SourceError` for a damaged message, for one of another kind and for one without figures.
    """
    data = unpack(data, name)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        from xlmarket.sources.sdmx.markup import read_markup

        return read_markup(data, name)
    from xlmarket.sources.sdmx.json_message import read_json

    return read_json(data, name)
