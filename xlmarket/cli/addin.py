"""`xlmarket addin` and `xlmarket doctor`: the worksheet functions in Excel on Windows and in LibreOffice."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xlmarket.cli.settings import Command, settings
from xlmarket.cli.settings import Settings as Told
from xlmarket.errors import EnvironmentFault

if TYPE_CHECKING:
    from xlmarket.hosts.findings import Finding
    from xlmarket.hosts.settings import Settings

WIDTH = 80
_WRONG = EnvironmentFault.exit_code


class Host(StrEnum):
    """The programs that have add-ins."""

    EXCEL = "excel"
    LIBREOFFICE = "libreoffice"


_ROOMS = {Host.EXCEL: "xlmarket.hosts.desktop", Host.LIBREOFFICE: "xlmarket.hosts.libreoffice"}
"""Each has the modules `install` (install, status, remove) and `doctor` (doctor)."""

_TITLES = {Host.EXCEL: "Excel", Host.LIBREOFFICE: "LibreOffice"}
_DEFAULT = Host.EXCEL if os.name == "nt" else Host.LIBREOFFICE

HostOption = Annotated[Host, typer.Option(help="The program (default: excel on Windows, else libreoffice).")]
Folder = Annotated[
    Path | None,
    typer.Option(help="Excel's start folder, or LibreOffice's user profile (default: yours).", show_default=False),
]


def register(app: typer.Typer) -> None:
    room = typer.Typer(
        help="The worksheet functions in Excel on Windows or LibreOffice.", no_args_is_help=True, rich_markup_mode=None
    )
    room.command("install", cls=Command)(install)
    room.command("status", cls=Command)(status)
    room.command("remove", cls=Command)(remove)
    app.add_typer(room, name="addin")
    app.command("doctor", cls=Command)(doctor)


def install(
    context: typer.Context,
    host: HostOption = _DEFAULT,
    prefix: Annotated[str, typer.Option(help="What stands before the names: XL for XL_MARKET_SHARE.")] = "",
    folder: Folder = None,
) -> None:
    """Install the functions; the program must be closed.

    --dataset, --store and --config say which figures they answer from. Do it again after an upgrade of xlmarket or Python.
    """
    told = settings(context)
    with_figures = _settings(told, prefix)
    told.open_snapshot()
    path = _room(host, "install").install(folder, settings=with_figures)
    told.answer(str(path), {"host": host.value, "path": str(path)})
    told.say(f'xlmarket: installed; open {_TITLES[host]} and type ={with_figures.prefix}MARKET_SHARE("Brazil")')


def status(context: typer.Context, host: HostOption = _DEFAULT, folder: Folder = None) -> None:
    """What is installed, and what it was built with."""
    found = _room(host, "install").status(folder)
    baked = asdict(found.baked) if found.baked else {}
    if not found.installed:
        lines = [f"{_TITLES[host]}: not installed ({found.path})"]
    elif not baked:
        lines = [f"{_TITLES[host]}: {found.path} cannot be read; xlmarket addin install --host {host.value} mends it"]
    else:
        lines = [f"{_TITLES[host]}: {found.path}", *_built_with(baked)]
    settings(context).answer(
        "\n".join(lines), {"host": host.value, "path": str(found.path), "installed": found.installed, **baked}
    )


def remove(context: typer.Context, host: HostOption = _DEFAULT, folder: Folder = None) -> None:
    """Take the functions away; the program must be closed."""
    removed = _room(host, "install").remove(folder)
    plain = f"{_TITLES[host]}: " + ("removed" if removed else "there was nothing to remove")
    settings(context).answer(plain, {"host": host.value, "removed": removed})


def doctor(
    context: typer.Context,
    host: Annotated[Host | None, typer.Option(help="The program (default: all that have the functions).")] = None,
    folder: Folder = None,
) -> None:
    """What is installed, what disagrees, how to mend it.

    Ends with exit code 0 when all is well.
    """
    asked = [host] if host else [one for one in Host if _is_installed(one, folder)] or [_DEFAULT]
    found = {one: _room(one, "doctor").doctor(folder) for one in asked}
    data = [{"host": one.value, **asdict(finding)} for one, findings in found.items() for finding in findings]
    plain = "\n\n".join(_page(_TITLES[one], findings) for one, findings in found.items())
    settings(context).answer(plain, data)
    sys.stdout.flush()
    if not all(finding.ok for findings in found.values() for finding in findings):
        raise typer.Exit(_WRONG)


def _settings(told: Told, prefix: str) -> Settings:
    """The shared options as an add-in keeps them: it runs elsewhere, so paths are whole and the environment is said."""
    from xlmarket.hosts.settings import Settings

    store = told.store or os.environ.get("XLMARKET_STORE", "")
    if store and "://" not in store:
        store = str(Path(store).expanduser().resolve())
    config = str(told.config.expanduser().resolve()) if told.config else ""
    return Settings(told.dataset or "", store, config, prefix)


def _built_with(baked: dict[str, Any]) -> Iterator[str]:
    """What an add-in was built with, a line each; what was left to its default is left out."""
    for name, said in baked.items():
        if isinstance(said, dict):
            yield from _built_with(said)
        elif said:
            yield f"  {name:<12} {said}"


def _room(host: Host, module: str) -> Any:
    return import_module(f"{_ROOMS[host]}.{module}")


def _is_installed(host: Host, folder: Path | None) -> bool:
    try:
        return bool(_room(host, "install").status(folder).installed)
    except EnvironmentFault:
        return False


def _page(title: str, findings: Iterable[Finding]) -> str:
    """Findings one below the other; what is wrong has what is wanted and the remedy below it."""
    lines = [title]
    for one in findings:
        lines += _entry("ok" if one.ok else "WRONG", f"{one.what}: {one.found}")
        if not one.ok:
            lines += _entry("", f"wanted: {one.wanted}")
            lines += _entry("", f"to mend it: {one.remedy}" if one.remedy else "")
    return "\n".join(lines)


def _entry(mark: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=f"  {mark:<6} ", subsequent_indent=" " * 11, break_long_words=False
    )
