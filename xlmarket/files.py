"""The one way to write a file, and the one way to name it. Everything that writes to disk calls this module.

A file is written under a temporary name in its own folder, synced, read back, renamed over the old one, and the
folder synced: whatever kills us, the reader finds the old file or the new one, whole.
"""

from __future__ import annotations

import errno
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from xlmarket.errors import EnvironmentFault, InputError, Place

_PREFIX = ".xlmarket-"
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path`, all of it or nothing. Raises `EnvironmentFault` that names what is in the way."""
    write_pieces(path, lambda file: file.write(content), lambda temporary: temporary.read_bytes() == content)


def write_pieces(path: Path, write: Callable[[BinaryIO], object], is_whole: Callable[[Path], bool]) -> None:
    """Put at `path` what `write` writes, all of it or nothing. `is_whole` reads it back under a temporary name.

    Raises `EnvironmentFault` that names what is in the way.
    """
    with name_faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o666 & ~_umask())
            if not is_whole(Path(temporary)):
                raise EnvironmentFault("the disk did not keep what was written", where=Place(file=str(path)))
            os.replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise
        _sync_folder(path.parent)


@contextmanager
def name_faults(path: Path) -> Iterator[None]:
    """Turn errors of the operating system about `path` into an `EnvironmentFault` with a remedy."""
    try:
        yield
    except OSError as fault:
        raise _fault(fault, path) from fault


def sweep(folder: Path) -> int:
    """Remove the files that dead runs left in `folder`, and return their number."""
    swept = 0
    for left in folder.glob(f"{_PREFIX}*-*"):
        owner = left.name.removeprefix(_PREFIX).split("-")[0]
        if owner.isdigit() and not is_alive(int(owner)):
            with suppress(OSError):
                left.unlink()
                swept += 1
    return swept


def file_name(text: str, taken: Container[str] = ()) -> str:
    """Return a safe, portable file name (without ending) for `text`, whose lower case is not in `taken`.

    Raises `InputError` for a text that leaves nothing.
    """
    name = _UNSAFE.sub("-", unicodedata.normalize("NFC", text)).strip(" .-")[:100].rstrip(" .-")
    if not name:
        raise InputError("not a name for a file", found=text)
    if name.split(".")[0].casefold() in _RESERVED:
        name = f"{name}-"
    candidate, number = name, 2
    while candidate.casefold() in taken:
        candidate, number = f"{name} ({number})", number + 1
    return candidate


def _beginning(text: str, most: int) -> str:
    """The beginning of a text, as long as Excel counts it: a character beyond U+FFFF counts twice."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * most].decode("utf-16-le", "ignore")


_NO_SHEET = re.compile(r"[\x00-\x1f\x7f:\\/?*\[\]\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_LONGEST_SHEET = 31


def sheet_name(text: str, taken: Container[str] = ()) -> str:
    """Return a name Excel takes for a sheet (31 characters, none it forbids), whose lower case is not in `taken`.

    Excel keeps the name History for itself. Raises `InputError` for a text that leaves nothing.
    """
    name = _NO_SHEET.sub("-", unicodedata.normalize("NFC", text)).strip(" '")
    name = _beginning(name, _LONGEST_SHEET).rstrip(" '")
    if not name:
        raise InputError("not a name for a sheet", found=text)
    if name.casefold() == "history":
        name = f"{name}-"
    candidate, number = name, 2
    while candidate.casefold() in taken:
        ending = f" ({number})"
        candidate, number = _beginning(name, _LONGEST_SHEET - len(ending)) + ending, number + 1
    return candidate


class Spill:
    """Bytes put aside: in memory up to `held`, what comes after on disk, in a file that goes with the object."""

    def __init__(self, held: int) -> None:
        self.size = 0
        self._held = held
        self._pieces: list[bytes] = []
        self._file: BinaryIO | None = None

    def append(self, content: bytes) -> int:
        """Put some more aside, and return where it begins."""
        start = self.size
        self.size += len(content)
        if self.size <= self._held:
            self._pieces.append(content)
        else:
            self._on_disk().write(content)
        return start

    def pieces(self) -> Iterator[bytes]:
        """All of it in order."""
        yield from self._pieces
        if self._file is not None:
            self._file.seek(0)
            while piece := self._file.read(1 << 20):
                yield piece

    def read(self, start: int, length: int) -> bytes:
        """A piece that was appended, where nothing is held in memory."""
        file = self._on_disk()
        file.seek(start)
        content = file.read(length)
        file.seek(0, os.SEEK_END)
        return content

    def _on_disk(self) -> BinaryIO:
        if self._file is None:
            self._file = cast("BinaryIO", tempfile.TemporaryFile(prefix=_PREFIX))  # noqa: SIM115 - closed in __del__
        return self._file

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_alive(pid: int) -> bool:
    """Whether a process runs. On Windows nobody can tell: a file of one that runs cannot be removed there anyway."""
    if os.name == "nt":
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


_REMEDIES = {
    errno.ENOSPC: ("the disk is full", "free some room and run it again"),
    errno.EDQUOT: ("the room of this user on the disk is used up", "free some room and run it again"),
    errno.EFBIG: ("the file is larger than this disk or this user may hold", "choose another folder"),
    errno.EACCES: (
        "no permission to write here, or the file is open in another program",
        "close it, or choose another folder",
    ),
    errno.EPERM: ("no permission to write here", "choose another folder"),
    errno.EROFS: ("the folder is read-only", "choose another folder"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter name or folder"),
    errno.EISDIR: ("there is a folder of this name", "choose another name"),
    errno.ENOTDIR: ("a part of the path is a file, not a folder", "choose another folder"),
    errno.EEXIST: ("a part of the path is a file, not a folder", "choose another folder"),
}


def _fault(fault: OSError, path: Path) -> EnvironmentFault:
    what, remedy = _REMEDIES.get(fault.errno or 0, (f"could not be written: {fault.strerror}", ""))
    return EnvironmentFault(what, where=Place(file=str(path)), remedy=remedy)
