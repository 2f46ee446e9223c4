"""Where requests begin and end in the bytes of a connection, more strictly than h11.

A proxy and a server that disagree about the end of a request let one client speak for another (request smuggling).
So every form that two programs read differently is refused: `Transfer-Encoding`, a length given twice, folded lines,
line feeds alone, spaces before a colon, bytes outside ASCII in names. Our pages and other programs send none of them.
"""

from __future__ import annotations

import re
from collections import Counter

from xlmarket.hosts.officejs import limits
from xlmarket.hosts.officejs.refusals import RequestRefusal, unreadable

END = b"\r\n\r\n"
ONCE = frozenset(
    (b"authorization", b"content-length", b"host", b"origin", b"sec-fetch-mode", b"sec-fetch-site", b"x-xlmarket-token")
)
"""Header fields that decide who asks and how much, so they are never given twice."""

_START = re.compile(rb"[A-Z]{1,20} /[\x21-\x7e]* HTTP/1\.([01])")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)")
_LONE = re.compile(rb"(?<!\r)\n|\r(?=[^\n])|\0")
_LENGTH = re.compile(rb"[0-9]{1,12}")


class Framing:
    """The bytes that have arrived and are not yet passed on."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._body_left = 0

    @property
    def held(self) -> int:
        return len(self._held)

    def receive(self, data: bytes) -> None:
        self._held += data

    def take(self, *, next_head: bool) -> bytes:
        """Return the next bytes to pass on, or none yet: of the body, or with `next_head` a whole head.

        Raises `RequestRefusal` for a head in a form that is refused, as soon as that is seen.
        """
        if self._body_left:
            piece = self._cut(min(self._body_left, len(self._held)))
            self._body_left -= len(piece)
            return piece
        return self._take_head() if next_head and self._held else b""

    def _take_head(self) -> bytes:
        end = self._held.find(END, 0, limits.MOST_HEAD)
        start = self._held[: limits.MOST_HEAD] if end < 0 else self._held[: end + len(END)]
        if _LONE.search(start):
            raise unreadable("a line of the head ends with CR LF")
        if end < 0 and len(self._held) >= limits.MOST_HEAD:
            raise RequestRefusal(431, "request", f"the head of a request has at most {limits.MOST_HEAD // 1024} kB")
        if end < 0:
            return b""
        self._body_left = check_head(bytes(start[: -len(END)]))
        return self._cut(end + len(END))

    def _cut(self, length: int) -> bytes:
        piece = bytes(self._held[:length])
        del self._held[:length]
        return piece


def check_head(head: bytes) -> int:
    """Return the length of the body. Raises `RequestRefusal`."""
    first, *lines = head.split(b"\r\n")
    start = _START.fullmatch(first)
    if start is None:
        raise unreadable("a request begins with a method, a path from / and HTTP/1.1")
    fields = [_field(line) for line in lines]
    if len(fields) > limits.MOST_FIELDS:
        raise RequestRefusal(431, "request", f"a request has at most {limits.MOST_FIELDS} header fields")
    _check_names(Counter(name for name, _ in fields), is_new=start[1] == b"1")
    return _length(dict(fields).get(b"content-length", b"0"))


def _field(line: bytes) -> tuple[bytes, bytes]:
    field = _FIELD.fullmatch(line)
    if field is None:
        raise unreadable("a header field is a name, a colon and its value on one line")
    return field[1].lower(), field[2].strip(b" \t")


def _check_names(names: Counter[bytes], *, is_new: bool) -> None:
    if b"transfer-encoding" in names:
        raise unreadable("a body comes with Content-Length, not with Transfer-Encoding")
    if twice := sorted(name for name in ONCE if names[name] > 1):
        raise unreadable(f"{twice[0].decode()} is given more than once")
    if is_new and not names[b"host"]:
        raise unreadable("HTTP/1.1 requires a Host")


def _length(text: bytes) -> int:
    if not _LENGTH.fullmatch(text):
        raise unreadable("Content-Length is one number")
    return int(text)
