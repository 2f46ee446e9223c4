"""Decks: a template drawn in PowerPoint with tags in its texts, tables and charts becomes a finished deck.

`compile_deck` reads a deck once, `render_deck` fills it. Expressions, filters and clauses are those of workbooks. A chart
draws the workbook embedded in it, which is a template of its own.
"""

from xlmarket.template.slides.plan import Deck
from xlmarket.template.slides.reading import compile_deck, deck_problems
from xlmarket.template.slides.rendering import render_deck

__all__ = ["Deck", "compile_deck", "deck_problems", "render_deck"]
