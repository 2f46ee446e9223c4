"""One report as slides: a deck, a snapshot, a region and a period give the bytes of a finished deck.

`output` calls `build_deck`. A deck is a template of its own (`deck.pptx`), or the file of the same name next to a workbook.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from xlmarket.errors import InputError
from xlmarket.formulas.evaluation import SnapshotEvaluator
from xlmarket.functions.snapshot import Snapshot
from xlmarket.package.authors import remove_deck_authors
from xlmarket.package.parts import Parts
from xlmarket.report.context import context_of
from xlmarket.report.engine import compile_deck
from xlmarket.report.provenance import Provenance, provenance_of, stamp
from xlmarket.report.shipped import DECKS, find_template, find_twin, list_templates
from xlmarket.report.themes import apply_theme, find_theme, read_theme
from xlmarket.template.slides import render_deck


def build_deck(
    template: str | Path,
    *,
    snapshot: Snapshot,
    region: str | None = None,
    period: object = "latest",
    theme: str | Path | None = None,
    anonymous: bool = False,
) -> bytes:
    """Return the finished deck. The same inputs give the same bytes.

    `template` is a shipped name, a deck, or a workbook with a deck of its name next to it. The others are as in `build`.

    Raises `InputError` for a template without a deck and for a theme that is missing or damaged, `TemplateError` with its
    place for a deck that cannot be read or filled, and the errors of `context_of`.
    """
    path = find_deck(find_template(template))
    deck = compile_deck(path)
    context = context_of(snapshot, region=region, period=period, names=deck.names)
    evaluator = SnapshotEvaluator(snapshot, "values")
    made_from = provenance_of(snapshot, path, region=region, period=period, theme=theme, context=context)
    finish = partial(_finish, theme=theme, anonymous=anonymous, made_from=made_from)
    return render_deck(deck, context, evaluator=evaluator, finish=finish)


def _finish(parts: Parts, *, theme: str | Path | None, anonymous: bool, made_from: Provenance) -> None:
    if theme is not None:
        apply_theme(parts, read_theme(find_theme(theme)))
    if anonymous:
        remove_deck_authors(parts)
    stamp(parts, made_from.for_file(anonymous=anonymous))


def find_deck(template: Path) -> Path:
    """Return the deck of a template: itself, or its twin. Raises `InputError` with the templates that have one."""
    if template.suffix.lower() in DECKS:
        return template
    twin = find_twin(template, DECKS[0])
    if twin is None:
        have = [shipped.name for shipped in list_templates() if find_twin(shipped.path, DECKS[0])]
        remedy = f"draw {template.with_suffix(DECKS[0]).name} next to {template.name}, or give a deck as the template"
        raise InputError("the template has no deck of slides", found=template.stem, allowed=have, remedy=remedy)
    return twin


def refuse_deck(template: Path) -> None:
    """Raise `InputError` for a deck as the template of a workbook."""
    if template.suffix.lower() in DECKS:
        remedy = "give a file that ends with .pptx or .pdf, or a workbook as the template"
        raise InputError("a deck of slides makes no workbook", found=template.name, remedy=remedy)
