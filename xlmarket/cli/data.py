"""`xlmarket data`: the data sets and their vintages."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlmarket.cli.commands import command, command_group
from xlmarket.cli.connect import connect
from xlmarket.cli.copying import copy_datasets
from xlmarket.cli.options import ChoiceType, as_of_option, dataset_argument, output_option
from xlmarket.cli.revisions import diff_vintages
from xlmarket.cli.session import Session, is_terminal
from xlmarket.cli.titles import list_titles
from xlmarket.errors import UsageError
from xlmarket.listing import count_of

if TYPE_CHECKING:
    from xlmarket.observations import Metric
    from xlmarket.store import DatasetState, Holding, Origin, Vintage


@command("list", "xlmarket data list")
def list_datasets(session: Session) -> None:
    """List the data sets."""
    from xlmarket.store import datasets
    from xlmarket.store.shipped import DATASETS

    rows = [*DATASETS.values(), *datasets(session.store_url())]
    plain = list_titles({row.name: row.title for row in rows})
    session.result(plain, [{"name": row.name, "title": row.title, "status": row.status} for row in rows])


@command("show", "xlmarket data show sample-quarterly")
@dataset_argument
@as_of_option
def show_dataset(session: Session, name: str, as_of: DatasetState | None) -> None:
    """Show the metrics, markets, periods and vintage of a data set."""
    from xlmarket.store import origins_of, read_dataset

    url = session.store_url()
    holding = read_dataset(name, url, as_of)
    origin = origins_of(name, url).get(holding.vintage.number)
    extents = [_extent(holding, metric) for metric in holding.observations.metrics]
    width = max((len(str(extent["metric"])) for extent in extents), default=0)
    source = holding.dataset.source or holding.vintage.file
    lines = [
        f"{extent['metric']:<{width}}  {extent['figures']:>7,} figures  {extent['markets']:>4} markets"
        f"  {extent['first']} to {extent['last']}  {extent['unit']}"
        for extent in extents
    ]
    session.result(
        "\n".join([holding.dataset.title or name, f"{holding.vintage.label}; {source}", *_origin_line(origin), *lines]),
        {"dataset": name, "vintage": holding.vintage.label, **_origin_fields(origin), "metrics": extents},
    )


def _extent(holding: Holding, metric: Metric) -> dict[str, object]:
    """How many figures and markets a metric has, with its first and last period."""
    rows = [row for row in holding.observations if row.metric == metric.name]
    periods = sorted(
        (row.period for row in rows if row.period.frequency is metric.frequency), key=lambda period: period.ordinal
    )
    return {
        "metric": metric.name,
        "unit": metric.unit,
        "figures": len(rows),
        "markets": len({row.market for row in rows}),
        "first": periods[0].label,
        "last": periods[-1].label,
    }


@command("check", "xlmarket data check")
def check_store(session: Session) -> None:
    """Compare every import with its checksum."""
    from xlmarket.store import open_store
    from xlmarket.store.place import exists

    url = session.store_url()
    sound = open_store(url).check() if exists(url) else ()
    session.result("\n".join([*sound, f"{count_of(len(sound), 'import')}, all sound"]), {"sound": list(sound)})


@command("history", "xlmarket data history mine")
@dataset_argument
def show_history(session: Session, name: str) -> None:
    """List the vintages of a data set, oldest first.

    Vintages that were undone are marked.
    """
    from xlmarket.store import origins_of, vintages_of

    vintages = vintages_of(name, session.store_url())
    origins = origins_of(name, session.store_url())
    lines: list[str] = []
    for vintage in vintages:
        lines += [_line_of(vintage), *(f"     {line}" for line in _origin_line(origins.get(vintage.number)))]
    data = [{**_fields(vintage), **_origin_fields(origins.get(vintage.number))} for vintage in vintages]
    session.result("\n".join(lines), data)


def _line_of(vintage: Vintage) -> str:
    days = f"published {vintage.published:%Y-%m-%d}  imported {vintage.imported:%Y-%m-%d %H:%M}"
    return f"{vintage.number:>3}  {days}  {vintage.rows:>7,}  {vintage.file}{'  (undone)' if vintage.undone else ''}"


def _origin_line(origin: Origin | None) -> list[str]:
    """The agency and the address of a fetched vintage, as one line."""
    return [] if origin is None else [f"{origin.series} of {origin.agency}: {origin.url}"]


def _origin_fields(origin: Origin | None) -> dict[str, object]:
    names = ("series", "agency", "url", "fetched")
    return {} if origin is None else {name: getattr(origin, name) for name in names}


def _fields(vintage: Vintage) -> dict[str, object]:
    names = ("number", "published", "imported", "rows", "file", "undone")
    return {name: getattr(vintage, name) for name in names}


@command("undo", "xlmarket data undo mine")
@dataset_argument
def undo_import(session: Session, name: str) -> None:
    """Undo the last import of a data set.

    Its rows stay in the store, marked as undone.
    """
    from xlmarket.store import open_store

    vintage = open_store(session.store_url()).undo(name)
    session.result(f"{vintage.label} is undone", {"dataset": name, "undone": vintage.number})


@command("rename", "xlmarket data rename mine sales-2024")
@dataset_argument
@click.argument("new", metavar="NEW_NAME", help="Its new name.")
def rename_dataset(session: Session, name: str, new: str) -> None:
    """Rename a data set.

    Its vintages do not change. Settings, add-ins and formulas that name the data set keep the old name.
    """
    from xlmarket.store import open_store

    config = session.load_config()
    open_store(session.store or config.store).rename(name, new)
    session.result(f"{name} is now {new}", {"dataset": new, "was": name})
    if config.dataset == name:
        session.message(f'xlmarket: the settings still name dataset = "{name}"')


@command("delete", "xlmarket data delete mine --yes")
@dataset_argument
@click.option("--yes", is_flag=True, help="Delete without asking.")
def delete_dataset(session: Session, name: str, yes: bool) -> None:
    """Delete a data set with all its vintages.

    A copy of the store is kept next to it, as NAME.before-delete.backup, until the next delete. To take back one
    import only, use undo.
    """
    from xlmarket.store import open_store, vintages_of
    from xlmarket.store.shipped import DATASETS

    url = session.store_url()
    count = len(vintages_of(name, url))
    store = open_store(url)
    if name not in DATASETS and not yes and not _confirm(name, count):
        session.message("xlmarket: nothing was deleted")
        return
    deleted, backup = store.delete(name)
    kept = f"the store before it is {backup}" if backup else "a store on a server has no backup here"
    session.result(
        f"{name} is deleted ({count_of(deleted, 'vintage')}); {kept}",
        {"dataset": name, "vintages": deleted, "backup": str(backup) if backup else None},
    )


def _confirm(name: str, count: int) -> bool:
    """Ask at a terminal. Elsewhere `--yes` must be given."""
    if not is_terminal():
        raise UsageError(f"{name} is deleted only after a yes, and this is not a terminal", remedy="give --yes")
    return click.confirm(f"Delete {name} with all its vintages ({count})?", err=True)


def _forms() -> Iterable[str]:
    from xlmarket.output.datasets import DATASET_FORMATS

    return DATASET_FORMATS


@command("export", "xlmarket data export mine -o mine.csv", "xlmarket data export sample-quarterly -o sample.parquet")
@dataset_argument
@output_option("The file to write (default: standard output).")
@click.option(
    "--format", "-f", "form", type=ChoiceType(_forms), help="Its format (default: by the ending of the file, else csv)."
)
@click.option("--raw", is_flag=True, help="Texts of a CSV as they are, for programs: a spreadsheet may run them.")
@as_of_option
def export_dataset(
    session: Session, name: str, output: Path | None, form: str | None, raw: bool, as_of: DatasetState | None
) -> None:
    """Write a data set as a tidy file that imports again unchanged.

    Parquet and xlsx have typed numbers and dates, for Power BI, Tableau and Excel. sdmx-csv is SDMX-CSV 2.0, for
    statistical agencies and their tools. In a CSV a text that a spreadsheet would run as a formula gets an apostrophe,
    which the import takes away again.
    """
    from xlmarket.files import write_whole
    from xlmarket.output.datasets import DATASET_FORMATS, dataset_bytes, dataset_format
    from xlmarket.store import read_dataset

    form = dataset_format(output, form)
    if output is None and not DATASET_FORMATS[form].is_text:
        what = f"{form} is not a text for standard output"
        raise UsageError(what, remedy=f"give -o {name}{DATASET_FORMATS[form].ending}")
    holding = read_dataset(name, session.store_url(), as_of)
    content = dataset_bytes(holding, form, raw=raw)
    if output is None:
        sys.stdout.write(content.decode())
        return
    write_whole(output, content)
    data = {"file": str(output), "format": form, "figures": len(holding.observations)}
    session.result(f"{output}: {len(holding.observations):,} figures", data)


data = command_group(
    "data",
    "List, show, compare, undo, export, copy and connect data sets.",
    list_datasets,
    show_dataset,
    check_store,
    show_history,
    diff_vintages,
    undo_import,
    rename_dataset,
    delete_dataset,
    export_dataset,
    copy_datasets,
    connect,
)
