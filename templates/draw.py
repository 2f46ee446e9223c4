"""Draws the report templates: `python templates/draw.py [FOLDER]` writes them beside this file, or to FOLDER.

The workbooks depend on nothing but this code; a test redraws them and compares part by part.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from drawing import (  # noqa: E402
    brief,
    growth_waterfall,
    kpi_card,
    league_table,
    live,
    market_deck,
    market_profile,
    palettes,
    region_deck,
    region_quarterly,
    revisions,
    share_shift,
    starter,
    starter_deck,
    world_overview,
)

TEMPLATES = {
    "region-quarterly": region_quarterly.draw,
    "market-profile": market_profile.draw,
    "world-overview": world_overview.draw,
    "brief": brief.draw,
    "kpi-card": kpi_card.draw,
    "league-table": league_table.draw,
    "growth-waterfall": growth_waterfall.draw,
    "share-shift": share_shift.draw,
    "live": live.draw,
}


DECKS = {"region-quarterly": region_deck.draw, "market-profile": market_deck.draw}


def main(folder: Path = HERE) -> None:
    for name, draw in TEMPLATES.items():
        draw(str(folder / f"{name}.xlsx"))
    for name, draw in DECKS.items():
        draw(str(folder / f"{name}.pptx"))
    (folder / "parts").mkdir(exist_ok=True)
    revisions.draw(str(folder / "parts" / "revisions.xlsx"))
    (folder / "starters").mkdir(exist_ok=True)
    for kind in starter.STARTERS:
        starter.draw_starter(str(folder / "starters" / f"{kind}.xlsx"), kind)
    starter_deck.draw(str(folder / "starters" / "deck.pptx"))
    (folder / "themes").mkdir(exist_ok=True)
    for name in palettes.PALETTES:
        palettes.draw_theme(str(folder / "themes" / f"{name}.thmx"), name)


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:2]))
