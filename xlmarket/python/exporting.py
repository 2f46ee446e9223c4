"""Many reports at once from Python: the same batch that `xlmarket export` runs."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from xlmarket.config import load_config
from xlmarket.errors import ArgumentError, BatchFailed
from xlmarket.functions.snapshot import Snapshot
from xlmarket.python.data import Data
from xlmarket.python.signatures import ON_ERROR

if TYPE_CHECKING:
    from xlmarket.batch import JobOutcome, MetricScope


def export(
    data: Data,
    *,
    templates: str | Path | Sequence[str | Path] = "region-quarterly",
    regions: str | Sequence[str] = "all",
    period: str = "latest",
    metrics: str | Sequence[str] = (),
    formats: str | Sequence[str] = "xlsx",
    to: str | Path,
    formulas: str = "values",
    theme: str | Path | None = None,
    anonymous: bool | None = None,
    recalculate: bool = False,
    with_data: bool = False,
    program: str | None = None,
    workers: int = 0,
    time_limit: float = 300.0,
    errors: str = "raise",
) -> tuple[JobOutcome, ...]:
    """Write reports on many regions and periods into a folder. A second run redoes only what changed.

    `regions` are names or `all`, `period` may be a range (2015Q1:2015Q4), `workers` of 0 is one process per core, and
    `time_limit` are the seconds a report may take. `theme`, `anonymous`, `recalculate`, `with_data` and
    `program` are as in `Data.report`. Returns one outcome per file: written, unchanged or failed.

    Raises `BatchFailed` after all others are done where a report failed (`errors="return"`: its outcome says why),
    `ArgumentError` and `UsageError` for an unknown choice of `errors` and of formats, the errors of `Data.report`, and `Busy` where another run holds the folder.
    """
    from xlmarket.batch import FigureSource, plan, run
    from xlmarket.report import choose_formulas, choose_theme, find_template, needs_region

    if errors not in ON_ERROR:
        raise ArgumentError.invalid("errors", errors, ON_ERROR)
    paths = [find_template(one) for one in _names(templates)]
    snapshots = [data.snapshot.measuring(name) for name in _names(metrics)] or [data.snapshot]
    scopes = [_scope(snapshot, regions, period) for snapshot in snapshots]
    by_region = [(path, needs_region(path)) for path in paths]
    config = load_config(data.config)
    house = choose_theme(theme or config.theme)
    nameless = config.anonymous if anonymous is None else anonymous
    choice = choose_formulas(formulas)
    jobs = plan(
        by_region,
        scopes,
        _names(formats),
        choice,
        house,
        anonymous=nameless,
        recalculate=recalculate,
        with_data=with_data,
        program=program,
    )
    figures = FigureSource(data.dataset, data.snapshot.store, data.snapshot.as_of, data.config)
    with _workers_without_main():
        outcomes = run(jobs, figures, Path(to), workers=workers, time_limit=time_limit)
    if errors == "raise":
        _raise_failure(outcomes)
    return outcomes


def _names(value: str | Path | Iterable[str | Path]) -> list[str]:
    """Names as a list: one alone, several, or several with commas as on the command line."""
    if isinstance(value, Path):
        return [str(value)]
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else [str(one) for one in value]


def _scope(snapshot: Snapshot, regions: str | Sequence[str], period: str) -> MetricScope:
    """The regions and periods to write for the metric of a snapshot."""
    from xlmarket.batch import MetricScope
    from xlmarket.report import regions_left_out, regions_with_figures

    names = [regions] if isinstance(regions, str) else list(regions)
    if names == ["all"]:
        names = list(regions_with_figures(snapshot))
        for name, error in regions_left_out(snapshot).items():
            warnings.warn(f'the region "{name}" of the settings is left out: {error}', stacklevel=3)
    chosen = dict.fromkeys(snapshot.resolve(name).name for name in names)
    return MetricScope(snapshot.chosen or None, list(chosen), snapshot.period_labels(period))


def _raise_failure(outcomes: Sequence[JobOutcome]) -> None:
    failed = [outcome for outcome in outcomes if outcome.state == "failed"]
    if failed:
        more = f" (and {len(failed) - 1:,} more of {len(outcomes):,})" if len(failed) > 1 else ""
        raise BatchFailed(f"{failed[0].job.title}: {failed[0].error}{more}")


@contextmanager
def _workers_without_main() -> Iterator[None]:
    """Hide the script of the caller from the worker processes.

    A new process would run the script again to find functions in it, and with it this very export. Ours are in the
    package, so that a script needs no `if __name__ == "__main__"`.
    """
    main = sys.modules["__main__"]
    kept = {name: vars(main).pop(name) for name in ("__file__", "__spec__") if name in vars(main)}
    vars(main)["__spec__"] = None
    try:
        yield
    finally:
        vars(main).update({"__spec__": None} | kept)
