"""The front page as one file: texts, style, script and data together, so that it opens from the disk."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from xlmarket.batch.catalogue import Catalogue, read_catalogue
from xlmarket.batch.site.rows import WORDS, Row, choices, data_of, rows_of
from xlmarket.errors import InputError, Place
from xlmarket.files import write_whole
from xlmarket.output.html.colours import page_colours
from xlmarket.output.html.frame import page_frame
from xlmarket.report.shipped import PALETTES, find_palette

INDEX = "index.html"
MARK = '<meta name="generator" content="xlmarket front page">'
MARK_WITHIN = 2000
"""Characters in which the mark of our own pages is found."""
FIRST = 50
"""The rows of a page of the list. Those of the first are in the HTML, and there without JavaScript."""
MOST_CHOICES = 400
"""A filter with more choices than these is left out: the search finds them."""
FILTERS = (("title", "Region or market"), ("period", "Period"), ("template", "Template"), ("metric_title", "Metric"))
_HERE = Path(__file__).parent


def needs_site(folder: Path, wanted: bool) -> bool:
    """Whether a run writes the front page: where it is wanted, and where there is one already.

    Raises `InputError` where it is wanted and another page has its name.
    """
    path = folder / INDEX
    is_ours = path.is_file() and MARK in path.read_text(encoding="utf-8", errors="replace")[:MARK_WITHIN]
    if wanted and path.exists() and not is_ours:
        raise InputError(
            "the folder has a page of this name that is not a front page of reports",
            where=Place(file=str(path)),
            remedy="choose another folder, or rename the page",
        )
    return wanted or is_ours


def write_site(folder: Path, theme: Path | None = None) -> Path:
    """Write the front page of a folder that has a manifest, and return its path. Raises `EnvironmentFault`."""
    path = folder / INDEX
    write_whole(path, site_page(read_catalogue(folder), theme))
    return path


def site_page(catalogue: Catalogue, theme: Path | None = None) -> bytes:
    """Return the front page in the colours of a theme. The same catalogue gives the same bytes."""
    rows = rows_of(catalogue)
    theme = theme or find_palette(PALETTES[0])
    frame = page_frame(page_colours(theme, theme.stat().st_mtime_ns), "", "")
    style = frame.colours + frame.style + _part("site.css")
    script = frame.script + _part("site.js")
    html = _template().render(
        rows=rows[:FIRST],
        count=len(rows),
        first=FIRST,
        counts=catalogue.counts,
        words=WORDS,
        filters=[(name, label, choices(rows, name)) for name, label in FILTERS],
        most_choices=MOST_CHOICES,
        failed=[row for row in rows if row.change == "failed"][:FIRST],
        data=Markup(data_of(rows, FIRST).decode()),  # noqa: S704 - without "<"
        style=style,
        script=script,
        mark=Markup(MARK),  # noqa: S704 - ours
        policy=frame.policy(style, script),
        **_origin(catalogue, rows),
    )
    return html.encode()


def _origin(catalogue: Catalogue, rows: tuple[Row, ...]) -> dict[str, Any]:
    """What the page says about the figures of all reports: period, metric, data sets, vintages, sources."""
    headlines = [report.headline for report in catalogue.reports if report.headline]
    periods = choices(rows, "period")
    names = dict(zip((row.period for row in rows), (row.period_name for row in rows), strict=True))
    span = [names[period] for period in dict.fromkeys(periods[:1] + periods[-1:])]
    titles = list(dict.fromkeys(headline.dataset_title or headline.dataset for headline in headlines))
    return {
        "kicker": titles[0] if len(titles) == 1 else f"{len(titles)} data sets" if titles else "",
        "subtitle": "  ·  ".join([" to ".join(span), *choices(rows, "metric_title")[:3]]).strip(" ·"),
        "illustrative": sum(headline.illustrative for headline in headlines),
        "vintages": sorted({(headline.dataset, headline.vintage, headline.status) for headline in headlines}),
        "sources": sorted(Counter(source for headline in headlines for source in headline.sources).items()),
    }


@cache
def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(_HERE)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template("index.html.j2")


@cache
def _part(name: str) -> Markup:
    return Markup((_HERE / name).read_text(encoding="utf-8"))  # noqa: S704 - ours
