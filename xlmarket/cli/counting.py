"""Numbers of things in messages."""

from __future__ import annotations


def counted(count: int, what: str) -> str:
    """A number of things: 1 import, 2 imports."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")
