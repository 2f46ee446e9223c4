"""A report made again from what it says of itself, so that each of its cells is known by what it was made from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from xlmarket.config import Config
from xlmarket.errors import InputError, XlmarketError
from xlmarket.formulas.evaluation import SnapshotEvaluator
from xlmarket.functions import open_snapshot
from xlmarket.functions.snapshot import Snapshot
from xlmarket.report.context import context_of
from xlmarket.report.engine import compile_template
from xlmarket.report.provenance import Provenance, provenance_of_figures
from xlmarket.report.shipped import list_templates
from xlmarket.report.trace.calls import FigureCalls
from xlmarket.template.render.origins import CellOrigins

_NUMBER = re.compile(r" vintage (\d+) of ")


class RebuiltReport:
    """The origins of the cells of a report, with the calls of its figures and the snapshot they are asked of."""

    def __init__(self, made_from: Provenance, template: Path, snapshot: Snapshot) -> None:
        """Make a report again. Raises the errors of `build`."""
        compiled = compile_template(template)
        context = context_of(
            snapshot, region=made_from.region or None, period=made_from.period, names=compiled.names
        ) | {"formulas": made_from.formulas}
        self.snapshot = snapshot
        self.origins = CellOrigins(compiled, context, SnapshotEvaluator(snapshot, made_from.formulas))
        self.calls = FigureCalls(snapshot, context)


def rebuild(
    made_from: Provenance, *, near: Path, template: Path | None, store: str | None, config: Config
) -> RebuiltReport:
    """Make a report again from the same template and figures.

    Raises `InputError` for a template or a vintage that is gone or is another one now, and the errors of `build`.
    """
    file = find_source(made_from, near, template)
    return RebuiltReport(made_from, file, open_figures(made_from, store, config))


def find_source(made_from: Provenance, near: Path, template: Path | None) -> Path:
    """Return the template of a report: the one given, a shipped one, or the file of its name near the report.

    Raises `InputError` where there is none, or only one with other contents.
    """
    name = made_from.template or "(not named, as the report is anonymous)"
    files = [template] if template is not None else [*_candidates(made_from, near)]
    for file in files:
        if hashlib.sha256(file.read_bytes()).hexdigest() == made_from.template_hash:
            return file
    if files:
        raise InputError(
            f"the template is not the one of this report any more, which xlmarket {made_from.version} wrote",
            found=files[0].name,
            remedy="give the file it was made from with --template FILE",
        )
    raise InputError("the template of this report is gone", found=name, remedy="give it with --template FILE")


def _candidates(made_from: Provenance, near: Path) -> Iterator[Path]:
    shipped = {template.name: template.path for template in list_templates()}
    if made_from.template in shipped:
        yield shipped[made_from.template]
    elif made_from.template:
        folders = dict.fromkeys((near.resolve().parent, Path.cwd(), Path.cwd() / "templates"))
        yield from _files(folder / made_from.template for folder in folders)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    return (path for path in paths if path.is_file())


def open_figures(made_from: Provenance, store: str | None, config: Config) -> Snapshot:
    """Return the figures of a report at its vintage.

    Raises `InputError` where the data set or the vintage is gone, or where regions or names of the settings changed.
    """
    number = int(made_from.vintages[0].partition(":")[0]) if made_from.vintages else _number(made_from.vintage)
    try:
        snapshot = open_snapshot(made_from.dataset, store=store, as_of=number, config=config)
    except XlmarketError as error:
        raise InputError(f"the figures of this report are gone: {error}", found=made_from.vintage) from None
    now = provenance_of_figures(snapshot)
    if made_from.vintages and now.vintages != made_from.vintages:
        raise InputError("the vintage of this report is another one now", found=now.vintage, allowed=made_from.vintage)
    if made_from.figures and now.figures != made_from.figures:
        raise InputError(
            "the regions or names of the settings are not those of this report",
            remedy="give the settings file it was made with by --config",
        )
    return snapshot.measuring(made_from.metric) if made_from.metric else snapshot


def _number(label: str) -> int | None:
    match = _NUMBER.search(label)
    return int(match[1]) if match else None
