"""One report from start to end: a template, a snapshot, a region and a period give the bytes of a workbook.

`output` calls `build`, and so does anyone who writes reports from Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from xlmarket.calculation import Calculate, calculate
from xlmarket.errors import UsageError
from xlmarket.formulas.evaluation import SnapshotEvaluator
from xlmarket.functions.snapshot import Snapshot
from xlmarket.package.authors import remove_authors
from xlmarket.package.parts import Parts
from xlmarket.report.context import BY_REGION, context_of
from xlmarket.report.engine import compile_template
from xlmarket.report.figures import Table, table_of
from xlmarket.report.pages import template_names
from xlmarket.report.provenance import provenance_of, stamp
from xlmarket.report.shipped import find_book, find_template
from xlmarket.report.themes import apply_theme, find_theme, read_theme
from xlmarket.template import Finish, render

FORMULAS = ("values", "lambda", "addin")
"""What formulas with our functions become: values, or formulas for LAMBDA names in the workbook or for the add-in."""


def build(
    template: str | Path,
    *,
    snapshot: Snapshot,
    region: str | None = None,
    period: object = "latest",
    formulas: str = "values",
    theme: str | Path | None = None,
    anonymous: bool = False,
    calculation: Calculate | None = calculate,
) -> bytes:
    """Return the finished workbook. The same inputs give the same bytes.

    `template` is a shipped name or a file, `region` any market, where the template needs one, and `formulas` one of
    `FORMULAS`. With `lambda` the figures and the names that calculate the formulas are part of the workbook. `theme` is
    a palette or a file whose colours and fonts replace those of the template. `anonymous`: nothing says who drew it.
    `calculation` returns the values of formulas that only Excel calculates; with `None` they have none.

    Raises `InputError` for a theme that is missing or damaged, `UsageError` for another choice of formulas, `TemplateError` with its place for a template that cannot be
    read or filled and for a call that LAMBDA names cannot calculate, `UnknownMarket` for the region and `PeriodError`
    for the period.
    """
    choice = choose_formulas(formulas)
    path = find_book(template)
    compiled = compile_template(path)
    context = context_of(snapshot, region=region, period=period, names=compiled.names) | {"formulas": choice}
    evaluator, embedded = _evaluator(snapshot, choice)
    steps = [embedded] if embedded is not None and compiled.is_live else []
    if theme is not None:
        steps.append(partial(apply_theme, theme=read_theme(find_theme(theme))))
    if anonymous:
        steps.append(remove_authors)
    made_from = provenance_of(
        snapshot,
        path,
        region=region,
        period=period,
        formulas=choice if compiled.is_live or "formulas" in compiled.names else FORMULAS[0],
        theme=theme,
        recalculated=calculation is not calculate,
        context=context,
    )
    steps.append(partial(stamp, provenance=made_from.for_file(anonymous=anonymous)))
    return render(compiled, context, evaluator=evaluator, finish=partial(_finish, steps), calculate=calculation)


def _finish(steps: Sequence[Finish], parts: Parts) -> None:
    for step in steps:
        step(parts)


def choose_formulas(text: str) -> str:
    """Return the word of `FORMULAS` that a text is, in any case.

    Raises `UsageError` with the choices and the nearest one.
    """
    word = text.strip().lower()
    if word not in FORMULAS:
        raise UsageError.invalid("formulas", text, FORMULAS)
    return word


def _evaluator(snapshot: Snapshot, formulas: str) -> tuple[SnapshotEvaluator, Finish | None]:
    """How formulas are evaluated, and what is added to the finished workbook so that it can calculate them."""
    if formulas != "lambda":
        return SnapshotEvaluator(snapshot, formulas), None
    from xlmarket.formulas.names import embed
    from xlmarket.formulas.names.limits import limitation_of

    covered = snapshot.holding.observations.covered is not None
    refuses = partial(limitation_of, covered=covered)
    return SnapshotEvaluator(snapshot, formulas, refuses), partial(embed, snapshot=snapshot)


def needs_region(template: str | Path) -> bool:
    """Whether the template uses a region or a market. Raises `TemplateError` for a template that cannot be read."""
    return bool(template_names(find_template(template)) & BY_REGION)


def figures_table(
    template: str | Path, *, snapshot: Snapshot, region: str | None = None, period: object = "latest"
) -> Table:
    """Return the main figures of the same report as rows with a header. A missing figure is `None`.

    Raises the errors of `build`.
    """
    names = template_names(find_template(template))
    return table_of(context_of(snapshot, region=region, period=period, names=names))
