"""The filters of page templates: those of cells, with printed numbers as a cell shows them, and text as HTML.

`pages` puts them into its sandbox. What a cell keeps as a link, a note or rich text is markup here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import Markup, escape

from xlmarket.errors import TemplateError
from xlmarket.package.rich_text import BOLD, ITALIC, Rich
from xlmarket.package.values import CellError, is_number
from xlmarket.report import filters
from xlmarket.report.query import add_up
from xlmarket.template.ordering import is_missing
from xlmarket.template.richtext import markdown

_TAGS = {BOLD: "strong", ITALIC: "em"}
_SCHEMES = ("https:", "http:", "mailto:", "#")


def shown(value: Any, code: str = "#,##0.0", near_zero: str = "", missing: str = "n/a") -> str:
    """The filter `shown` of cells as text, with a word for what is missing.

    `{{ 0.1234 | shown("+0.0%;-0.0%;0.0%") }}` -> `+12.3%`
    `{{ -0.0004 | shown("+0.0%;-0.0%;0.0%", "0.0%;0.0%;0.0%") }}` -> `0.0%`
    """
    return missing if is_missing(value) else str(filters.shown(value, code, near_zero))


def exact(value: Any) -> str:
    """A number in full precision, for `data-value`. Empty for text and for what is missing.

    `{{ 0.1 | exact }}` -> `0.1`
    """
    return repr(value) if is_number(value) and not is_missing(value) else ""


def total(rows: Iterable[Any], name: str) -> Any:
    """The sum of a figure over rows. It is missing where one of them is, as in the workbook, and without rows.

    `{{ region.members | total("value") | missing }}` -> `False`
    """
    figures = [getattr(row, name) for row in rows]
    return add_up(figures) if figures else CellError("#N/A", "there are no figures to add")


def each(labels: Iterable[Any], function: Callable[..., Any], subject: Any, *more: Any) -> list[Any]:
    """A list with a function of a market at each period of a list.

    `{{ ["2015Q3", "2015Q4"] | each(market_rank, "Brazil") | length }}` -> `2`
    """
    return [function(subject, label, *more) for label in labels]


def changes(moments: Iterable[Any], function: Callable[..., Any], subject: Any, *more: Any) -> list[Any]:
    """A list with a change of a market on a year earlier at each moment of a history.

    `{{ region.history | changes(market_share_change, "Brazil") | length }}` -> `12`
    """
    return [function(subject, each.year_ago, each.label, *more) if each.year_ago else None for each in moments]


def widest(values: Iterable[Any]) -> float:
    """The largest distance of a number from zero, 0 without numbers.

    `{{ [1, -3, 2] | widest }}` -> `3`
    """
    return max((abs(value) for value in values if is_number(value)), default=0)


def rich(value: Any) -> Any:
    """Text with `**bold**`, `*italic*` and line breaks as HTML. What is no text stays as it is.

    `{{ "**Sales** rose" | markdown }}` -> `<strong>Sales</strong> rose`
    """
    made = markdown(value)
    if isinstance(made, Rich):
        runs = ((escape(text), _TAGS.get(look)) for text, look in made.runs)
        made = Markup().join(Markup(f"<{tag}>{text}</{tag}>") if tag else text for text, tag in runs)  # noqa: S704
    return Markup(str(escape(made)).replace("\n", "<br>")) if isinstance(value, str) else value  # noqa: S704


def anchor(value: Any, target: Any) -> Any:
    """The value as a link to an address of the web, of mail, or of the page (`#sources`).

    Raises `TemplateError` for another target, a script for example.

    `{{ "Brazil" | link("https://example.org") }}` -> `<a href="https://example.org">Brazil</a>`
    """
    if not target:
        return value
    if not str(target).lower().startswith(_SCHEMES):
        raise TemplateError(
            "a link of a page goes to the web, to mail or into the page", found=target, allowed=_SCHEMES
        )
    return Markup('<a href="{}">{}</a>').format(target, value)


def titled(value: Any, text: Any) -> Any:
    """The value with a note that shows when one points at it, and that a screen reader reads. Without a text as it is.

    `{{ 5 | note("published") }}` -> `<span title="published">5<span class="unseen"> (published)</span></span>`
    """
    mark = Markup('<span title="{0}">{1}<span class="unseen"> ({0})</span></span>')
    return mark.format(text, value) if text else value


PAGE_FILTERS: dict[str, Callable[..., Any]] = {
    **filters.FILTERS,
    "shown": shown,
    "exact": exact,
    "total": total,
    "each": each,
    "changes": changes,
    "widest": widest,
    "markdown": rich,
    "link": anchor,
    "note": titled,
}
"""All filters of pages by the name that templates use."""
