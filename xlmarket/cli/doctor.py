"""`xlmarket doctor`: what is installed, what is wrong with it, and how to mend it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlmarket.cli.addin import HOST, PACKAGES, TITLES, folder_option, load_module
from xlmarket.cli.commands import command
from xlmarket.cli.session import Session
from xlmarket.errors import EnvironmentFault

if TYPE_CHECKING:
    from xlmarket.hosts.findings import Finding

WIDTH = 80


@command("doctor", "xlmarket doctor", "xlmarket doctor --host excel")
@click.option("--host", type=HOST, help="Only the functions in this program, which must be installed.")
@folder_option
def doctor(session: Session, host: str | None, folder: Path | None) -> int:
    """Show what is installed, what is wrong, and how to mend it.

    Checks the settings, the store, every data set, the optional packages, and the functions in Excel and LibreOffice.
    What is not installed is not wrong, unless --host asks for it. Ends with exit code 5 if something is wrong.
    """
    pages = {host: _check_host(host, folder)} if host else _check_all(session, folder)
    data = [{"host": name, **asdict(finding)} for name, findings in pages.items() for finding in findings]
    session.result("\n\n".join(_page(TITLES.get(name, name), findings) for name, findings in pages.items()), data)
    sound = all(finding.ok for findings in pages.values() for finding in findings)
    return 0 if sound else EnvironmentFault.exit_code


def _check_all(session: Session, folder: Path | None) -> dict[str, list[Finding]]:
    """The findings of the package itself, and of each program: all where the functions are installed, else one."""
    from xlmarket.cli.health import check_package

    pages = {"xlmarket": check_package(session)}
    for host in PACKAGES:
        pages[host] = _check_host(host, folder) if _is_installed(host, folder) else [_not_installed(host)]
    return pages


def _check_host(host: str, folder: Path | None) -> list[Finding]:
    findings: list[Finding] = load_module(host, "doctor").doctor(folder)
    return findings


def _is_installed(host: str, folder: Path | None) -> bool:
    try:
        return bool(load_module(host, "install").status(folder).installed)
    except EnvironmentFault:
        return False


def _not_installed(host: str) -> Finding:
    from xlmarket.hosts.findings import Finding

    return Finding("functions", f"not installed (xlmarket addin install --host {host})", "", "", ok=True)


def _page(title: str, findings: Iterable[Finding]) -> str:
    """Findings one below the other. One that is wrong has the expected value and the remedy below it."""
    lines = [title]
    for finding in findings:
        lines += _entry("ok" if finding.ok else "WRONG", f"{finding.what}: {finding.found}")
        if not finding.ok:
            lines += _entry("", f"expected: {finding.wanted}" if finding.wanted else "")
            lines += _entry("", f"to mend it: {finding.remedy}" if finding.remedy else "")
    return "\n".join(lines)


def _entry(mark: str, text: str) -> list[str]:
    if not text:
        return []
    return textwrap.wrap(
        text, WIDTH, initial_indent=f"  {mark:<6} ", subsequent_indent=" " * 11, break_long_words=False
    )
