"""`xlmarket doctor`: what is installed, what is wrong with it, how to mend it."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xlmarket.cli.addin import ROOMS, TITLES, Host
from xlmarket.cli.settings import Command, Settings, example_lines, settings
from xlmarket.errors import EnvironmentFault

if TYPE_CHECKING:
    from xlmarket.hosts.findings import Finding

WIDTH = 80
EXAMPLES = ("xlmarket doctor", "xlmarket doctor --host excel")
_WRONG = EnvironmentFault.exit_code


def register(app: typer.Typer) -> None:
    app.command("doctor", cls=Command, epilog=example_lines(*EXAMPLES))(doctor)


def doctor(
    context: typer.Context,
    host: Annotated[Host | None, typer.Option(help="Only the functions in this program, which must be there.")] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Excel's start folder, or LibreOffice's user profile (default: yours).")
    ] = None,
) -> None:
    """What is installed, what is wrong, how to mend it.

    Looks at the settings, the store, every data set, the extras, and the functions in Excel and LibreOffice. What is
    not installed is not wrong, unless --host asks for it. Ends with exit code 5 if something is wrong.
    """
    told = settings(context)
    pages = {host.value: _of_host(host, folder)} if host else _everything(told, folder)
    data = [{"host": name, **asdict(finding)} for name, findings in pages.items() for finding in findings]
    titles = {one.value: TITLES[one] for one in Host}
    told.answer("\n\n".join(_page(titles.get(name, name), findings) for name, findings in pages.items()), data)
    sys.stdout.flush()
    if not all(finding.ok for findings in pages.values() for finding in findings):
        raise typer.Exit(_WRONG)


def _everything(told: Settings, folder: Path | None) -> dict[str, list[Finding]]:
    """The package itself, and each program: in full where the functions are installed, else in one line."""
    from xlmarket.cli.health import findings

    pages = {"xlmarket": findings(told)}
    for host in Host:
        pages[host.value] = _of_host(host, folder) if _is_installed(host, folder) else [_not_installed(host)]
    return pages


def _of_host(host: Host, folder: Path | None) -> list[Finding]:
    found: list[Finding] = import_module(f"{ROOMS[host]}.doctor").doctor(folder)
    return found


def _is_installed(host: Host, folder: Path | None) -> bool:
    try:
        return bool(import_module(f"{ROOMS[host]}.install").status(folder).installed)
    except EnvironmentFault:
        return False


def _not_installed(host: Host) -> Finding:
    from xlmarket.hosts.findings import Finding

    how = f"not installed; xlmarket addin install --host {host.value} does it"
    return Finding("functions", how, "", "", ok=True)


def _page(title: str, findings: Iterable[Finding]) -> str:
    """Findings one below the other; what is wrong has what is wanted and the remedy below it."""
    lines = [title]
    for one in findings:
        lines += _entry("ok" if one.ok else "WRONG", f"{one.what}: {one.found}")
        if not one.ok:
            lines += _entry("", f"wanted: {one.wanted}" if one.wanted else "")
            lines += _entry("", f"to mend it: {one.remedy}" if one.remedy else "")
    return "\n".join(lines)


def _entry(mark: str, text: str) -> list[str]:
    if not text:
        return []
    return textwrap.wrap(
        text, WIDTH, initial_indent=f"  {mark:<6} ", subsequent_indent=" " * 11, break_long_words=False
    )
