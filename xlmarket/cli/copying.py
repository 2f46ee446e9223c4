"""`xlmarket data copy`: data sets from one store into another, such as from a file to the server of a team."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from xlmarket.cli.commands import command
from xlmarket.cli.progress import show_steps
from xlmarket.cli.session import Session
from xlmarket.errors import InputError, UnknownDataset, UsageError
from xlmarket.listing import count_of

if TYPE_CHECKING:
    from xlmarket.store.copying import CopyCount
    from xlmarket.store.database import Store


@command(
    "copy",
    "xlmarket data copy --to team.sqlite",
    "xlmarket data copy --from store.sqlite --to team.sqlite --dataset mine",
)
@click.option("--from", "source", metavar="URL", help="The store to copy from (default: that of --store).")
@click.option("--to", "target", metavar="URL", required=True, help="The store to copy into: a file or a URL.")
def copy_datasets(session: Session, source: str | None, target: str) -> None:
    """Copy data sets from one store into another.

    All of them, or that of --dataset, with every vintage: number, dates, undone mark and checksum stay. Each data set
    is copied whole or not at all. Vintages that are there already are left, and nothing is overwritten: run it again to
    go on.
    """
    from xlmarket.store import open_store
    from xlmarket.store.copying import copy_dataset

    here = _open_source(source or session.store_url(), target)
    names = _names(session, here)
    there = open_store(target)
    lengths = {name: len(here.history(name, with_undone=True)) for name in names}
    with show_steps(session, sum(lengths.values())) as begin:
        counts = {name: copy_dataset(here, there, name, begin) for name in names}
    lines = [f"{name}: {_sentence(count)}" for name, count in counts.items()]
    rows = [
        {"dataset": name, "copied": count.copied, "already": count.already, "marked": count.marked}
        for name, count in counts.items()
    ]
    session.result("\n".join(lines) or "no data sets to copy", rows)


def _open_source(source: str | None, target: str) -> Store:
    """The store to copy from. It must exist, and must not be the other one."""
    from xlmarket.addresses import mask
    from xlmarket.store import open_store
    from xlmarket.store.place import address, exists

    if address(source) == address(target):
        raise UsageError("the store to copy from is the one to copy into", found=mask(target), remedy="give --from")
    if not exists(source):
        raise InputError("no store to copy from", found=mask(address(source)))
    return open_store(source)


def _names(session: Session, store: Store) -> tuple[str, ...]:
    names = store.names()
    if session.dataset is None:
        return names
    if session.dataset not in names:
        raise UnknownDataset.named(session.dataset, names)
    return (session.dataset,)


def _sentence(count: CopyCount) -> str:
    parts = [f"{count_of(count.copied, 'vintage')} copied"] if count.copied or not count.already else []
    parts += [f"{count_of(count.already, 'vintage')} there already"] if count.already else []
    parts += [f"{count.marked} marked as undone"] if count.marked else []
    return ", ".join(parts)
