"""The conformance table: which case of the one table is asked in which host, and how each host is asked.

`python -m tests.conformance.table docs` writes `docs/conformance.md` anew; a test holds it equal to what is generated.
Without a folder it prints how many cases each host is asked.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from tests.conformance.cases import BRIEF, CASES, Case

LONGEST_ANSWER = 4
"""So many rows of an answer are printed."""


class Host(NamedTuple):
    """A way to ask: the module that says what it cannot be asked, where its tests lie, and what runs there."""

    module: str
    tests: str
    runs: str

    @property
    def title(self) -> str:
        return str(import_module(self.module).TITLE)

    def excluded(self, case: Case) -> str:
        """Why the host is not asked a case; empty if it is."""
        return str(import_module(self.module).excluded(case))


HOSTS = (
    Host("tests.conformance.python", "tests/conformance/test_python.py", "`evaluate` and `call`"),
    Host(
        "tests.conformance.command_line",
        "tests/conformance/test_command_line.py",
        "the command, its text and its `--json`",
    ),
    Host(
        "tests.conformance.template",
        "tests/conformance/test_template.py",
        "finished reports: the case as a formula of the template, and as an expression in `{{ }}`",
    ),
    Host(
        "tests.formulas.names.conformance",
        "tests/formulas/names/test_conformance.py",
        "the live workbook, calculated by IronCalc without any value in it",
    ),
    Host(
        "tests.hosts.desktop.conformance",
        "tests/hosts/desktop/test_conformance.py",
        "the add-in's own VBA, as cells of LibreOffice Calc and in pyOpenVBA's interpreter, over xlwings' call path;"
        " never yet a real Excel",
    ),
    Host(
        "tests.hosts.officejs.conformance",
        "tests/hosts/officejs/test_conformance.py",
        "Microsoft's own Office.js and custom functions runtime in Chromium; never yet a real Excel",
    ),
    Host(
        "tests.hosts.libreoffice.conformance",
        "tests/hosts/libreoffice/test_conformance.py",
        "the installed extension in headless Calc",
    ),
)


def counts() -> str:
    """How many cases each host is asked."""
    lines = []
    for host in HOSTS:
        asked = sum(not host.excluded(case) for case in CASES)
        lines.append(f"{host.title:<40} {asked:>4} of {len(CASES)}")
    return "\n".join(lines)


def markdown() -> str:
    """The page."""
    return "\n".join(_markdown()) + "\n"


def _markdown() -> Iterator[str]:
    yield "# One table of cases, every host\n"
    yield f"Made by `make docs` from the {len(CASES)} cases of `tests/conformance/cases.py`. Every host is asked every"
    yield "case it can be asked, and a test of that host fails where its answer is not the registry's: the same cells in"
    yield "the same places, numbers to 12 digits, errors by their code. Missing is `#N/A`; omitted, empty text and an"
    yield "empty cell are the same.\n"
    yield "| host | cases asked | what runs |\n| --- | ---: | --- |"
    for host in HOSTS:
        yield f"| {host.title} | {sum(not host.excluded(case) for case in CASES)} | {host.runs} |"
    notes: dict[str, int] = {}
    yield from _table(notes)
    yield ""
    for reason, number in notes.items():
        yield f"{number}. {reason[:1].upper()}{reason[1:].rstrip('.')}."


def _table(notes: dict[str, int]) -> Iterator[str]:
    titles = [host.title for host in HOSTS]
    yield f"\n## The cases\n\n| formula | a cell shows | {' | '.join(titles)} |"
    yield f"| --- | --- |{' :-: |' * len(titles)}"
    for case in CASES:
        marks = [_mark(host.excluded(case), notes) for host in HOSTS]
        yield f"| {_formula(case)} | {_answer(case.shown)} | {' | '.join(marks)} |"


def _mark(reason: str, notes: dict[str, int]) -> str:
    return f"<sup>{notes.setdefault(reason, len(notes) + 1)}</sup>" if reason else "✓"


def _formula(case: Case) -> str:
    text = _code(f"={case.formula.removeprefix('=')}")
    cells = ", ".join(
        f"{where} {_code(str(what)) if what is not None else 'empty'}" for where, what in case.cells.items()
    )
    dataset = "" if case.dataset == BRIEF else f"<br>*{case.dataset}*"
    return f"{text}{f'<br>{cells}' if cells else ''}{dataset}"


def _code(text: str) -> str:
    return f"`{text.replace('|', chr(92) + '|')}`"


def _answer(shown: str) -> str:
    rows = [row.replace("\t", " · ").replace("|", r"\|") for row in shown.split("\n")]
    more = [f"… {len(rows)} rows"] if len(rows) > LONGEST_ANSWER else []
    return "<br>".join([*(rows[: LONGEST_ANSWER - 1] if more else rows), *more])


def results(outcomes: Counter[tuple[str, str]]) -> str:
    """The table of a run: per host the cases it is asked, and how its tests ended."""
    lines = []
    for host in HOSTS:
        passed, failed, skipped = (outcomes[host.tests, how] for how in ("passed", "failed", "skipped"))
        if passed + failed + skipped:
            asked = sum(not host.excluded(case) for case in CASES)
            missed = skipped > len(CASES) - asked
            state = f"{failed} RED" if failed else f"{skipped} NOT RUN HERE" if missed else "green"
            lines.append(f"{host.title:<40} {asked:>4} of {len(CASES)} cases   {passed:>4} tests passed   {state}")
    return "\n".join(lines)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        (Path(sys.argv[1]) / "conformance.md").write_text(markdown(), encoding="utf-8")
    else:
        print(counts())
