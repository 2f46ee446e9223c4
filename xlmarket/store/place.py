"""Where the store lies: what was said, `XLMARKET_STORE`, or the folder the system keeps for a user's data."""

from __future__ import annotations

import os
import sys
from pathlib import Path

FILE = "xlmarket.sqlite"


def address(said: str | None = None) -> str:
    """The database URL of a store; a plain path means SQLite."""
    said = said or os.environ.get("XLMARKET_STORE") or str(_data_folder() / FILE)
    return said if "://" in said else f"sqlite:///{Path(said).expanduser().resolve()}"


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite URL, else nothing."""
    prefix = "sqlite:///"
    return Path(url.removeprefix(prefix)) if url.startswith(prefix) else None


def exists(said: str | None = None) -> bool:
    """Whether there is a store to read; a database server is taken to be there."""
    file = sqlite_file(address(said))
    return file is None or file.exists()


def _data_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "xlmarket"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "xlmarket"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "xlmarket"
