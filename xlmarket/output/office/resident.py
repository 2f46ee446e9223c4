"""One LibreOffice that runs and converts documents, one at a time. `running` keeps the one of a process.

`supervisor` runs between this process and LibreOffice, and ends with this process, however that ends.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any, cast

from xlmarket.errors import EnvironmentFault, InputError
from xlmarket.files import name_faults
from xlmarket.output.office.conversion import Conversion
from xlmarket.output.office.profile import make_folder
from xlmarket.output.office.program import Office
from xlmarket.programs import foreign_environment

MOST_DOCUMENTS = 200
"""After so many LibreOffice starts again, as it does not give back all memory."""

MEMORY = 4 << 30
"""The address space that LibreOffice may take, in bytes. It starts with about one GB."""

START_SECONDS = 90.0
END_SECONDS = 10.0
REMEDIES = {"pptx": "slides need Impress (Debian and Ubuntu: apt install libreoffice-impress)"}
SUPERVISOR = Path(__file__).with_name("supervisor.py")


class Ended(Exception):
    """LibreOffice ended before it had converted a document."""


class Resident:
    """One LibreOffice under its supervisor. Documents are converted one at a time.

    Raises `EnvironmentFault` where it does not start.
    """

    def __init__(self, office: Office, memory: int = MEMORY) -> None:
        self.owner = os.getpid()
        self.documents = 0
        self.folder = make_folder()
        self.group = 0
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._supervisor = self._start(office, memory)
        self._in = cast("IO[str]", self._supervisor.stdin)
        self._out = cast("IO[str]", self._supervisor.stdout)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        try:
            self.group = int(self._hear(START_SECONDS)["group"])
            said = self._hear(START_SECONDS)
        except (TimeoutError, Ended, KeyError):
            said = {}
        if "ready" not in said:
            self.close()
            raise EnvironmentFault("LibreOffice cannot be started", found=said.get("failed", str(office.program)))

    def _start(self, office: Office, memory: int) -> subprocess.Popen[str]:
        command = [str(office.python), str(SUPERVISOR), str(office.program), str(self.folder), str(memory)]
        try:
            return subprocess.Popen(  # noqa: S603 - the Python of LibreOffice
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env=foreign_environment(),
                start_new_session=True,
            )
        except OSError as fault:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise EnvironmentFault("LibreOffice cannot be started", found=command[0], remedy=str(fault)) from None

    def _listen(self) -> None:
        """Put the lines of the supervisor into the queue, an empty one at the end."""
        with contextlib.suppress(ValueError, OSError):
            for line in self._out:
                self._lines.put(line)
        self._lines.put("")

    def _hear(self, seconds: float) -> dict[str, Any]:
        """Return what the supervisor says next. Raises `TimeoutError`, and `Ended` where nothing more comes."""
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None
        if not line:
            raise Ended
        said = json.loads(line)
        return dict(said)

    def convert(self, document: bytes, conversion: Conversion) -> bytes:
        """Return a document in another format. After an error but `InputError` of the document this one is closed.

        Raises `InputError` for a document that cannot be converted, or not in the time, and `Ended`.
        """
        self.documents += 1
        source = self.folder / f"document-{self.documents}.{conversion.kind}"
        target = self.folder / f"result-{self.documents}.{conversion.to}"
        task = conversion.task(source, target)
        with name_faults(source):
            source.write_bytes(document)
        try:
            self._tell(task)
            said = self._hear(conversion.seconds)
        except TimeoutError:
            self.close()
            raise InputError(f"LibreOffice took over {conversion.seconds:.0f} seconds for the document") from None
        except Ended:
            self.close()
            raise
        return _result(said, target, source, conversion)

    def _tell(self, task: dict[str, Any]) -> None:
        try:
            self._in.write(json.dumps(task) + "\n")
            self._in.flush()
        except OSError:
            raise Ended from None

    @property
    def is_open(self) -> bool:
        """Whether it can convert another document in this process."""
        return self.owner == os.getpid() and self._supervisor.poll() is None and self.documents < MOST_DOCUMENTS

    def close(self) -> None:
        """End LibreOffice and its supervisor, and remove their folder."""
        with contextlib.suppress(OSError):
            self._in.close()
        try:
            self._supervisor.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._supervisor.kill()
        if self._supervisor.wait():
            self._clear()
        self._listener.join()
        self._out.close()

    def _clear(self) -> None:
        """Do what the supervisor does, where it was killed itself."""
        if sys.platform != "win32" and self.group:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.group, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)


def _result(said: dict[str, Any], target: Path, source: Path, conversion: Conversion) -> bytes:
    """Return the bytes of the result. Raises `InputError` with what LibreOffice says in place of one."""
    try:
        if cell := said.get("unknown"):
            raise InputError(
                f"LibreOffice cannot calculate the formula in {cell}, which would show {said['shows']}",
                remedy="use a function that LibreOffice has, or write an .xlsx and let Excel print it",
            )
        if not target.is_file():
            what = f"LibreOffice made no {conversion.to} of the {conversion.kind}"
            raise InputError(what, found=said.get("fault", "no message"), remedy=REMEDIES.get(conversion.kind, ""))
        with name_faults(target):
            return target.read_bytes()
    finally:
        for file in (source, target):
            file.unlink(missing_ok=True)
