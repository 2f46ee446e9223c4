"""The token of the server, in a file that is closed to the other users of the machine."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from xlmarket.errors import EnvironmentFault, InputError, Place
from xlmarket.hosts.officejs.certificate import folder, write_secret


def kept_token() -> tuple[str, Path]:
    """Return the token of this user and its file."""
    where = folder()
    return load_token(where), where / "token"


def load_token(where: Path) -> str:
    """Return the token kept in a folder, created once, so that a sideloaded manifest stays valid."""
    path = where / "token"
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if kept := path.read_text(encoding="ascii").strip():
            return kept
    token = secrets.token_urlsafe(24)
    write_secret(path, token.encode("ascii"))
    return token


def read_token(path: Path) -> str:
    """Return the token in a file of the user's. Raises `InputError` for a file that others may read too."""
    try:
        mode, text = path.stat().st_mode, path.read_bytes()
    except OSError as fault:
        raise EnvironmentFault(f"could not be read: {fault.strerror}", where=Place(file=str(path))) from fault
    if os.name == "posix" and mode & 0o007:
        raise InputError(
            "every user of this machine may read this token",
            where=Place(file=str(path)),
            found=f"{mode & 0o777:o}",
            remedy="chmod 600 FILE",
        )
    token = text.decode("ascii", "replace").strip()
    if not token:
        raise InputError("a file without a token", where=Place(file=str(path)))
    return token
