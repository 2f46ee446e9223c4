"""`xlmarket fetch`: series of agencies become vintages."""

from __future__ import annotations

from collections.abc import Sequence

import click

from xlmarket.cli.commands import command
from xlmarket.cli.session import Session
from xlmarket.errors import UsageError


@command(
    "fetch",
    "xlmarket fetch list",
    "xlmarket fetch exchange-rates population --as economy",
    "xlmarket fetch population --kept --dry-run",
)
@click.argument("series", nargs=-1, required=True, metavar="NAME...", help="Series by their names, or list.")
@click.option("--as", "into", help="The data set that gets the figures (default: mine, or that of the settings).")
@click.option("--kept", is_flag=True, help="Read the response kept in the store again, without a network.")
@click.option("--skip-bad", is_flag=True, help="Keep the good rows, and write the others to NAME.rejects.csv.")
@click.option("--dry-run", is_flag=True, help="Show the outcome, and keep nothing.")
def fetch(session: Session, series: Sequence[str], into: str | None, kept: bool, skip_bad: bool, dry_run: bool) -> int:
    """Fetch series from the agencies that publish them, each as a new vintage.

    Series are declared in xlmarket.toml as [fetch.NAME]; list shows those and the ready ones. A series that did not
    change makes no vintage. What the agency returned is kept with the figures. A series that fails does not stop the
    others. Needs the extra xlmarket[agencies].
    """
    from xlmarket.cli.fetching import FetchRun, list_series

    if "list" in series:
        if len(series) > 1:
            raise UsageError("list stands alone", found=" ".join(series), remedy="see 'xlmarket fetch --help'")
        list_series(session)
        return 0
    run = FetchRun(session=session, dataset=into, from_kept=kept, skip_bad=skip_bad, is_dry=dry_run)
    return run.fetch_all(tuple(dict.fromkeys(series)))
