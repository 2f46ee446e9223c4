"""`xlmarket export`: finished reports of many regions and periods."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xlmarket.cli.commands import command
from xlmarket.cli.metrics import choose_metrics
from xlmarket.cli.options import FILE, FOLDER, ListType, as_of_option, theme_option
from xlmarket.cli.outcomes import pack_outcomes, report_run, summarize_outcomes
from xlmarket.cli.progress import show_progress
from xlmarket.cli.report_options import (
    PERIOD,
    anonymous_option,
    check_programs,
    formulas_option,
    list_formats,
    program_option,
    recalculate_option,
    tell_region,
    with_data_option,
)
from xlmarket.cli.session import Session
from xlmarket.cli.targets import check_ending
from xlmarket.cli.tasks import choose_task, list_tasks, task_stem
from xlmarket.cli.watching import watch_inputs
from xlmarket.errors import EnvironmentFault, InputError, Place, UsageError

if TYPE_CHECKING:
    from xlmarket.batch import FigureSource, MetricScope
    from xlmarket.functions import Snapshot
    from xlmarket.store import DatasetState


@command(
    "export",
    "xlmarket export --all-regions --dataset sample-quarterly -o reports",
    "xlmarket export -t world-overview --dataset mine --metric visits -o visits",
    "xlmarket export --all-regions --list --json -o reports",
    "xlmarket export --all-regions -o reports --summary reports.eml",
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
@click.option("--all-regions", is_flag=True, help="Every region that has figures. --region World adds the World.")
@click.option("--period", default="latest", help=f"{PERIOD} A range writes one report each: 2015Q1:2015Q4.")
@click.option(
    "--metric", "metrics", multiple=True, help="A metric, named in the file name. May be given several times."
)
@click.option(
    "--format", "-f", "formats", type=ListType(list_formats), default="xlsx", help="The files of each report."
)
@click.option("--jobs", "-j", type=click.IntRange(min=0), metavar="N", default=0, help="Processes; 0: one per core.")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler, whose workers make the files: tcp://HOST:8786.")
@click.option(
    "--time-limit", type=click.FloatRange(min=1), metavar="N", default=300.0, help="Seconds that a report may take."
)
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    metavar="N",
    help="Seconds to wait while another run holds the folder (default: 0, with --task 60).",
)
@click.option("--list", "list_only", is_flag=True, help="List the files, due or unchanged, and make none.")
@click.option(
    "--task", metavar="NAME", help="Make this one file of --list, while other tasks of the folder may run as well."
)
@click.option("--zip", "bundle", type=FILE, help="A .zip to write with the files of this run, unless one failed.")
@click.option("--incomplete", is_flag=True, help="Write the zip without the files that failed.")
@click.option(
    "--summary", type=FILE, help="A .eml, .html or .txt to write for a mail: figures, what changed, failures."
)
@click.option(
    "--watch", is_flag=True, help="Do it again whenever a template, the theme, the settings or figures change."
)
@formulas_option
@theme_option
@anonymous_option
@recalculate_option
@with_data_option
@program_option
@as_of_option
def export(
    session: Session,
    output: Path,
    as_of: DatasetState | None,
    list_only: bool,
    task: str | None,
    watch: bool,
    bundle: Path | None,
    summary: Path | None,
    jobs: int,
    scheduler: str | None,
    time_limit: float,
    wait: float | None,
    incomplete: bool,
    **choices: Any,
) -> None:
    """Write reports for many regions and periods.

    A second run redoes only what changed. A run that was stopped goes on where it was.

    --list --json prints every file with the command line that makes it alone, for schedulers that run one task each. All
    tasks together, in any order or at once, give the files and the manifest of one run.
    """
    from xlmarket.batch import FigureSource
    from xlmarket.batch.mail import ENDINGS as MAILS

    _refuse_contradictions(**{"--list": list_only, "--task": task, "--watch": watch, "--zip": bundle})
    _refuse_contradictions(**{"--list": list_only, "--task": task, "--summary": summary})
    _refuse_contradictions(**{"--list": list_only, "--task": task, "--scheduler": scheduler})
    if bundle:
        _check_bundle(bundle)
    if summary:
        check_ending(summary, "--summary is the name of a mail", *MAILS)
    figures = FigureSource(session.dataset, session.store, as_of, session.config)
    batch = _Batch(session, output, figures, time_limit, wait, choices)
    if list_only:
        list_tasks(session, batch.plan(), figures, output)
        return
    check_programs(choices["formats"], recalculate=choices["recalculate"], program=choices["program"])
    of_all = partial(
        batch.make, workers=jobs, scheduler=scheduler, bundle=bundle, incomplete=incomplete, summary=summary
    )
    make = of_all if task is None else partial(batch.make_task, task)
    if watch:
        watch_inputs(session, make, choices["templates"], choices["theme"])
    else:
        make()


@dataclass(frozen=True, slots=True)
class _Batch:
    """The files that a command line names. `choices` are its options of what to write."""

    session: Session
    output: Path
    figures: FigureSource
    time_limit: float
    wait: float | None
    choices: Mapping[str, Any]

    def plan(self, stem: str = "") -> Sequence[Any]:
        """Return the jobs, with the figures as they are now."""
        return _plan(self.session, self.session.open_snapshot(self.figures.as_of), **self.choices, stem=stem)

    def make_task(self, task: str) -> None:
        """Make one file, while other tasks of the folder may run."""
        from xlmarket.batch import run_task
        from xlmarket.batch.run import TASK_WAIT

        job = choose_task(self.plan(task_stem(task)), task)
        limit = TASK_WAIT if self.wait is None else self.wait
        outcome = run_task(job, self.figures, self.output, time_limit=self.time_limit, wait=limit)
        summarize_outcomes(self.session, [outcome], self.output)

    def make(
        self, *, workers: int, scheduler: str | None, bundle: Path | None, incomplete: bool, summary: Path | None
    ) -> None:
        """Make all files that are due, and what is made of a run: a zip, a mail."""
        from xlmarket.batch import find_stale, run

        work = self.plan()
        with show_progress(self.session, work) as advance:
            outcomes = run(
                work,
                self.figures,
                self.output,
                workers=workers,
                scheduler=scheduler,
                time_limit=self.time_limit,
                wait=self.wait or 0,
                progress=advance,
            )
        packed = bundle and pack_outcomes(self.session, outcomes, self.output, bundle, incomplete=incomplete)
        catalogue = report_run(outcomes, self.output, summary)
        stale = find_stale(self.output, self.session.store_url())
        summarize_outcomes(self.session, outcomes, self.output, catalogue, stale=stale, bundle=packed)


def _check_bundle(bundle: Path) -> None:
    """Raise `UsageError` for a name that is not that of a zip, `EnvironmentFault` for a folder, `InputError` for another file."""
    check_ending(bundle, "--zip is the name of a zip", ".zip")
    if bundle.is_dir():
        remedy = "choose another name"
        raise EnvironmentFault("there is a folder of this name", where=Place(file=str(bundle)), remedy=remedy)
    if bundle.is_file() and bundle.stat().st_size and not zipfile.is_zipfile(bundle):
        what, remedy = "there is a file of this name that is not a zip", "choose another name, or remove it"
        raise InputError(what, where=Place(file=str(bundle)), remedy=remedy)


def _refuse_contradictions(**given: object) -> None:
    """Raise `UsageError` where two of the options that make different things are given."""
    names = [name for name, value in given.items() if value]
    if len(names) > 1:
        raise UsageError(f"{names[0]} and {names[1]} contradict each other", remedy="give one of them")


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
    with_data: bool,
    program: str | None,
    stem: str = "",
) -> Sequence[Any]:
    """The jobs of a batch: each template for each metric, region, period and format."""
    from xlmarket.batch import plan
    from xlmarket.report import choose_theme, find_template, needs_region

    paths = [(path, needs_region(path)) for path in map(find_template, templates)]
    if regions:
        tell_region(session, [(name, by_region) for name, (_, by_region) in zip(templates, paths, strict=True)])
    snapshots = choose_metrics(snapshot, metrics)
    scopes = [_scope(session, chosen, regions, period, all_regions=all_regions) for chosen in snapshots]
    config = session.load_config()
    house, nameless = choose_theme(theme or config.theme), anonymous or config.anonymous
    return plan(
        paths,
        scopes,
        formats,
        formulas,
        house,
        anonymous=nameless,
        recalculate=recalculate,
        with_data=with_data,
        program=program,
        stem=stem,
    )


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
