"""The formats of a finished report, in one list: the command line and the batch read it.

A further format is a function of a `ReportInputs` and an entry of `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from xlmarket.errors import InputError, UsageError
from xlmarket.functions.snapshot import Snapshot
from xlmarket.output.csv_table import csv_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInputs:
    """What a finished report is made of. `formulas` is one of `report.FORMULAS`, `theme` a palette or a file.

    `anonymous`: the report does not say who drew its template.
    `recalculate`: LibreOffice calculates the values of formulas that have none.
    `workbook`: the file next to a page that the page links to as its workbook, "" for none. None puts it into the page.
    `with_data`: sheets of data print, too. `program` prints, one of `printers.PRINTERS`.
    """

    template: str | Path
    snapshot: Snapshot
    region: str | None = None
    period: object = "latest"
    formulas: str = "values"
    theme: str | Path | None = None
    anonymous: bool = False
    recalculate: bool = False
    workbook: str | None = None
    with_data: bool = False
    program: str | None = None

    @property
    def subject(self) -> dict[str, Any]:
        """What the report is about, as arguments: the figures, the region, the period."""
        return {"snapshot": self.snapshot, "region": self.region, "period": self.period}


OPTIONS = frozenset({"formulas", "theme", "anonymous", "recalculate", "workbook", "with_data", "program"})
"""The fields of `ReportInputs` that only some formats use."""

PRINTING = frozenset({"with_data", "program"})
"""Those that say what is printed, and by which program."""


_OF_BOOKS = OPTIONS - PRINTING - {"workbook"}


def _need_nothing() -> None:
    """What a format checks that needs no program beside xlmarket."""


def _itself(template: Path) -> Path:
    """The file that a format is made from which every template can give."""
    return template


def _nothing(_: Path) -> tuple[Path, ...]:
    """The further files that most formats are made from."""
    return ()


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its function, the endings of its files, the `OPTIONS` that it uses.

    A file has the ending of its template where that is among the `endings`, else the first: a template with macros
    gives a report with macros. `need` raises `EnvironmentFault` where a program or package of the format is missing,
    `source` returns the file that the format is made from, the template or its twin, and raises `InputError` where a
    template cannot give the format. `further` returns the files that it reads beside that one.
    """

    write: Callable[[ReportInputs], bytes]
    endings: tuple[str, ...]
    options: frozenset[str] = field(default=frozenset())
    need: Callable[[], None] = _need_nothing
    source: Callable[[Path], Path] = _itself
    further: Callable[[Path], tuple[Path, ...]] = _nothing

    def ending_for(self, template: Path) -> str:
        """Return the ending of the file that a template gives."""
        own = template.suffix.lower()
        return own if own in self.endings else self.endings[0]

    def unused(self) -> dict[str, Any]:
        """Return the options that this format does not use, each with its default."""
        return {each.name: each.default for each in fields(ReportInputs) if each.name in OPTIONS - self.options}


def _workbook(report: ReportInputs) -> bytes:
    from xlmarket.report.build import build
    from xlmarket.report.shipped import find_template

    _workbook_of(find_template(report.template))
    make = partial(
        build,
        report.template,
        **report.subject,
        formulas=report.formulas,
        theme=report.theme,
        anonymous=report.anonymous,
    )
    if not report.recalculate:
        return make()
    from xlmarket.output.recalculated import recalculate

    return recalculate(lambda calculation: make(calculation=calculation))


def _deck(report: ReportInputs) -> bytes:
    from xlmarket.report.decks import build_deck

    return build_deck(
        report.template,
        **report.subject,
        theme=report.theme,
        anonymous=report.anonymous,
    )


def _workbook_of(template: Path) -> Path:
    from xlmarket.report.decks import refuse_deck
    from xlmarket.report.shipped import find_book

    refuse_deck(template)
    return find_book(template)


def _deck_of(template: Path) -> Path:
    from xlmarket.report.decks import find_deck

    return find_deck(template)


def _figures(report: ReportInputs) -> bytes:
    from xlmarket.report.build import figures_table

    table = figures_table(report.template, **report.subject)
    return csv_bytes(table)


def _pages(report: ReportInputs) -> bytes:
    from xlmarket.output.printing import print_report
    from xlmarket.report.shipped import find_book

    return print_report(
        find_book(report.template),
        **report.subject,
        theme=report.theme,
        with_data=report.with_data,
        program=report.program,
    )


def _pages_of(template: Path) -> Path:
    from xlmarket.report.shipped import find_book

    return find_book(template)


def _need_pages() -> None:
    from xlmarket.output.pdf import need_pdf

    need_pdf()


def _page(report: ReportInputs) -> bytes:
    from xlmarket.output.html import page_bytes

    return page_bytes(
        report.template,
        **report.subject,
        theme=report.theme,
        workbook=report.workbook,
        anonymous=report.anonymous,
        build=partial(_workbook, report),
    )


def _page_of(template: Path) -> Path:
    from xlmarket.output.html import page_source

    return page_source(template)


def _page_parts(template: Path) -> tuple[Path, ...]:
    from xlmarket.output.html import page_parts

    return page_parts(template)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "xlsx": Format(_workbook, (".xlsx", ".xlsm"), _OF_BOOKS, source=_workbook_of),
        "csv": Format(_figures, (".csv",)),
        "pdf": Format(_pages, (".pdf",), PRINTING | {"theme"}, _need_pages, _pages_of),
        "pptx": Format(_deck, (".pptx", ".pptm"), frozenset({"theme", "anonymous"}), source=_deck_of),
        "html": Format(_page, (".html",), OPTIONS - PRINTING, source=_page_of, further=_page_parts),
    }
)


def format_of(path: Path) -> str:
    """Return the format of a file by its ending. Raises `UsageError` with the endings there are."""
    for name, form in FORMATS.items():
        if path.suffix.lower() in form.endings:
            return name
    endings = [ending for form in FORMATS.values() for ending in form.endings]
    raise UsageError.invalid("ending", path.suffix or path.name, endings)


def formats_of(template: Path) -> tuple[str, ...]:
    """Return the formats that a template can give."""
    return tuple(name for name, form in FORMATS.items() if _gives(form, template))


def _gives(form: Format, template: Path) -> bool:
    try:
        form.source(template)
    except InputError:
        return False
    return True


def report_bytes(report: ReportInputs, form: str = "xlsx") -> bytes:
    """Return a finished report as the bytes of a file of a format.

    Raises `UsageError` for an unknown format and the errors of `report.build`.
    """
    (name,) = choose_formats([form])
    return FORMATS[name].write(replace(report, **FORMATS[name].unused()))


def choose_formats(names: Iterable[str]) -> tuple[str, ...]:
    """Return the formats that words mean, in any case and without empty ones.

    Raises `UsageError` with the choices and the nearest one.
    """
    words = [name.strip().lower() for name in names]
    for word in words:
        if word and word not in FORMATS:
            raise UsageError.unknown("format", word, FORMATS)
    return tuple(word for word in words if word)
