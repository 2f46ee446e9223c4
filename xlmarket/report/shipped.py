"""The templates that come with xlmarket, by name. Any other name is the path of a workbook or a deck."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xlmarket.errors import InputError, UnknownName

TITLES = {
    "region-quarterly": "one region: headline figures, its markets, charts, sources",
    "market-profile": "one market: history, rank, forecast, factors and barriers",
    "world-overview": "all regions, concentration, the largest markets",
    "brief": "all figures and judgements of the brief, with sentence and verdict (cross-border-2015)",
    "kpi-card": "one page of key figures of a region, each with its change and its history",
    "league-table": "the markets of a region by rank: places won and lost, growth, bars, a line each",
    "growth-waterfall": "what each market of a region added to its growth, as a waterfall",
    "share-shift": "who won and who lost share of a region, by market and period, as a heat map",
    "live": "a dashboard to turn: region, measure and period are cells (with --formulas lambda)",
}
PALETTES = ("teal", "navy", "forest", "plum")
"""The themes that come with xlmarket. The first is the one of the templates."""
BOOKS = (".xlsx", ".xlsm")
PAGE = ".html.j2"
"""The endings of the templates of workbooks and of pages."""
STARTERS = {"region": ".xlsx", "market": ".xlsx", "world": ".xlsx", "deck": ".pptx"}
"""The templates to start from, each with the ending of its file."""
DECKS = (".pptx", ".pptm")
"""The endings of decks of slides."""

_PACKAGE = Path(__file__).resolve().parents[1]
_FOLDERS = (_PACKAGE / "shipped_templates", _PACKAGE.parent / "templates")
"""The folders of the templates in an installed package and in a checkout."""


@dataclass(frozen=True, slots=True)
class ShippedTemplate:
    name: str
    title: str
    path: Path


def list_templates() -> tuple[ShippedTemplate, ...]:
    """Return every template that comes with xlmarket."""
    return tuple(ShippedTemplate(name, title, _find(name)) for name, title in TITLES.items())


def find_template(template: str | Path) -> Path:
    """Return the file of a template of any kind, given by a shipped name or a path.

    Raises `UnknownName` with the nearest name, `InputError` for a file that is missing or of another format.
    """
    text = str(template)
    if text in TITLES:
        return _find(text)
    path = Path(template)
    if text.lower().endswith((*BOOKS, PAGE, *DECKS)):
        if not path.is_file():
            raise InputError("missing template file", found=text)
        return path.resolve()
    if path.is_file():
        what = "not a template: an .xlsx or .xlsm workbook, a .pptx deck or an .html.j2 page is wanted"
        raise InputError(what, found=text, remedy="save it as .xlsx, .xlsm or .pptx")
    allowed = [*TITLES, "the path of an .xlsx, .xlsm, .pptx or .html.j2 file"]
    raise UnknownName.unknown("template", text, TITLES, allowed=allowed)


def name_of(template: Path) -> str | None:
    """Return the name of a file that came with xlmarket, in any format, nothing for a template of the user."""
    name = template.name.partition(".")[0]
    return name if name in TITLES and template.parent == _find(name).parent else None


def find_book(template: str | Path) -> Path:
    """Return the file of the template of a workbook. Raises `InputError` for a page, and the errors of `find_template`."""
    path = find_template(template)
    if path.name.lower().endswith(PAGE):
        raise InputError("the template is a page, not a workbook", found=path.name, remedy="write it as .html")
    return path


def template_stem(template: Path) -> str:
    """Return the name of a template without the ending of its kind."""
    return template.name[: -len(PAGE)] if template.name.lower().endswith(PAGE) else template.stem


def find_twin(template: Path, ending: str) -> Path | None:
    """Return the template of another format that belongs to a workbook: the file of its name next to it."""
    twin = template.with_suffix(ending)
    return twin if twin.is_file() else None


def starter(kind: str) -> Path:
    """Return the workbook or deck that `xlmarket template new` copies. Raises `UnknownName` with the nearest kind."""
    if kind in STARTERS:
        return _find(f"starters/{kind}", STARTERS[kind])
    raise UnknownName.unknown("starter", kind, STARTERS)


def find_part(name: str) -> Path:
    """Return a template that one command fills. It has no region and no period, so `report` does not take it."""
    return _find(f"parts/{name}")


def find_page_parts() -> Path:
    """Return the folder with what the pages share: layout, macros, style and script."""
    return next(path for folder in _FOLDERS if (path := folder / "pages").is_dir())


def find_palette(name: str) -> Path:
    """Return the theme file of one of `PALETTES`."""
    return _find(f"themes/{name}", ".thmx")


def _find(name: str, ending: str = ".xlsx") -> Path:
    return next(path for folder in _FOLDERS if (path := folder / f"{name}{ending}").is_file())
