"""One report from start to end: a template, a snapshot, a region and a period give the bytes of a workbook.

The command line and the batch call `build`; a template is compiled once per process as long as its file stays the same.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from xlmarket.functions.snapshot import Snapshot
from xlmarket.report.compile import compile_template
from xlmarket.report.context import BY_REGION, context_of
from xlmarket.report.plan import Template
from xlmarket.report.render import render
from xlmarket.report.shipped import find_template
from xlmarket.report.tables import Table, table_of


def build(template: str | Path, *, snapshot: Snapshot, region: str | None = None, period: object = "latest") -> bytes:
    """The finished workbook. `template` is a shipped name or a file; `region` any market, where the template asks for one.

    The same inputs give the same bytes. A template that cannot be read or asks for what is not there is a
    `TemplateError` with its places; an unknown region or period is the error of its kind.
    """
    compiled = _compiled_as_it_stands(find_template(template))
    return render(compiled, context_of(snapshot, region=region, period=period, names=compiled.names))


def needs_region(template: str | Path) -> bool:
    """Whether the template speaks of a region or a market."""
    return bool(_compiled_as_it_stands(find_template(template)).names & BY_REGION)


def figures_table(
    template: str | Path, *, snapshot: Snapshot, region: str | None = None, period: object = "latest"
) -> Table:
    """The main figures of the same report as rows with a header; a missing figure is `None`."""
    names = _compiled_as_it_stands(find_template(template)).names
    return table_of(context_of(snapshot, region=region, period=period, names=names))


def _compiled_as_it_stands(path: Path) -> Template:
    stat = path.stat()
    return _compiled(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=32)
def _compiled(path: Path, _changed: int, _size: int) -> Template:
    return compile_template(path)
