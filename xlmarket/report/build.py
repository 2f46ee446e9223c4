"""One report from start to end: a template, a snapshot, a region and a period give the bytes of a workbook.

The command line and the batch call `build`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from xlmarket.formulas.spelling import Call
from xlmarket.functions.snapshot import Snapshot
from xlmarket.report.context import BY_REGION, context_of
from xlmarket.report.figures import Table, table_of
from xlmarket.report.shipped import find_template
from xlmarket.template.read.compile import compile_template
from xlmarket.template.render.answers import Living
from xlmarket.template.render.render import Finish, render


def build(
    template: str | Path,
    *,
    snapshot: Snapshot,
    region: str | None = None,
    period: object = "latest",
    formulas: str = "values",
    finish: Finish | None = None,
    refuses: Callable[[Call], str] | None = None,
) -> bytes:
    """The finished workbook. `template` is a shipped name or a file; `region` any market, where the template asks for one.

    `formulas` says what formulas with our functions become: `values`, or formulas that `lambda` names or an `addin`
    answer; `finish` adds what these need to a workbook that has some, and `refuses` says why they cannot answer a call.
    The same inputs give the same bytes. A template that cannot be read or asks for what is not there is a
    `TemplateError` with its places; an unknown region or period is the error of its kind.
    """
    compiled = compile_template(find_template(template))
    context = context_of(snapshot, region=region, period=period, names=compiled.names) | {"formulas": formulas}
    living = Living(snapshot, formulas, refuses) if refuses else Living(snapshot, formulas)
    return render(compiled, context, living=living, finish=finish)


def needs_region(template: str | Path) -> bool:
    """Whether the template speaks of a region or a market."""
    return bool(compile_template(find_template(template)).names & BY_REGION)


def figures_table(
    template: str | Path, *, snapshot: Snapshot, region: str | None = None, period: object = "latest"
) -> Table:
    """The main figures of the same report as rows with a header; a missing figure is `None`."""
    names = compile_template(find_template(template)).names
    return table_of(context_of(snapshot, region=region, period=period, names=names))
