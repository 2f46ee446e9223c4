"""`xlmarket data connect`: a query for Excel and Power BI that reads figures from `xlmarket serve`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from xlmarket.cli.commands import command
from xlmarket.cli.options import dataset_argument, output_option
from xlmarket.cli.session import Session
from xlmarket.cli.targets import check_ending


@command("connect", "xlmarket data connect sample-quarterly -o figures.pq")
@dataset_argument
@output_option("A text file (.pq) to write (default: standard output).")
@click.option("--url", default="https://localhost:8443", help="The server.")
@click.option("--metric", "metrics", multiple=True, help="Only this metric. May be repeated.")
@click.option("--with-token", is_flag=True, help="The server wants a token: Power Query asks for it as a web API key.")
def connect(
    session: Session, name: str, output: Path | None, url: str, metrics: tuple[str, ...], with_token: bool
) -> None:
    """Write a Power Query that reads a data set from xlmarket serve.

    Paste it into the Advanced Editor of Excel or Power BI. It reads all pages, typed, and again with every refresh.
    """
    from dataclasses import replace

    from xlmarket.files import write_whole
    from xlmarket.output.datasets.power_query import power_query

    if output is not None:
        check_ending(output, "a Power Query is a text file", ".pq")
    snapshot = replace(session, dataset=name).open_snapshot()
    chosen = tuple(snapshot.metric(metric).name for metric in metrics)
    text = power_query(name, url=url, metrics=chosen, has_token=with_token)
    if output is None:
        sys.stdout.write(text)
        return
    write_whole(output, text.encode())
    session.result(str(output), {"file": str(output), "dataset": name, "url": url})
