"""Progress bars on standard error, where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from xlmarket.cli.session import Session, console

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from xlmarket.batch import Job, JobOutcome

TITLE = 30
"""Characters of what a line is about. All lines have as many, so that the bars do not move."""


def has_screen(session: Session) -> bool:
    """Whether a person looks at the messages of a command."""
    return not session.quiet and sys.stderr.isatty()


@contextmanager
def show_progress(session: Session, jobs: Sequence[Job]) -> Iterator[Callable[[JobOutcome], None]]:
    """Show a bar for all reports with the time left, and one for each of several formats.

    Files that are unchanged are left out of the totals: they take no time.
    """
    if not jobs or not has_screen(session):
        yield lambda _: None
        return
    with _bars() as bars:
        formats = [job.format for job in jobs]
        names = dict.fromkeys(formats) if len(set(formats)) > 1 else ()
        tasks = {name: bars.add_task(_title(name), total=formats.count(name)) for name in names}
        every = bars.add_task(_title("reports"), total=len(jobs))

        def advance(outcome: JobOutcome) -> None:
            for task in (tasks.get(outcome.job.format), every):
                if task is not None:
                    _step(bars, task, is_unchanged=outcome.state == "unchanged")
            bars.update(
                every, description=_title(f"{outcome.job.region or outcome.job.template.stem} {outcome.job.period}")
            )

        yield advance


@contextmanager
def show_steps(session: Session, total: int) -> Iterator[Callable[[str], None]]:
    """Show a bar for a number of things, each told by its name before it is done."""
    if total < 2 or not has_screen(session):
        yield lambda _: None
        return
    with _bars() as bars:
        task = bars.add_task(_title(""), total=total)
        begun = 0

        def begin(name: str) -> None:
            nonlocal begun
            bars.update(task, completed=begun, description=_title(name))
            begun += 1

        yield begin


class DownloadBar:
    """A bar of the bytes that an agency sends, with lines about what takes time above it."""

    def __init__(self, session: Session, bars: Progress | None, name: str) -> None:
        self._session = session
        self._bars = bars
        self._task = bars.add_task(_title(name), total=None) if bars else None

    def receive(self, received: int, total: int | None) -> None:
        """Show how many bytes came."""
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, completed=received, total=total)

    def say(self, sentence: str) -> None:
        """Print why it takes time."""
        self._session.message(f"  {sentence}")


@contextmanager
def show_download(session: Session, name: str) -> Iterator[DownloadBar]:
    """Show a bar for one download, or only its messages where nobody looks."""
    if not has_screen(session):
        yield DownloadBar(session, None, name)
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console(), transient=True) as bars:
        yield DownloadBar(session, bars, name)


@contextmanager
def show_rows(session: Session, name: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar for the rows of a file, from the first call that has a number of them: small files have none."""
    if not has_screen(session):
        yield lambda _done, _total: None
        return
    bars = _bars()
    tasks: list[TaskID] = []

    def advance(done: int, total: int) -> None:
        if not tasks:
            bars.start()
            tasks.append(bars.add_task(_title(name), total=total))
        bars.update(tasks[0], completed=done)

    try:
        yield advance
    finally:
        bars.stop()


def _bars() -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console(), transient=True)


def _step(bars: Progress, task: TaskID, *, is_unchanged: bool) -> None:
    total = bars.tasks[task].total or 0
    bars.update(task, total=total - 1) if is_unchanged else bars.advance(task)


def _title(text: str) -> str:
    return f"{text[:TITLE]:{TITLE}}"
