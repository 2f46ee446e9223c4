"""`xlmarket report` and `xlmarket export`: finished reports, one or hundreds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xlmarket.cli.commands import command
from xlmarket.cli.metrics import choose_metrics
from xlmarket.cli.options import FOLDER, ChoiceType, ListType, as_of_option, output_option, theme_option
from xlmarket.cli.session import Session, console
from xlmarket.errors import BatchFailed
from xlmarket.listing import list_names

if TYPE_CHECKING:
    from xlmarket.batch import MetricScope
    from xlmarket.batch.run import JobOutcome
    from xlmarket.functions import Snapshot
    from xlmarket.store import DatasetState

MOST_NAMES = 10
PERIOD = "A period: 2015Q4, or latest."
STATES = ("written", "unchanged", "failed")


def _formulas() -> Iterable[str]:
    from xlmarket.report import FORMULAS

    return FORMULAS


def _formats() -> Iterable[str]:
    from xlmarket.output import FORMATS

    return FORMATS


formulas_option = click.option(
    "--formulas", type=ChoiceType(_formulas), default="values", help="What our functions in formulas become."
)
anonymous_option = click.option(
    "--anonymous", is_flag=True, help="Leave out who drew the template: authors, company, people of notes, printers."
)


recalculate_option = click.option(
    "--recalculate", is_flag=True, help="Let LibreOffice calculate the formulas whose values we do not know."
)


@command(
    "report",
    "xlmarket report region-quarterly --region Europe -o europe.xlsx",
    "xlmarket report world-overview --dataset mine --metric visits -o visits.xlsx",
    "xlmarket report brief --theme navy -o brief.xlsx",
)
@click.argument("template", help="A name of `xlmarket template list`, or an .xlsx file.")
@output_option("The file to write; its ending is the format.", required=True)
@click.option("--region", help="The region or market, where the template needs one.")
@click.option("--period", default="latest", help=PERIOD)
@click.option("--metric", help="The metric to report (default: that of the data set).")
@formulas_option
@theme_option
@anonymous_option
@recalculate_option
@as_of_option
def report(
    session: Session,
    template: str,
    output: Path,
    region: str | None,
    period: str,
    metric: str | None,
    formulas: str,
    theme: str | None,
    anonymous: bool,
    recalculate: bool,
    as_of: DatasetState | None,
) -> None:
    """Write one report.

    Where a template has formulas with our functions, the report has their values. With --formulas lambda it keeps the
    formulas and holds, in hidden sheets, all that they need to calculate with nothing installed. With --formulas addin
    it keeps the formulas only.

    --theme gives it the colours and fonts of a palette or of a file of your own, in place of [report] theme of the
    settings.

    Formulas have the values that previews and phones show. With --recalculate LibreOffice calculates those that we
    leave to Excel.
    """
    from xlmarket.files import write_whole
    from xlmarket.output import ReportInputs, format_of, report_bytes
    from xlmarket.report import needs_region, report_warnings

    form = format_of(output)
    _check_programs([form], recalculate=recalculate)
    snapshot = session.open_snapshot(as_of)
    if region is not None:
        _tell_region(session, [(template, needs_region(template))])
    (chosen,) = choose_metrics(snapshot, [metric] if metric else [])
    config = session.load_config()
    inputs = ReportInputs(
        template=template,
        snapshot=chosen,
        region=region,
        period=period,
        formulas=formulas,
        theme=theme or config.theme,
        anonymous=anonymous or config.anonymous,
        recalculate=recalculate,
    )
    write_whole(output, report_bytes(inputs, form))
    warnings = report_warnings(output) if form == "xlsx" else ()
    for warning in warnings:
        session.message(f"xlmarket: warning: {warning}")
    session.result(str(output), {"file": str(output), "warnings": [warning.fields() for warning in warnings]})


@command(
    "export",
    "xlmarket export --all-regions --dataset sample-quarterly -o reports",
    "xlmarket export -t world-overview --dataset mine --metric visits -o visits",
)
@click.option("--output", "-o", type=FOLDER, required=True, help="The folder to write to.")
@click.option(
    "--template",
    "-t",
    "templates",
    multiple=True,
    default=("region-quarterly",),
    help="A template. May be given several times.",
)
@click.option("--region", "regions", multiple=True, help="A region. May be given several times.")
@click.option("--all-regions", is_flag=True, help="Every region that has figures.")
@click.option("--period", default="latest", help=f"{PERIOD} A range writes one report each: 2015Q1:2015Q4.")
@click.option(
    "--metric", "metrics", multiple=True, help="A metric, named in the file name. May be given several times."
)
@click.option("--format", "-f", "formats", type=ListType(_formats), default="xlsx", help="The files of each report.")
@click.option("--jobs", "-j", type=click.IntRange(min=0), metavar="N", default=0, help="Processes; 0: one per core.")
@click.option(
    "--time-limit", type=click.FloatRange(min=1), metavar="N", default=300.0, help="Seconds that a report may take."
)
@formulas_option
@theme_option
@anonymous_option
@recalculate_option
@as_of_option
def export(
    session: Session, output: Path, jobs: int, time_limit: float, as_of: DatasetState | None, **choices: Any
) -> None:
    """Write reports for many regions and periods.

    A second run redoes only what changed. A run that was stopped goes on where it was.
    """
    from xlmarket.batch import FigureSource, find_stale, run

    snapshot = session.open_snapshot(as_of)
    work = _plan(session, snapshot, **choices)
    figures = FigureSource(session.dataset, session.store, as_of, session.config)
    with _progress(session, len(work)) as advance:
        outcomes = run(work, figures, output, workers=jobs, time_limit=time_limit, progress=advance)
    _summarize(session, outcomes, output, find_stale(output, snapshot.store))


def _plan(
    session: Session,
    snapshot: Snapshot,
    *,
    templates: Sequence[str],
    regions: Sequence[str],
    all_regions: bool,
    period: str,
    metrics: Sequence[str],
    formats: Sequence[str],
    formulas: str,
    theme: str | None,
    anonymous: bool,
    recalculate: bool,
) -> Sequence[Any]:
    """The jobs of a batch: each template for each metric, region, period and format."""
    from xlmarket.batch import plan
    from xlmarket.report import choose_theme, find_template, needs_region

    _check_programs(formats, recalculate=recalculate)
    paths = [(path, needs_region(path)) for path in map(find_template, templates)]
    if regions:
        _tell_region(session, [(name, by_region) for name, (_, by_region) in zip(templates, paths, strict=True)])
    snapshots = choose_metrics(snapshot, metrics)
    scopes = [_scope(session, chosen, regions, period, all_regions=all_regions) for chosen in snapshots]
    config = session.load_config()
    house, nameless = choose_theme(theme or config.theme), anonymous or config.anonymous
    return plan(paths, scopes, formats, formulas, house, anonymous=nameless, recalculate=recalculate)


def _check_programs(formats: Iterable[str], *, recalculate: bool) -> None:
    """Raise `EnvironmentFault` where a program of a format is missing, before any report is made."""
    from xlmarket.output import FORMATS

    for name in formats:
        FORMATS[name].need()
    if recalculate:
        from xlmarket.output.office import find_office

        find_office("calculates formulas for --recalculate")


def _tell_region(session: Session, templates: Sequence[tuple[str, bool]]) -> None:
    """Print a message where `--region` has no effect, for no template has a region."""
    if not any(by_region for _, by_region in templates):
        session.message(f'xlmarket: the template "{templates[0][0]}" has no region, so --region is ignored')


def _scope(
    session: Session, snapshot: Snapshot, names: Sequence[str], period: str, *, all_regions: bool
) -> MetricScope:
    """The regions and periods to write for the metric of a snapshot."""
    from xlmarket.batch import MetricScope
    from xlmarket.report import regions_left_out, regions_with_figures

    wanted = list(names)
    if all_regions:
        for name, error in regions_left_out(snapshot).items():
            session.message(f'xlmarket: the region "{name}" of the settings is left out: {error}')
        wanted += [name for name in regions_with_figures(snapshot) if name not in wanted]
    regions = dict.fromkeys(snapshot.resolve(name).name for name in wanted)
    return MetricScope(snapshot.chosen or None, list(regions), snapshot.period_labels(period))


@contextmanager
def _progress(session: Session, total: int) -> Iterator[Callable[[JobOutcome], None]]:
    """A progress bar on standard error, if that is a terminal."""
    if session.quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(), transient=True) as bar:
        task = bar.add_task("reports", total=total)
        yield lambda outcome: bar.update(
            task, advance=1, description=f"{outcome.job.region or outcome.job.template.stem} {outcome.job.period}"[:40]
        )


def _summarize(session: Session, outcomes: Sequence[JobOutcome], output: Path, stale: Sequence[str]) -> None:
    """Print how many reports were written. Raises `BatchFailed` where one failed."""
    states = [outcome.state for outcome in outcomes]
    counts = {state: states.count(state) for state in STATES}
    summary = ", ".join(f"{count} {state}" for state, count in counts.items() if count or state == "written")
    files = [_file_fields(outcome, output) for outcome in outcomes]
    session.result(f"{output}: {summary}", {"folder": str(output), **counts, "files": files, "stale": list(stale)})
    if stale:
        session.message(_stale_message(output, stale))
    failures = [outcome for outcome in outcomes if outcome.state == "failed"]
    if failures:
        sys.stdout.flush()
        for outcome in failures[1:]:
            sys.stderr.write(f"xlmarket: {outcome.job.title}: {outcome.error}\n")
        raise BatchFailed(f"{failures[0].job.title}: {failures[0].error}")


def _file_fields(outcome: JobOutcome, output: Path) -> dict[str, object]:
    fields: dict[str, object] = {"file": str(output / outcome.job.target), "state": outcome.state}
    return fields | ({"error": outcome.error} if outcome.error else {})


def _stale_message(output: Path, stale: Sequence[str]) -> str:
    return (
        f"xlmarket: {output} has files made from figures that no longer exist (undone, renamed or deleted):"
        f" {list_names(stale, MOST_NAMES)}; remove them or export them again"
    )
