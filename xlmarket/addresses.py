"""Addresses of databases and servers as messages print them: the one place that takes passwords out of URLs.

Anything that prints or keeps a URL calls `mask`. A whole message goes through `mask_text`.
"""

from __future__ import annotations

import re

MASK = "***"

_NAMES = r"pass(?:word|wd|phrase)?|pwd|sslpassword|secret|token|(?:api|access|subscription|user)[_-]?key"
_USER = re.compile(r"(?s)(?<=://)([^\s/:@]*):(.*)(?=@)")
_USER_IN_TEXT = re.compile(r"""(?<=://)([^\s/:@"'<>]*):([^\s"'<>]*)(?=@)""")
_OPTION = re.compile(rf"""(?i)([?&;\s][\w.-]*?(?:{_NAMES})=)([^&;\s"'<>]+)""")


def is_address(text: object) -> bool:
    """Whether a text is a URL, not the path of a file."""
    return isinstance(text, str) and "://" in text


def mask(url: str) -> str:
    """A URL without the password of its user and without those among its options. Other texts come back unchanged."""
    return _OPTION.sub(rf"\1{MASK}", _USER.sub(rf"\1:{MASK}", url))


def mask_text(text: str) -> str:
    """A text, such as the message of a driver, without the passwords of the URLs in it."""
    return _OPTION.sub(rf"\1{MASK}", _USER_IN_TEXT.sub(rf"\1:{MASK}", text))
