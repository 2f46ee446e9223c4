"""What a user has before the names of all functions, where others have the same: `XL` gives `XL_MARKET_SHARE`.

Commands and hosts read it here, so that `XL`, `xl`, `XL_` and `XL.` are one thing everywhere. Office.js has namespaces:
there the same prefix gives `XL.MARKET_SHARE`.
"""

from __future__ import annotations

import re

from xlmarket.errors import UsageError

_WORD = re.compile(r"([A-Z](?:_?[A-Z0-9]){0,29})[_.]?")


def read_prefix(said: str) -> str:
    """The prefix with its `_`, as it precedes a name. Raises `UsageError` for what is not one."""
    if not said:
        return ""
    found = _WORD.fullmatch(said.upper())
    if found is None or not said.isascii():
        raise UsageError(
            "a prefix is a letter, then at most 29 letters or digits, with single underscores between",
            found=said,
            allowed="XL",
        )
    return f"{found[1]}_"
