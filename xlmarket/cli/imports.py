"""`xlmarket import`: files of figures become a new vintage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import click

from xlmarket.cli.commands import command
from xlmarket.cli.options import DATE, FILE, SOURCE, ChoiceType
from xlmarket.cli.session import Session

REFUSED = 3


def _kinds() -> Iterable[str]:
    from xlmarket.observations import MetricKind

    return [kind.value for kind in MetricKind]


@command(
    "import",
    "xlmarket import sales.csv --as mine --dry-run",
    "xlmarket import messy.xlsx --draft messy.toml",
    "xlmarket import API_NY.GDP.MKTP.CD.csv --map worldbank-csv --as gdp",
    "xlmarket import duckdb://shop.duckdb --table orders --map orders.toml",
    "xlmarket import models/orders.yml --draft metrics.toml --market country",
)
@click.argument(
    "files",
    type=SOURCE,
    nargs=-1,
    metavar="[FILE...]",
    help="CSV, TSV, XLSX, ODS, XLS, Parquet, JSON lines, SDMX, or the URL of an engine. For --draft, also YAML of dbt or Cube.",
)
@click.option("--as", "into", default="mine", help="The data set that gets the figures.")
@click.option("--metric", help="The metric, where the file does not name one, or which of several facts.")
@click.option("--kind", type=ChoiceType(_kinds), help="How the metric adds up over time.")
@click.option("--market", help="The market, where the file does not name one.")
@click.option("--period", help="The period, where the file does not name one.")
@click.option("--map", "mapping", help="How to read it: a mapping of the settings, a preset, or a .toml file.")
@click.option("--table", help="The table of an engine, or of a workbook.")
@click.option(
    "--draft", type=FILE, help="Write a mapping for one file, or facts for definitions, here. Import nothing."
)
@click.option("--aggregate", "aggregates", multiple=True, help="A market that is the sum of others.")
@click.option("--exclude", multiple=True, help="A market to leave out.")
@click.option("--published", type=DATE, help="The day the figures were published (default: today).")
@click.option("--skip-bad", is_flag=True, help="Import the good rows, and write the others to FILE.rejects.csv.")
@click.option("--dry-run", is_flag=True, help="Show the outcome, and import nothing.")
def import_files(
    session: Session,
    files: Sequence[Path | str],
    into: str,
    mapping: str | None,
    table: str | None,
    draft: Path | None,
    published: date | None,
    skip_bad: bool,
    dry_run: bool,
    **options: Any,
) -> int:
    """Import files of figures as a new vintage.

    Every row and column that is not used is listed. With one bad row, or one undeclared total among the markets, nothing
    is imported, unless --skip-bad is given.
    """
    from xlmarket.cli.accounting import describe, summarize
    from xlmarket.cli.definitions import refuse_definitions
    from xlmarket.cli.drafts import write_draft
    from xlmarket.cli.importer import Importer, MappingOptions

    added = MappingOptions(**options)
    importer = Importer(session, mapping, added, skip_bad=skip_bad, table=table)
    if draft is not None:
        write_draft(session, [Path(name) for name in files], draft, added.keys(), mapping)
        return 0
    refuse_definitions(files)
    sources = importer.sources(files)
    readings = [importer.read(source) for source in sources]
    if not session.json:
        for reading in readings:
            session.message(describe(reading))
    if dry_run:
        session.result("nothing was imported (dry run)", [summarize(reading) for reading in readings])
        return REFUSED if any(reading.questions or reading.rejects for reading in readings) else 0
    importer.refuse(readings)
    importer.add(into, readings, sources, datetime.combine(published, time(), UTC) if published else None)
    return 0
