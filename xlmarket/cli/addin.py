"""`xlmarket addin`: the worksheet functions in Excel on Windows and in LibreOffice."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xlmarket.cli.settings import Command, example_lines, settings
from xlmarket.cli.settings import Settings as Told

if TYPE_CHECKING:
    from xlmarket.hosts.settings import Settings


class Host(StrEnum):
    """The programs that have add-ins."""

    EXCEL = "excel"
    LIBREOFFICE = "libreoffice"


ROOMS = {Host.EXCEL: "xlmarket.hosts.desktop", Host.LIBREOFFICE: "xlmarket.hosts.libreoffice"}
"""Each has the modules `install` (install, status, remove) and `doctor` (doctor)."""

TITLES = {Host.EXCEL: "Excel", Host.LIBREOFFICE: "LibreOffice"}
DEFAULT = Host.EXCEL if os.name == "nt" else Host.LIBREOFFICE

HostOption = Annotated[Host, typer.Option(help="The program (default: excel on Windows, else libreoffice).")]
Folder = Annotated[
    Path | None,
    typer.Option(help="Excel's start folder, or LibreOffice's user profile (default: yours).", show_default=False),
]

INSTALL_EXAMPLES = ("xlmarket addin install", "xlmarket addin install --prefix XL --dataset sample-quarterly")


def register(app: typer.Typer) -> None:
    room = typer.Typer(
        help="The worksheet functions in Excel on Windows or LibreOffice.", no_args_is_help=True, rich_markup_mode=None
    )
    room.command("install", cls=Command, epilog=example_lines(*INSTALL_EXAMPLES))(install)
    room.command("status", cls=Command, epilog=example_lines("xlmarket addin status"))(status)
    room.command("remove", cls=Command, epilog=example_lines("xlmarket addin remove"))(remove)
    app.add_typer(room, name="addin")


def install(
    context: typer.Context,
    host: HostOption = DEFAULT,
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
    told.say(f'xlmarket: installed; open {TITLES[host]} and type ={with_figures.prefix}MARKET_SHARE("Brazil")')


def status(context: typer.Context, host: HostOption = DEFAULT, folder: Folder = None) -> None:
    """What is installed, and what it was built with."""
    found = _room(host, "install").status(folder)
    baked = asdict(found.baked) if found.baked else {}
    if not found.installed:
        lines = [f"{TITLES[host]}: not installed ({found.path})"]
    elif not baked:
        lines = [f"{TITLES[host]}: {found.path} cannot be read; xlmarket addin install --host {host.value} mends it"]
    else:
        lines = [f"{TITLES[host]}: {found.path}", *_built_with(baked)]
    settings(context).answer(
        "\n".join(lines), {"host": host.value, "path": str(found.path), "installed": found.installed, **baked}
    )


def remove(context: typer.Context, host: HostOption = DEFAULT, folder: Folder = None) -> None:
    """Take the functions away; the program must be closed."""
    removed = _room(host, "install").remove(folder)
    plain = f"{TITLES[host]}: " + ("removed" if removed else "there was nothing to remove")
    settings(context).answer(plain, {"host": host.value, "removed": removed})


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
    return import_module(f"{ROOMS[host]}.{module}")
