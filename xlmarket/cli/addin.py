"""`xlmarket addin`: the worksheet functions in Excel on Windows and in LibreOffice."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xlmarket.cli.commands import command, command_group
from xlmarket.cli.options import FOLDER, ChoiceType, prefix_option
from xlmarket.cli.session import Session

if TYPE_CHECKING:
    from xlmarket.hosts.settings import AddinSettings

PACKAGES = {"excel": "xlmarket.hosts.desktop", "libreoffice": "xlmarket.hosts.libreoffice"}
"""The programs with add-ins. Each package has the modules `install` (install, status, remove) and `doctor` (doctor)."""

TITLES = {"excel": "Excel", "libreoffice": "LibreOffice"}
DEFAULT = "excel" if os.name == "nt" else "libreoffice"
NAME_WIDTH = 12

HOST = ChoiceType(lambda: PACKAGES)

folder_option = click.option(
    "--folder", type=FOLDER, help="Excel's start folder, or LibreOffice's user profile (default: yours)."
)


def host_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Declare `--host`, which defaults to the program that fits the system."""
    text = "The program (default: excel on Windows, else libreoffice)."
    return click.option("--host", type=HOST, default=DEFAULT, show_default=False, help=text)(function)


@command("install", "xlmarket addin install", "xlmarket addin install --prefix XL --dataset sample-quarterly")
@host_option
@prefix_option("XL_MARKET_SHARE")
@folder_option
def install(session: Session, host: str, prefix: str, folder: Path | None) -> None:
    """Install the functions. The program must be closed.

    --dataset, --store and --config choose the figures that the functions read. Run it again after an upgrade of
    xlmarket or of Python.
    """
    settings = _settings(session, prefix)
    session.open_snapshot()
    path = load_module(host, "install").install(folder, settings=settings)
    session.result(str(path), {"host": host, "path": str(path)})
    session.message(f'xlmarket: installed; open {TITLES[host]} and type ={settings.prefix}MARKET_SHARE("Brazil")')


@command("status", "xlmarket addin status")
@host_option
@folder_option
def status(session: Session, host: str, folder: Path | None) -> None:
    """Show what is installed, and what it was built with."""
    state = load_module(host, "install").status(folder)
    origin = asdict(state.build_info) if state.build_info else {}
    if not state.installed:
        lines = [f"{TITLES[host]}: not installed ({state.path})"]
    elif not origin:
        lines = [f"{TITLES[host]}: {state.path} cannot be read; run xlmarket addin install --host {host}"]
    else:
        lines = [f"{TITLES[host]}: {state.path}", *_origin_lines(origin)]
    session.result("\n".join(lines), {"host": host, "path": str(state.path), "installed": state.installed, **origin})


@command("remove", "xlmarket addin remove")
@host_option
@folder_option
def remove(session: Session, host: str, folder: Path | None) -> None:
    """Remove the functions. The program must be closed."""
    removed = load_module(host, "install").remove(folder)
    plain = f"{TITLES[host]}: " + ("removed" if removed else "nothing to remove")
    session.result(plain, {"host": host, "removed": removed})


addin = command_group("addin", "Install the functions in Excel on Windows or LibreOffice.", install, status, remove)


def load_module(host: str, module: str) -> Any:
    """The module `install` or `doctor` of a program."""
    return import_module(f"{PACKAGES[host]}.{module}")


def _settings(session: Session, prefix: str) -> AddinSettings:
    """The shared options as an add-in keeps them. It runs in another folder, so paths are absolute."""
    from xlmarket.hosts.settings import AddinSettings
    from xlmarket.store.place import lasting_address

    store = session.store or os.environ.get("XLMARKET_STORE", "")
    store = lasting_address(store) if store else ""
    config = str(session.config.expanduser().resolve()) if session.config else ""
    return AddinSettings(session.dataset or "", store, config, prefix)


def _origin_lines(origin: Mapping[str, Any]) -> Iterator[str]:
    """What an add-in was built with, one line each. Defaults are left out."""
    for name, value in origin.items():
        if isinstance(value, dict):
            yield from _origin_lines(value)
        elif value:
            yield f"  {name:<{NAME_WIDTH}} {value}"
