"""A report as a page: its template filled with the views that the workbook prints, and the charts of the same views."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from xlmarket.errors import InputError
from xlmarket.files import file_name
from xlmarket.functions.snapshot import Snapshot
from xlmarket.output.charts import style_of
from xlmarket.output.html.colours import page_colours
from xlmarket.output.html.drawings import Drawings
from xlmarket.output.html.filling import fill_page
from xlmarket.output.html.frame import page_frame
from xlmarket.output.html.sheets import show_sheets
from xlmarket.report.charts import chart_of
from xlmarket.report.context import context_of
from xlmarket.report.pages import compile_page, is_page, page_files, template_names
from xlmarket.report.provenance import provenance_of
from xlmarket.report.shipped import (
    BOOKS,
    PAGE,
    PALETTES,
    find_page_parts,
    find_template,
    find_twin,
    name_of,
    template_stem,
)
from xlmarket.report.themes import find_theme, read_theme
from xlmarket.report.views import PeriodView

Build = Callable[[], bytes]
"""Makes the workbook of the same report."""
_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def page_bytes(
    template: str | Path,
    *,
    snapshot: Snapshot,
    region: str | None,
    period: object,
    theme: str | Path | None,
    workbook: str | None,
    anonymous: bool,
    build: Build,
) -> bytes:
    """Return a report as HTML. The same inputs give the same bytes.

    Its head says what it was made from, of an `anonymous` report without the names of the user's files. `workbook` is
    the file next to the page that it links to, "" for none. None puts what `build` makes into the page.

    Raises `TemplateError` with file and line for a page template that cannot be read or filled, `EnvironmentFault`
    without the package that draws charts, and the errors of `report.build`.
    """
    path = find_template(template)
    source = page_source(path)
    file = _theme_file(path, theme)
    colours = page_colours(file, file.stat().st_mtime_ns)
    is_faithful = not is_page(source)
    compiled = compile_page(find_page_parts() / "sheets.html.j2" if is_faithful else source)
    names = frozenset({"region"} & template_names(path)) if is_faithful else compiled.names | template_names(path)
    context = context_of(snapshot, region=region, period=period, names=names)
    name = _book_name(path, region, context["period"])
    book = lru_cache(1)(build)
    frame = page_frame(colours, "" if is_page(path) else _address(workbook, book), workbook or name)
    scope: dict[str, object] = {"page": frame}
    if is_faithful:
        sheets, looks = show_sheets(book(), style_of(file))
        scope |= {"grids": sheets, "classes": Markup(looks), "heading": name.removesuffix(".xlsx")}  # noqa: S704 - ours
    else:
        make = partial(chart_of, snapshot, region=region, period=period)
        scope["charts"] = Drawings(context, style_of(file), make)
    made_from = provenance_of(snapshot, source, region=region, period=period, theme=theme, context=context)
    filled = fill_page(compiled, context | scope)
    return _with_facts(filled, made_from.for_file(anonymous=anonymous).facts).encode()


def _with_facts(page: str, facts: Mapping[str, str]) -> str:
    """Return a page with what it was made from in its head, where it has one."""
    lines = Markup("").join(Markup('<meta name="{}" content="{}">\n').format(*fact) for fact in facts.items())
    head, end, rest = page.partition("</head>")
    return f"{head}{lines}{end}{rest}" if end else page


def page_source(template: Path) -> Path:
    """Return the file that the page of a template is made from: its page, or the workbook itself where it has none.

    Raises `InputError` for a deck of slides without a page.
    """
    page = _find_page(template)
    if page is None and template.suffix.lower() not in BOOKS:
        raise InputError(
            "the template has no page", found=template.name, remedy=f"add {template.stem}{PAGE} next to it"
        )
    return page or template


def page_parts(template: Path) -> tuple[Path, ...]:
    """Return the files that the page of a template extends, imports and includes."""
    page = _find_page(template)
    return page_files(page)[1:] if page else page_files(find_page_parts() / "sheets.html.j2")


def _find_page(template: Path) -> Path | None:
    return template if is_page(template) else find_twin(template, PAGE)


def _theme_file(template: Path, theme: str | Path | None) -> Path:
    """Return the file with the colours: the theme that is given, that of the user's workbook, or the first palette."""
    if theme is not None:
        return find_theme(theme)
    if name_of(template) is None and not is_page(template):
        try:
            read_theme(template)
        except InputError:
            return find_theme(PALETTES[0])
        return template
    return find_theme(PALETTES[0])


def _address(workbook: str | None, build: Build) -> str:
    """Return the address of the workbook: a file in the same folder, or its bytes."""
    if workbook is None:
        return f"data:{_BOOK};base64,{base64.b64encode(build()).decode()}"
    return quote(workbook)


def _book_name(template: Path, region: str | None, period: object) -> str:
    label = period.label if isinstance(period, PeriodView) else ""
    return file_name(" ".join(filter(None, (template_stem(template), region, label))), set()) + ".xlsx"
