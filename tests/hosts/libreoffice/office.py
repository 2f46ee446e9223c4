"""A real LibreOffice of one's own: the extension installed by `xlmarket addin install`, driven through UNO."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import IN_CI, program
from xlmarket.functions import CellError
from xlmarket.hosts.libreoffice.install import status
from xlmarket.programs import find_uno_python

DRIVER = Path(__file__).with_name("driver.py")
CAPABILITIES = "+dac_override,+dac_read_search"
AS_ANOTHER = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
AS_ANOTHER += [f"--inh-caps={CAPABILITIES}", f"--ambient-caps={CAPABILITIES}"]
"""`unopkg` refuses root: a test that runs as root installs as another user, one that may read what root may."""

ERRORS = {
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
"""What Calc shows for the numbers of its errors; any other shows as Err:504."""


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def python_with_uno() -> str:
    """A Python that can drive LibreOffice; its absence fails in CI and skips elsewhere."""
    if python := find_uno_python(Path(program("soffice", "libreoffice-calc"))):
        return str(python)
    message = "needs a Python with UNO (python3-uno)"
    raise (pytest.fail.Exception if IN_CI else pytest.skip.Exception)(message)


class Profile:
    """A user's profile, with what `xlmarket addin` makes of it; it goes with the block.

    It lies where another user may read: pytest closes its own folders to all but who runs it.
    """

    def __enter__(self) -> Profile:
        self.folder = Path(tempfile.mkdtemp(prefix="xlmarket-profile-")).resolve()
        if is_root():
            shutil.chown(self.folder, "nobody")
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder)

    def xlmarket(self, *arguments: str, as_root: bool = False) -> subprocess.CompletedProcess[str]:
        """Run the program on this profile, as a user whom `unopkg` serves."""
        program("unopkg", "libreoffice-calc")
        user = AS_ANOTHER if is_root() and not as_root else []
        command = [*user, sys.executable, "-m", "xlmarket.cli", *arguments, "--folder", str(self.folder)]
        return subprocess.run(
            command, env={**os.environ, "HOME": str(self.folder)}, capture_output=True, text=True, timeout=300
        )

    @property
    def inside(self) -> Path:
        """The modules of the installed extension that run inside LibreOffice."""
        return status(self.folder).path / "pythonpath" / "xlmarket_calc"

    def install(self, *arguments: str) -> None:
        done = self.xlmarket("addin", "install", "--host", "libreoffice", *arguments)
        assert done.returncode == 0, done.stderr


class Office:
    """A running LibreOffice on a profile; every method of the driver is one of this."""

    def __init__(self, profile: Profile) -> None:
        soffice = program("soffice", "libreoffice-calc")
        pipe = f"xlmarket-{uuid.uuid4().hex[:12]}"
        at = f"-env:UserInstallation={profile.folder.as_uri()}"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._soffice = subprocess.Popen(
            [soffice, "--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;", at], **quiet
        )
        self._driver = subprocess.Popen(
            [python_with_uno(), str(DRIVER), pipe], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    @property
    def pid(self) -> int:
        return self._soffice.pid

    def __getattr__(self, name: str) -> Any:
        def driven(**given: Any) -> Any:
            assert self._driver.stdin is not None
            assert self._driver.stdout is not None
            self._driver.stdin.write(json.dumps([name, given]) + "\n")
            self._driver.stdin.flush()
            said = json.loads(self._driver.stdout.readline())
            assert "fault" not in said, said["fault"]
            return said["answer"]

        return driven

    def stop(self) -> None:
        self.quit()
        self._driver.communicate(timeout=60)
        self._soffice.wait(timeout=60)

    def answer(self, formula: str, rows: int = 1, columns: int = 1, cells: Mapping[str, Any] | None = None) -> Any:
        """What Calc shows for a formula in its own grammar, entered as an array where several cells are wanted."""
        self.fill(cells={address: cell(value) for address, value in (cells or {}).items() if value is not None})
        address = f"J1:{'JKLMNOPQRST'[columns - 1]}{rows}"
        self.enter(address=address, formula=formula, array=(rows, columns) != (1, 1))
        return shown(self.read(address=address))


def cell(value: Any) -> object:
    """A value as the driver puts it into a cell."""
    from tests.conformance.calls import days_of_excel  # reads all figures, which a bench need not

    if isinstance(value, CellError):
        return {"error": value.code}
    return days_of_excel(value) if isinstance(value, date) else value


def shown(rows: Sequence[Sequence[Any]]) -> list[list[object]]:
    """Cells as the driver read them, errors as Calc shows them."""
    return [
        [ERRORS.get(one["error"], f"Err:{one['error']}") if isinstance(one, dict) else one for one in row]
        for row in rows
    ]
