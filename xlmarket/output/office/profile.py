"""The folder of a resident LibreOffice: its profile and the documents it works on.

The profile pins what would make pages differ from machine to machine, and switches off what documents could do.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from xlmarket.files import is_alive, name_faults

_PREFIX = "xlmarket-office-"
_NEVER_RECALCULATE, _NEVER_UPDATE, _ONLY_TRUSTED = 1, 2, 3

SETTINGS: tuple[tuple[str, str, object], ...] = (
    ("Setup/L10N", "ooSetupSystemLocale", "en-US"),
    ("Setup/L10N", "ooLocale", "en-US"),
    ("Office.Calc/Formula/Load", "OOXMLRecalcMode", _NEVER_RECALCULATE),
    ("Office.Calc/Content/Update", "Link", _NEVER_UPDATE),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", _ONLY_TRUSTED),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", True),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", True),
    ("Office.Common/Save/Document", "AutoSave", False),
    ("Office.Recovery/RecoveryInfo", "Enabled", False),
)
"""Path, name and value of each setting. Cells keep their values, the separators of numbers are those of English."""


def make_folder() -> Path:
    """Make the folder of a LibreOffice of this process. Raises `EnvironmentFault` where there is no room for it."""
    parent = Path(tempfile.gettempdir())
    with name_faults(parent):
        folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=parent)).resolve()
        user = folder / "profile" / "user"
        user.mkdir(parents=True)
        (folder / "tmp").mkdir()
        (user / "registrymodifications.xcu").write_text(_registry(), encoding="utf-8")
    return folder


def sweep_folders() -> None:
    """Remove the folders whose process was killed together with its supervisor, so that nothing removed them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        owner = folder.name.removeprefix(_PREFIX).split("-")[0]
        if os.name != "nt" and owner.isdigit() and not is_alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _registry() -> str:
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<oor:items xmlns:oor="http://openoffice.org/2001/registry">',
            *_items(),
            "</oor:items>",
        )
    )


def _items() -> Iterator[str]:
    for path, name, value in SETTINGS:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        yield (
            f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
            f"<value>{text}</value></prop></item>"
        )
