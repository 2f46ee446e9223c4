"""One resident LibreOffice that converts documents. Run by a Python that has UNO, which need not be ours.

    python supervisor.py SOFFICE FOLDER MEMORY

It starts LibreOffice with the profile `FOLDER/profile` and prints a line of JSON with its process group, then one when
it is ready. Each line of standard input is a document to convert, each line of standard output its outcome. When standard
input ends, for whatever reason, LibreOffice is killed, in the middle of a document too, and `FOLDER` is removed. So
neither outlives the process at the other end of the pipe.

It imports nothing of xlmarket, as the Python of LibreOffice does not have it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

START_SECONDS = 60.0
POLL_SECONDS = 0.05
NOT_CALCULATED = {525: "#NAME?", 540: "Err:540"}
"""Errors of Calc that a workbook has not in Excel, and what they show: unknown functions, and content from the web."""

WITH_ERRORS = 4
"""`com.sun.star.sheet.FormulaResult.ERROR`."""

SET_CHILD_SUBREAPER = 36
LARGEST_FILE = 1 << 30
PIPES = ("/tmp", "/var/tmp")  # noqa: S108 - where LibreOffice puts them, whatever TMPDIR is
NEVER = 0
"""Neither macros (`MacroExecMode.NEVER_EXECUTE`) nor links (`UpdateDocMode.NO_UPDATE`)."""


def start(soffice: str, folder: Path, pipe: str) -> subprocess.Popen[bytes]:
    """Start LibreOffice in a process group of its own, which its own children stay in."""
    arguments = ["--headless", "--norestore", "--nologo", "--nodefault", f"--accept=pipe,name={pipe};urp;"]
    return subprocess.Popen(  # noqa: S603 - LibreOffice itself
        [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(folder / "tmp")},
        start_new_session=True,
    )


def limit(memory: int) -> None:
    """Bound what LibreOffice may take, where the system can: address space and the size of a file, in bytes."""
    if sys.platform == "win32":
        return
    import resource

    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, LARGEST_FILE)):
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def adopt() -> None:
    """Become the parent of what LibreOffice starts and leaves, where the system can: the first process may reap nothing."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap() -> None:
    """Wait for all that is left, as it may write to the profile until it is gone."""
    with contextlib.suppress(ChildProcessError, AttributeError):
        while True:
            os.waitpid(-1, 0)


def end(office: subprocess.Popen[bytes], folder: Path, pipe: str) -> None:
    """Kill LibreOffice with all it started, remove the folder and the pipes, end this process."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(office.pid)], capture_output=True, check=False)  # noqa: S603, S607
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(office.pid, signal.SIGKILL)
    office.wait()
    reap()
    shutil.rmtree(folder, ignore_errors=True)
    remove_pipes(folder, pipe)
    os._exit(0)


def remove_pipes(folder: Path, pipe: str) -> None:
    """Remove the files of two pipes that a killed LibreOffice leaves in /tmp: ours, and that of its profile.

    The latter bears a hash of the profile's URL, its bytes in hexadecimal without leading zeros.
    """
    if sys.platform == "win32":
        return
    digest = hashlib.md5((folder / "profile").as_uri().encode("utf-16-le")).digest()  # noqa: S324 - theirs
    for name in (pipe, "SingleOfficeIPC_" + "".join(format(byte, "x") for byte in digest)):
        for place in PIPES:
            with contextlib.suppress(OSError):
                (Path(place) / f"OSL_PIPE_{os.getuid()}_{name}").unlink()


def connect(office: subprocess.Popen[bytes], pipe: str) -> Any:
    """Return the desktop of LibreOffice once it listens. Raises `OSError` where it ends or takes too long."""
    import uno
    from com.sun.star.connection import NoConnectException

    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if office.poll() is not None:
                raise OSError(f"it ended with code {office.returncode}") from None
            time.sleep(POLL_SECONDS)
        else:
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    raise OSError(f"it did not answer in {START_SECONDS:.0f} seconds")


def settings(values: dict[str, Any]) -> tuple[Any, ...]:
    """Options as UNO has them. A dictionary inside is a sequence of options."""
    import uno
    from com.sun.star.beans import PropertyValue

    made = []
    for name, value in values.items():
        option = PropertyValue()
        option.Name = name
        if isinstance(value, dict):
            value = uno.Any("[]com.sun.star.beans.PropertyValue", settings(value))
        option.Value = value
        made.append(option)
    return tuple(made)


def convert(desktop: Any, task: dict[str, Any]) -> dict[str, Any]:
    """Convert one document. The outcome is `done`, or `fault` with what LibreOffice says."""
    loading = {"FilterName": task["read"], "Hidden": True, "ReadOnly": True}
    loading.update(MacroExecutionMode=NEVER, UpdateDocMode=NEVER)
    document = desktop.loadComponentFromURL(Path(task["source"]).as_uri(), "_blank", 0, settings(loading))
    if document is None:
        return {"fault": "the file could not be read"}
    try:
        unknown = not_calculated(document) if task["known"] else {}
        if unknown:
            return unknown
        leave_out(document, task["leave"])
        storing = {"FilterName": task["write"], "FilterData": task["options"]}
        document.storeToURL(Path(task["target"]).as_uri(), settings(storing))
        return {"done": True}
    finally:
        document.close(True)


def leave_out(document: Any, names: list[str]) -> None:
    """Let hidden sheets and those with these names not print: LibreOffice prints hidden ones too."""
    for sheet in document.Sheets if hasattr(document, "Sheets") else ():
        if not sheet.IsVisible or sheet.Name in names:
            sheet.setPrintAreas(())


def not_calculated(document: Any) -> dict[str, str]:
    """The first cell of a visible sheet that LibreOffice cannot calculate, as `Sheet!A1`, and what it shows, if any."""
    for sheet in document.Sheets if hasattr(document, "Sheets") else ():
        if sheet.IsVisible:
            for cell in sheet.queryFormulaCells(WITH_ERRORS).Cells:
                if cell.getError() in NOT_CALCULATED:
                    name = str(cell.AbsoluteName).replace("$", "")
                    return {"unknown": "!".join(name.rsplit(".", 1)), "shows": NOT_CALCULATED[cell.getError()]}
    return {}


def outcome(desktop: Any, line: str) -> dict[str, Any]:
    """Convert what a line asks for. A LibreOffice that is gone is no outcome but an error."""
    from com.sun.star.lang import DisposedException
    from com.sun.star.uno import Exception as Fault
    from com.sun.star.uno import RuntimeException

    try:
        return convert(desktop, json.loads(line))
    except DisposedException:
        raise
    except (Fault, RuntimeException) as fault:
        return {"fault": str(fault.Message).strip().splitlines()[0] if fault.Message.strip() else type(fault).__name__}


def tell(words: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def main(soffice: str, place: str, memory: str) -> None:
    folder = Path(place)
    pipe = folder.name
    os.umask(0o077)  # only this user may talk to LibreOffice
    adopt()
    limit(int(memory))
    office = start(soffice, folder, pipe)
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def listen() -> None:
        try:
            for line in sys.stdin:
                lines.put(line)
        finally:
            end(office, folder, pipe)

    threading.Thread(target=listen, daemon=True).start()
    try:
        tell({"group": office.pid})
        desktop = connect(office, pipe)
        tell({"ready": True})
        while True:
            tell(outcome(desktop, lines.get()))
    except OSError as fault:
        tell({"failed": str(fault)})
    finally:
        end(office, folder, pipe)


if __name__ == "__main__":
    main(*sys.argv[1:])
