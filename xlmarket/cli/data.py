"""`xlmarket data`: the data sets there are, and their vintages."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xlmarket.cli.listing import list_titles
from xlmarket.cli.revisions import EXAMPLES, diff_vintages
from xlmarket.cli.settings import AS_OF, Command, example_lines, read_as_of, settings
from xlmarket.errors import UsageError
from xlmarket.listing import count_of

if TYPE_CHECKING:
    from xlmarket.store import Vintage

AsOf = Annotated[str | None, typer.Option(help=AS_OF)]
Name = Annotated[str, typer.Argument(help="A data set.")]


def register(app: typer.Typer) -> None:
    room = typer.Typer(help="The data sets and their vintages.", no_args_is_help=True, rich_markup_mode=None)
    for name, (command, examples) in COMMANDS.items():
        room.command(name, cls=Command, epilog=example_lines(*examples))(command)
    app.add_typer(room, name="data")


def list_datasets(context: typer.Context) -> None:
    """The data sets there are."""
    from xlmarket.store import datasets
    from xlmarket.store.shipped import DATASETS

    told = settings(context)
    found = [*DATASETS.values(), *datasets(told.store or told.load_config().store)]
    plain = list_titles({one.name: one.title for one in found})
    told.answer(plain, [{"name": one.name, "title": one.title, "status": one.status} for one in found])


def show_dataset(context: typer.Context, name: Name, as_of: AsOf = None) -> None:
    """What a data set holds: metrics, markets, periods, vintage."""
    from xlmarket.store import read_dataset

    told = settings(context)
    holding = read_dataset(name, told.store or told.load_config().store, read_as_of(as_of))
    rows = []
    for metric in holding.observations.metrics:
        mine = [row for row in holding.observations if row.metric == metric.name]
        ordered = sorted(
            (row.period for row in mine if row.period.frequency is metric.frequency), key=lambda p: p.ordinal
        )
        rows.append((metric, len(mine), len({row.market for row in mine}), ordered[0].label, ordered[-1].label))
    width = max((len(row[0].name) for row in rows), default=0)
    about = (
        f"{holding.dataset.title or name}\n{holding.vintage.label}; {holding.dataset.source or holding.vintage.file}"
    )
    lines = [f"{m.name:<{width}}  {n:>7,} figures  {k:>4} markets  {a} to {b}  {m.unit}" for m, n, k, a, b in rows]
    data = [
        {"metric": m.name, "unit": m.unit, "figures": n, "markets": k, "first": a, "last": b} for m, n, k, a, b in rows
    ]
    told.answer("\n".join([about, *lines]), {"dataset": name, "vintage": holding.vintage.label, "metrics": data})


def check_store(context: typer.Context) -> None:
    """Read every import against its checksum."""
    from xlmarket.store import open_store
    from xlmarket.store.place import exists

    told = settings(context)
    url = told.store or told.load_config().store
    sound = open_store(url).check() if exists(url) else ()
    told.answer("\n".join([*sound, f"{count_of(len(sound), 'import')}, all sound"]), {"sound": list(sound)})


def show_history(context: typer.Context, name: Name) -> None:
    """The vintages of a data set, oldest first.

    Those that were undone are marked.
    """
    from xlmarket.store import vintages_of

    told = settings(context)
    vintages = vintages_of(name, told.store or told.load_config().store)
    lines = [
        f"{one.number:>3}  published {one.published:%Y-%m-%d}  imported {one.imported:%Y-%m-%d %H:%M}"
        f"  {one.rows:>7,}  {one.file}" + ("  (undone)" if one.undone else "")
        for one in vintages
    ]
    told.answer("\n".join(lines), [_fields(vintage) for vintage in vintages])


def _fields(vintage: Vintage) -> dict[str, object]:
    names = ("number", "published", "imported", "rows", "file", "undone")
    return {name: getattr(vintage, name) for name in names}


def undo_import(context: typer.Context, name: Name) -> None:
    """Take the last import of a data set back.

    Its rows stay in the store, marked.
    """
    from xlmarket.store import open_store

    told = settings(context)
    undone = open_store(told.store or told.load_config().store).undo(name)
    told.answer(f"{undone.label} is undone", {"dataset": name, "undone": undone.number})


def rename_dataset(
    context: typer.Context, name: Name, new: Annotated[str, typer.Argument(help="Its new name.")]
) -> None:
    """Give a data set another name.

    Its vintages stay as they are. Settings, add-ins and formulas that name the old one are not changed.
    """
    from xlmarket.store import open_store

    told = settings(context)
    config = told.load_config()
    open_store(told.store or config.store).rename(name, new)
    told.answer(f"{name} is now {new}", {"dataset": new, "was": name})
    if config.dataset == name:
        told.say(f'xlmarket: the settings still say dataset = "{name}"')


def delete_dataset(
    context: typer.Context,
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a data set with all its vintages.

    The store as it was is kept next to it, as NAME.before-delete.backup, until the next delete. To take back one import
    only, use undo.
    """
    from xlmarket.store import open_store, vintages_of
    from xlmarket.store.shipped import DATASETS

    told = settings(context)
    url = told.store or told.load_config().store
    count = len(vintages_of(name, url))
    store = open_store(url)
    if name not in DATASETS and not yes:
        _confirm(name, f"Remove {name} with all its vintages ({count})?")
    deleted, backup = store.delete(name)
    kept = f"; the store as it was is {backup}" if backup else "; a store on a server has no backup here"
    said = count_of(deleted, "vintage")
    told.answer(
        f"{name} is removed ({said}){kept}",
        {"dataset": name, "vintages": deleted, "backup": str(backup) if backup else None},
    )


def _confirm(name: str, question: str) -> None:
    """Ask at a terminal; elsewhere `--yes` must be given."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(f"{name} is deleted only after a yes, and this is not a terminal", remedy="give --yes")
    if not typer.confirm(question, err=True):
        raise typer.Abort


def export_dataset(
    context: typer.Context,
    name: Name,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A CSV file; default: standard output.")] = None,
    as_of: AsOf = None,
) -> None:
    """Write a data set as a tidy CSV that imports again unchanged."""
    from xlmarket.files import write_whole
    from xlmarket.store import read_dataset
    from xlmarket.store.export import tidy_csv

    told = settings(context)
    holding = read_dataset(name, told.store or told.load_config().store, read_as_of(as_of))
    text = tidy_csv(holding.observations)
    if output is None:
        sys.stdout.write(text)
        return
    write_whole(output, text.encode())
    told.answer(f"{output}: {len(holding.observations):,} figures", {"file": str(output)})


COMMANDS: dict[str, tuple[Callable[..., None], tuple[str, ...]]] = {
    "list": (list_datasets, ("xlmarket data list",)),
    "show": (show_dataset, ("xlmarket data show sample-quarterly",)),
    "check": (check_store, ("xlmarket data check",)),
    "history": (show_history, ("xlmarket data history mine",)),
    "diff": (diff_vintages, EXAMPLES),
    "undo": (undo_import, ("xlmarket data undo mine",)),
    "rename": (rename_dataset, ("xlmarket data rename mine sales-2024",)),
    "delete": (delete_dataset, ("xlmarket data delete mine --yes",)),
    "export": (export_dataset, ("xlmarket data export mine -o mine.csv",)),
}
"""The commands with the examples their help ends with."""
