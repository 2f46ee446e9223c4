"""The URL of an engine with its credentials, which come from the environment or from a keyring and are never printed."""

from __future__ import annotations

import os
import re
from urllib.parse import quote, urlsplit, urlunsplit

from xlmarket.addresses import mask
from xlmarket.errors import EnvironmentFault, Place, SourceError

KEYRING = "xlmarket"
"""The service under which a keyring has passwords, by `user@host`."""
_VARIABLE = re.compile(r"\$\{(\w+)\}")


def with_credentials(url: str) -> str:
    """The URL with `${NAME}` from the environment, and the password of its user from a keyring if one is installed.

    Raises `EnvironmentFault` for a variable that is not set, and `SourceError` for what is not a URL.
    """
    filled = _VARIABLE.sub(lambda match: _variable(match[1], url), url)
    try:
        parts = urlsplit(filled)
        user, host, has_password = parts.username, parts.hostname, parts.password is not None
    except ValueError:
        raise SourceError("the URL of the engine cannot be read", where=Place(file=mask(url))) from None
    password = None if has_password or not user or not host else _from_keyring(f"{user}@{host}")
    if password is None:
        return filled
    before, _, after = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{before}:{quote(password, safe='')}@{after}"))


def _variable(name: str, url: str) -> str:
    value = os.environ.get(name)
    if value is None:
        raise EnvironmentFault(f"the environment variable {name} is not set", where=Place(file=mask(url)))
    return quote(value, safe="")


def _from_keyring(account: str) -> str | None:
    """The password a keyring has. None without the package, and where it cannot be opened."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        password: str | None = keyring.get_password(KEYRING, account)
    except KeyringError:
        return None
    return password
