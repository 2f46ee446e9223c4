"""A report from its inputs to its PDF: a workbook or a deck is made without authors, described and printed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from xlmarket.errors import UsageError
from xlmarket.functions.snapshot import Snapshot
from xlmarket.output.pdf import print_deck, print_workbook, subject_of
from xlmarket.report.build import build
from xlmarket.report.context import context_of
from xlmarket.report.decks import build_deck
from xlmarket.report.engine import compile_deck
from xlmarket.report.headline import headline_of, make_headline
from xlmarket.report.provenance import provenance_of
from xlmarket.report.shipped import DECKS


def print_report(
    template: Path,
    *,
    snapshot: Snapshot,
    region: str | None,
    period: object,
    theme: str | Path | None,
    with_data: bool = False,
    program: str | None = None,
) -> bytes:
    """Return the PDF of a report. `with_data` and `program` are as in `print_workbook`.

    Raises the errors of `build`, `build_deck` and `print_workbook`.
    """
    made_from = provenance_of(snapshot, template, region=region, period=period, theme=theme)
    facts, kind = made_from.for_file(anonymous=True).facts, template.suffix.lower()
    if kind not in DECKS:
        headline = headline_of(template, snapshot=snapshot, region=region, period=period)
        workbook = build(template, snapshot=snapshot, region=region, period=period, theme=theme, anonymous=True)
        about = replace(subject_of(headline), facts=facts)
        return print_workbook(workbook, about, kind=kind[1:], with_data=with_data, program=program)
    if program == "excel":
        raise UsageError(
            "Excel prints no slides", found=template.name, remedy='leave out --with excel, in Python program="excel"'
        )
    names = compile_deck(template).names
    headline = make_headline(context_of(snapshot, region=region, period=period, names=names), title=template.stem)
    deck = build_deck(template, snapshot=snapshot, region=region, period=period, theme=theme, anonymous=True)
    return print_deck(deck, replace(subject_of(headline), facts=facts), kind=kind[1:])
