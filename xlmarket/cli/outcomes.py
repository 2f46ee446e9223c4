"""The end of a batch: its counts, its failures, the zip of its files, and at a terminal what to do next.

Where messages are not a terminal, a batch prints its counts and its failures, one a line, and nothing else.
"""

from __future__ import annotations

import shlex
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from xlmarket.cli.progress import has_screen
from xlmarket.cli.session import Session, console
from xlmarket.errors import BatchFailed, XlmarketError
from xlmarket.listing import list_names

if TYPE_CHECKING:
    from xlmarket.batch import JobOutcome
    from xlmarket.batch.catalogue import Catalogue
    from xlmarket.output import Format

MOST_NAMES = 10
STATES = ("written", "unchanged", "failed")


def summarize_outcomes(
    session: Session,
    outcomes: Sequence[JobOutcome],
    output: Path,
    catalogue: Catalogue | None = None,
    *,
    stale: Sequence[str] = (),
    bundle: Path | None = None,
) -> None:
    """Print how many reports were written. Raises `BatchFailed` where one failed."""
    states = [outcome.state for outcome in outcomes]
    counts = {state: states.count(state) for state in STATES}
    summary = ", ".join(f"{count} {state}" for state, count in counts.items() if count or state == "written")
    files = [_file_fields(outcome, output) for outcome in outcomes]
    fields = {"folder": str(output), **counts, "files": files, "stale": list(stale)}
    packed = {"zip": str(bundle)} if bundle else {}
    reports = catalogue.fields() if catalogue else {}
    session.result("\n".join([f"{output}: {summary}", *packed.values()]), fields | packed | reports)
    sys.stdout.flush()
    if stale:
        session.message(_stale_message(output, stale))
    if has_screen(session):
        _print_table(outcomes)
    failures = [outcome for outcome in outcomes if outcome.state == "failed"]
    if failures:
        _print_failures(session, failures, output)
        raise BatchFailed(f"{failures[0].job.title}: {failures[0].error}")
    if has_screen(session) and "written" in states:
        _print_next(outcomes, output)


def pack_outcomes(
    session: Session, outcomes: Sequence[JobOutcome], output: Path, bundle: Path, *, incomplete: bool
) -> Path | None:
    """Write the zip of the finished files and return it. With a failed file there is none, unless `incomplete`."""
    from xlmarket.batch import write_zip

    failed = sum(outcome.state == "failed" for outcome in outcomes)
    if failed and not incomplete:
        old = ", and there is still an older one" if bundle.exists() else ""
        session.message(
            f"xlmarket: {bundle} was not written{old}: {failed} of {len(outcomes)} files failed;"
            " --incomplete writes it without them"
        )
        return None
    write_zip(bundle, outcomes, output)
    return bundle


def report_run(outcomes: Sequence[JobOutcome], output: Path, summary: Path | None) -> Catalogue:
    """Return the reports of a run with what changed, and write the mail about it where one is wanted."""
    from xlmarket.batch.catalogue import read_catalogue
    from xlmarket.batch.mail import Mail, write_mail

    has_written = any(outcome.state != "unchanged" for outcome in outcomes)
    catalogue = read_catalogue(output).of_run({outcome.job.stem for outcome in outcomes}, has_written=has_written)
    if summary:
        write_mail(summary, Mail.about(catalogue, output.absolute()))
    return catalogue


def _file_fields(outcome: JobOutcome, output: Path) -> dict[str, object]:
    fields: dict[str, object] = {"file": str(output / outcome.job.target), "state": outcome.state}
    return fields | ({"error": outcome.error} if outcome.error else {})


def _stale_message(output: Path, stale: Sequence[str]) -> str:
    return (
        f"xlmarket: {output} has files made from figures that no longer exist (undone, renamed or deleted):"
        f" {list_names(stale, MOST_NAMES)}; remove them or export them again"
    )


def _print_table(outcomes: Sequence[JobOutcome]) -> None:
    """Print the counts of each template and format, where there are several."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for outcome in outcomes:
        counts.setdefault((outcome.job.template.stem, outcome.job.format), Counter())[outcome.state] += 1
    if len(counts) < 2:
        return
    from rich.table import Table

    table = Table("template", "format", box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for state in STATES:
        table.add_column(state, justify="right")
    for (template, form), states in counts.items():
        table.add_row(template, form, *(str(states[state] or "-") for state in STATES))
    console().print(table)


def _print_failures(session: Session, failures: Sequence[JobOutcome], output: Path) -> None:
    """Print all failures but the first, which is the error of the command. A terminal shows some, and what to do."""
    listed = failures[1:]
    if has_screen(session):
        listed = failures[1:MOST_NAMES]
        more = f" ({len(failures)} in all, each in {output / 'manifest.jsonl'})" if len(failures) > MOST_NAMES else ""
        sys.stderr.write(f"Mend what is named below and run the same command: it makes what failed{more}.\n")
    for outcome in listed:
        sys.stderr.write(f"xlmarket: {outcome.job.title}: {outcome.error}\n")


def _print_next(outcomes: Sequence[JobOutcome], output: Path) -> None:
    """Print what to open, and the command that makes the same reports in the formats that were not asked for."""
    index = output / "index.html"
    first = output / next(outcome.job.target for outcome in outcomes if outcome.state == "written")
    lines = [("open", str(index if index.is_file() else first))]
    context = click.get_current_context()
    others = _other_formats(outcomes)
    if others and context.get_parameter_source("formats") is ParameterSource.DEFAULT:
        lines.append(("try next", shlex.join([_program_as_typed(), *sys.argv[1:], "-f", ",".join(others)])))
    width = max(len(label) for label, _ in lines)
    sys.stderr.write("".join(f"{label:{width}}  {text}\n" for label, text in lines))


def _program_as_typed() -> str:
    """The name that runs this program again: a path where the shell would not find it by its name."""
    called = Path(sys.argv[0])
    found = shutil.which("xlmarket")
    is_found = found is not None and called.exists() and called.samefile(found)
    return "xlmarket" if is_found or called.stem != "xlmarket" else str(called)


def _other_formats(outcomes: Sequence[JobOutcome]) -> list[str]:
    """The formats that these templates can give here and that were not made."""
    from xlmarket.output import FORMATS

    made = {outcome.job.format for outcome in outcomes}
    templates = {outcome.job.template for outcome in outcomes}
    return [name for name, form in FORMATS.items() if name not in made and _can_give(form, templates)]


def _can_give(form: Format, templates: Iterable[Path]) -> bool:
    """Whether the programs of a format are here and each template has what it is made from."""
    try:
        form.need()
        for template in templates:
            form.source(template)
    except XlmarketError:
        return False
    return True
