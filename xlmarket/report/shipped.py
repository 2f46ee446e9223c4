"""The templates that come with xlmarket, by name; any other name is the path of a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xlmarket.errors import InputError, UnknownName

TITLES = {
    "region-quarterly": "one region: headline figures, its markets, charts, sources",
    "market-profile": "one market: history, rank, forecast, factors and barriers",
    "world-overview": "all regions, concentration, the largest markets",
    "brief": "all figures and judgements of the brief, with sentence and verdict (cross-border-2015)",
    "live": "a dashboard to turn: region, measure and period are cells (with --formulas lambda)",
}
STARTERS = ("region", "market", "world")
_PACKAGE = Path(__file__).resolve().parents[1]
_FOLDERS = (_PACKAGE / "list_templates", _PACKAGE.parent / "templates")
"""Where the templates stand: in an installed package, and in a checkout."""


@dataclass(frozen=True, slots=True)
class ShippedTemplate:
    name: str
    title: str
    path: Path


def list_templates() -> tuple[ShippedTemplate, ...]:
    """Every template that comes with xlmarket."""
    return tuple(ShippedTemplate(name, title, _shipped(name)) for name, title in TITLES.items())


def find_template(template: str | Path) -> Path:
    """The file of a template: a shipped name, or a path; `UnknownName` offers the nearest name."""
    text = str(template)
    if text in TITLES:
        return _shipped(text)
    path = Path(template)
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        if not path.is_file():
            raise InputError("there is no such template file", found=text)
        return path.resolve()
    if path.is_file():
        raise InputError("a template is an Excel workbook of today", found=text, remedy="save it as .xlsx or .xlsm")
    allowed = [*TITLES, "the path of an .xlsx or .xlsm file"]
    raise UnknownName.unknown("template", text, TITLES, allowed=allowed)


def starter(kind: str) -> Path:
    """The workbook a template of one's own starts from; `UnknownName` offers the nearest kind."""
    if kind in STARTERS:
        return _shipped(f"starters/{kind}")
    raise UnknownName.unknown("starter", kind, STARTERS)


def find_part(name: str) -> Path:
    """A workbook that a command of its own fills: it has no region and no period, so `report` does not take it."""
    return _shipped(f"parts/{name}")


def _shipped(name: str) -> Path:
    return next(path for folder in _FOLDERS if (path := folder / f"{name}.xlsx").is_file())
