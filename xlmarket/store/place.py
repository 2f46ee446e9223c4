"""Where the store is: at the URL given, at `XLMARKET_STORE`, or in the folder the system has for a user's data."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from xlmarket.addresses import mask
from xlmarket.errors import UsageError

FILE = "xlmarket.sqlite"
_SERVER_SCHEMES = ("postgres", "postgresql+psycopg")


def address(url: str | None = None) -> str:
    """The database URL of a store. A plain path means SQLite, and every spelling of PostgreSQL is `postgresql://`."""
    url = url or os.environ.get("XLMARKET_STORE") or str(_data_folder() / FILE)
    scheme, separator, rest = url.partition("://")
    if scheme in _SERVER_SCHEMES:
        return f"postgresql{separator}{rest}"
    return url if "://" in url else f"sqlite:///{Path(url).expanduser().resolve()}"


def lasting_address(url: str) -> str:
    """A store as a file may keep it, which is read in another folder. Raises `UsageError` for a URL with a password."""
    if "://" not in url:
        return str(Path(url).expanduser().resolve())
    if mask(url) != url:
        remedy = "leave it out of the URL, and set PGPASSWORD or write it to .pgpass"
        raise UsageError("the password of the store would be written to a file", found=mask(url), remedy=remedy)
    return url


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite URL, else None."""
    prefix = "sqlite:///"
    return Path(url.removeprefix(prefix)) if url.startswith(prefix) else None


def exists(url: str | None = None) -> bool:
    """Whether there is a store to read. A database server is taken to be there."""
    file = sqlite_file(address(url))
    return file is None or file.exists()


def _data_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "xlmarket"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "xlmarket"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "xlmarket"
