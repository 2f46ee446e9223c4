"""`xlmarket data`: the data sets there are, and their vintages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from xlmarket.cli.settings import Command, read_date, settings

AsOf = Annotated[str | None, typer.Option(help="As it stood on this day: 2025-01-31.")]
Name = Annotated[str, typer.Argument(help="A data set.")]


def register(app: typer.Typer) -> None:
    room = typer.Typer(help="The data sets and their vintages.", no_args_is_help=True, rich_markup_mode=None)
    for name, command in (
        ("list", list_datasets),
        ("show", show_dataset),
        ("check", check_store),
        ("history", show_history),
        ("undo", undo_import),
        ("export", export_dataset),
    ):
        room.command(name, cls=Command)(command)
    app.add_typer(room, name="data")


def list_datasets(context: typer.Context) -> None:
    """The data sets there are."""
    from xlmarket.store import datasets
    from xlmarket.store.shipped import DATASETS

    told = settings(context)
    found = [*DATASETS.values(), *datasets(told.store or told.load_config().store)]
    width = max(len(one.name) for one in found)
    plain = "\n".join(f"{one.name:<{width}}  {one.title}" for one in found)
    told.answer(plain, [{"name": one.name, "title": one.title, "status": one.status} for one in found])


def show_dataset(context: typer.Context, name: Name, as_of: AsOf = None) -> None:
    """What a data set holds: metrics, markets, periods, vintage."""
    from xlmarket.store import read_dataset

    told = settings(context)
    holding = read_dataset(name, told.store or told.load_config().store, read_date(as_of, "--as-of"))
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
    told.answer("\n".join([*sound, f"{len(sound)} imports, all sound"]), {"sound": list(sound)})


def show_history(context: typer.Context, name: Name) -> None:
    """The vintages of a data set, oldest first."""
    from xlmarket.store import open_store, read_dataset
    from xlmarket.store.shipped import DATASETS, holding

    told = settings(context)
    url = told.store or told.load_config().store
    vintages = [holding(name).vintage] if name in DATASETS else []
    if not vintages:
        read_dataset(name, url)
        vintages = list(open_store(url).history(name))
    lines = [
        f"{one.number:>3}  published {one.published:%Y-%m-%d}  imported {one.imported:%Y-%m-%d %H:%M}  {one.rows:>7,}  {one.file}"
        for one in vintages
    ]
    told.answer("\n".join(lines), [{"number": v.number, "published": v.published, "file": v.file} for v in vintages])


def undo_import(context: typer.Context, name: Name) -> None:
    """Take the last import of a data set back.

    Its rows stay in the store, marked.
    """
    from xlmarket.store import open_store

    told = settings(context)
    undone = open_store(told.store or told.load_config().store).undo(name)
    told.answer(f"{undone.label} is undone", {"dataset": name, "undone": undone.number})


def export_dataset(
    context: typer.Context,
    name: Name,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A CSV file; default: standard output.")] = None,
    as_of: AsOf = None,
) -> None:
    """Write a data set as a tidy CSV, as it could be imported again."""
    import csv
    import io

    from xlmarket.files import write_whole
    from xlmarket.store import read_dataset

    told = settings(context)
    holding = read_dataset(name, told.store or told.load_config().store, read_date(as_of, "--as-of"))
    columns = holding.observations.columns()
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([list(columns), *zip(*columns.values(), strict=True)])
    if output is None:
        sys.stdout.write(text.getvalue())
        return
    write_whole(output, text.getvalue().encode())
    told.answer(f"{output}: {len(holding.observations):,} figures", {"file": str(output)})
