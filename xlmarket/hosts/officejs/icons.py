"""The icons of the ribbon: three bars, drawn in any size."""

from __future__ import annotations

import struct
import zlib
from functools import cache

SIZES = (16, 32, 64, 80)
_BLUE, _CLEAR = b"\x1f\x5f\x9e\xff", b"\x00\x00\x00\x00"
_BARS = ((0.10, 0.30, 0.55), (0.40, 0.60, 0.35), (0.70, 0.90, 0.12))
"""Left, right and top of each bar, as parts of the side."""


@cache
def icon(side: int) -> bytes:
    """A PNG of `side` by `side` pixels."""
    rows = b"".join(b"\x00" + b"".join(_pixel(x, y, side) for x in range(side)) for y in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")


def _pixel(x: int, y: int, side: int) -> bytes:
    across, down = (x + 0.5) / side, (y + 0.5) / side
    inside = any(left <= across < right and top <= down < 0.9 for left, right, top in _BARS)
    return _BLUE if inside else _CLEAR


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
