"""`xlmarket report`, `xlmarket export` and `xlmarket template`: finished workbooks, one or hundreds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xlmarket.cli.listing import list_titles
from xlmarket.cli.metrics import choose_metrics
from xlmarket.cli.settings import AS_OF, Command, Settings, console, example_lines, read_as_of, settings
from xlmarket.errors import BatchFailed, InputError, UsageError
from xlmarket.listing import list_names

if TYPE_CHECKING:
    from xlmarket.batch import MetricScope
    from xlmarket.batch.run import JobOutcome
    from xlmarket.functions import Snapshot

AsOf = Annotated[str | None, typer.Option(help=AS_OF)]
Formulas = Annotated[str, typer.Option(help="What our functions in formulas become: values, lambda, addin.")]
SHOWN = 10
REPORT_EXAMPLES = (
    "xlmarket report region-quarterly --region Europe -o europe.xlsx",
    "xlmarket report world-overview --dataset mine --metric visits -o visits.xlsx",
)
EXPORT_EXAMPLES = (
    "xlmarket export --all-regions --dataset sample-quarterly -o reports",
    "xlmarket export -t world-overview --dataset mine --metric visits -o visits",
)
NEW_EXAMPLES = ("xlmarket template new region", "xlmarket template new market -o profile.xlsx")
PERIOD = "A period: 2015Q4, or latest."


def register(app: typer.Typer) -> None:
    app.command("report", cls=Command, epilog=example_lines(*REPORT_EXAMPLES))(report)
    app.command("export", cls=Command, epilog=example_lines(*EXPORT_EXAMPLES))(export)
    room = typer.Typer(help="The report templates.", no_args_is_help=True, rich_markup_mode=None)
    room.command("list", cls=Command, epilog=example_lines("xlmarket template list"))(list_templates)
    room.command("check", cls=Command, epilog=example_lines("xlmarket template check region-template.xlsx"))(
        check_templates
    )
    room.command("new", cls=Command, epilog=example_lines(*NEW_EXAMPLES))(new_template)
    app.add_typer(room, name="template")


def report(
    context: typer.Context,
    template: Annotated[str, typer.Argument(help="A template: a name (xlmarket template list) or an .xlsx file.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The workbook to write.")],
    region: Annotated[str | None, typer.Option(help="The region, if the template asks for one.")] = None,
    period: Annotated[str, typer.Option(help=PERIOD)] = "latest",
    metric: Annotated[str | None, typer.Option(help="What it measures (default: the data set's default).")] = None,
    formulas: Formulas = "values",
    as_of: AsOf = None,
) -> None:
    """Write one report.

    A template may hold formulas with our functions. The receiver gets their values; with lambda the formulas and, in
    hidden sheets, all they need to calculate with nothing installed; with addin the formulas alone.
    """
    from xlmarket.files import write_whole
    from xlmarket.report import build, choose_formulas

    told = settings(context)
    if output.suffix.lower() not in (".xlsx", ".xlsm"):
        raise UsageError("a report is an Excel workbook", found=output.name, allowed=("name.xlsx", "name.xlsm"))
    opened = told.open_snapshot(read_as_of(as_of))
    (snapshot,) = choose_metrics(opened, [metric] if metric else [])
    choice = choose_formulas(formulas)
    write_whole(output, build(template, snapshot=snapshot, region=region, period=period, formulas=choice))
    told.answer(str(output), {"file": str(output)})


def export(
    context: typer.Context,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write to.")],
    template: Annotated[list[str] | None, typer.Option("--template", "-t", help="A template; may be repeated.")] = None,
    region: Annotated[list[str] | None, typer.Option(help="A region; may be repeated.")] = None,
    all_regions: Annotated[bool, typer.Option("--all-regions", help="Every region that has figures.")] = False,
    period: Annotated[str, typer.Option(help=f"{PERIOD} A range writes one report each: 2015Q1:2015Q4.")] = "latest",
    metric: Annotated[
        list[str] | None, typer.Option(help="What to measure; may be repeated: a report each, named after it.")
    ] = None,
    formats: Annotated[str, typer.Option("--format", "-f", help="Any of xlsx, csv, with commas.")] = "xlsx",
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Processes at once; 0 means one per core.")] = 0,
    time_limit: Annotated[float, typer.Option(min=1, help="Seconds a report may take.")] = 300.0,
    formulas: Formulas = "values",
    as_of: AsOf = None,
) -> None:
    """Write reports for many regions and periods.

    A second run redoes only what changed; a run that was killed goes on.
    """
    from xlmarket.batch import FigureSource, find_stale, plan, run
    from xlmarket.report import choose_formulas, find_template, needs_region

    told = settings(context)
    day = read_as_of(as_of)
    opened = told.open_snapshot(day)
    paths = [find_template(name) for name in template or ["region-quarterly"]]
    snapshots = choose_metrics(opened, metric or [])
    scopes = [_scope(told, snapshot, region or [], period, all_regions=all_regions) for snapshot in snapshots]
    work = plan(
        [(path, needs_region(path)) for path in paths],
        scopes,
        formats.split(","),
        choose_formulas(formulas),
    )
    figures = FigureSource(told.dataset, told.store, day, told.config)
    with _progress(told, len(work)) as advance:
        outcomes = run(work, figures, output, workers=jobs, time_limit=time_limit, progress=advance)
    _summarise(told, outcomes, output, find_stale(output, opened.store))


def _scope(told: Settings, snapshot: Snapshot, named: Sequence[str], period: str, *, all_regions: bool) -> MetricScope:
    """The regions and periods to write for the metric of a snapshot."""
    from xlmarket.batch import MetricScope
    from xlmarket.report import regions_left_out, regions_with_figures

    wanted = list(named)
    if all_regions:
        for name, error in regions_left_out(snapshot).items():
            told.say(f'xlmarket: the region "{name}" of the settings is left out: {error}')
        wanted += [name for name in regions_with_figures(snapshot) if name not in wanted]
    regions = dict.fromkeys(snapshot.resolve(name).name for name in wanted)
    return MetricScope(snapshot.chosen or None, list(regions), snapshot.period_labels(period))


@contextmanager
def _progress(told: Settings, total: int) -> Iterator[Callable[[JobOutcome], None]]:
    """A bar on standard error, where a person is looking at it."""
    if told.quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(), transient=True) as bar:
        task = bar.add_task("reports", total=total)
        yield lambda outcome: bar.update(
            task, advance=1, description=f"{outcome.job.region or outcome.job.template.stem} {outcome.job.period}"[:40]
        )


def _summarise(told: Settings, outcomes: Sequence[JobOutcome], output: Path, stale: Sequence[str]) -> None:
    states = [outcome.state for outcome in outcomes]
    counts = {state: states.count(state) for state in ("written", "unchanged", "failed")}
    files = [
        {"file": str(output / one.job.target), "state": one.state, **({"error": one.error} if one.error else {})}
        for one in outcomes
    ]
    told.answer(
        f"{output}: " + ", ".join(f"{count} {state}" for state, count in counts.items() if count or state == "written"),
        {"folder": str(output), **counts, "files": files, "stale": list(stale)},
    )
    if stale:
        told.say(
            f"xlmarket: {output} has files made from figures that are not there any more (undone, renamed or deleted):"
            f" {list_names(stale, SHOWN)}; remove them, or export them again"
        )
    failed = [one for one in outcomes if one.state == "failed"]
    if failed:
        sys.stdout.flush()
        for one in failed[1:]:
            sys.stderr.write(f"xlmarket: {one.job.title}: {one.error}\n")
        raise BatchFailed(f"{failed[0].job.title}: {failed[0].error}")


def list_templates(context: typer.Context) -> None:
    """The templates that come with xlmarket."""
    from xlmarket.report import list_templates

    told = settings(context)
    rows = list_templates()
    plain = list_titles({row.name: row.title for row in rows})
    told.answer(plain, [{"name": row.name, "title": row.title, "file": str(row.path)} for row in rows])


def check_templates(
    context: typer.Context, files: Annotated[list[str], typer.Argument(help="Templates: names or .xlsx files.")]
) -> None:
    """List all problems of templates, each with its file, sheet and cell."""
    from xlmarket.report import find_template, problems_of

    told = settings(context)
    found = {name: problems_of(find_template(name)) for name in files}
    problems = [problem for listed in found.values() for problem in listed]
    lines = [str(problem) for problem in problems]
    sound = sum(not listed for listed in found.values())
    told.answer("\n".join([*lines, f"{sound} of {len(files)} without problems"]), [one.fields() for one in problems])
    if problems:
        sys.stdout.flush()
        raise typer.Exit(3)


def new_template(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="What the report is about: region, market or world.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The workbook to write.")] = None,
) -> None:
    """Write a template to start from.

    A small report that is easy to change in Excel, with a sheet that says what to type.
    """
    from xlmarket.files import write_whole
    from xlmarket.report import starter

    told = settings(context)
    source = starter(kind)
    target = output or Path(f"{kind}-template.xlsx")
    if target.suffix.lower() != ".xlsx":
        raise UsageError("a template is an Excel workbook", found=target.name, allowed=("name.xlsx",))
    if target.exists():
        raise InputError("there is a file of this name", found=str(target), remedy="choose another with -o")
    write_whole(target, source.read_bytes())
    file = f'"{target}"' if " " in str(target) else str(target)
    region = {"region": ' --region "Latin America"', "market": " --region Brazil"}.get(kind, "")
    next_steps = (
        f"{target}: open it in Excel; its sheet Help says what to type\n"
        f"look for mistakes:  xlmarket template check {file}\n"
        f"make a report:      xlmarket report {file}{region} --dataset sample-quarterly -o report.xlsx"
    )
    told.answer(next_steps, {"file": str(target)})
