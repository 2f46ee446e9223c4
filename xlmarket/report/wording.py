"""The sentences of a report: what a region or market came to, on what basis, and what to know about the figures."""

from __future__ import annotations

from collections.abc import Sequence

from xlmarket.functions.cells import Cell
from xlmarket.report.questions import is_number


def amount(value: Cell, unit: str) -> str:
    """A figure with its unit: `4,320 USD million`."""
    if not isinstance(value, (int, float)):
        return "an unknown amount"
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}"
    return f"{text} {unit}".strip()


def counted(count: int, what: str, many: str = "") -> str:
    """A number of things: 1 market, 2 markets."""
    return f"{count:,} {what if count == 1 else many or what + 's'}"


def percent(value: Cell, digits: int = 1) -> str:
    return f"{value:.{digits}%}" if isinstance(value, (int, float)) else "n/a"


def change(value: Cell) -> str:
    """A growth rate as a clause, empty where there is none."""
    if not isinstance(value, (int, float)):
        return ""
    if abs(value) < 0.0005:
        return ", unchanged on a year earlier"
    return f", {abs(value):.1%} {'more' if value > 0 else 'less'} than a year earlier"


def points(value: Cell) -> str:
    """A change of share as a clause, empty where there is none."""
    if not isinstance(value, (int, float)):
        return ""
    if abs(value) < 0.00005:
        return ", the same share as a year earlier"
    return f", {abs(value) * 100:.2f} points {'up' if value > 0 else 'down'} in a year"


def summary(
    title: str, unit: str, period: str, value: Cell, growth: Cell, share: Cell, gained: Cell, leader: str
) -> str:
    """Two sentences: what it came to and how that stands in the world; then the largest market."""
    if not is_number(value):
        return f"There is no figure for the whole in {period}. {leader}".strip()
    first = f"{title} came to {amount(value, unit)} in {period}{change(growth)}."
    second = f"This is {percent(share)} of the world{points(gained)}." if is_number(share) else ""
    return " ".join(part for part in (first, second, leader) if part)


def listed(names: Sequence[str], most: int = 4) -> str:
    """Names as a list in a sentence, the rest counted."""
    shown = list(names[:most])
    if len(names) > most:
        return f"{', '.join(shown)} and {len(names) - most} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def concentration(value: Cell, high: Cell) -> str:
    """What the HHI says, and its other bound where a residual leaves a range."""
    if not isinstance(value, (int, float)):
        return ""
    degree = (
        "not concentrated" if value < 1000 else "moderately concentrated" if value <= 1800 else "highly concentrated"
    )
    text = f"HHI (sum of squared shares in percent, 10,000 for one market): {value:,.0f}, {degree} by the US Merger Guidelines of 2023."
    if isinstance(high, (int, float)) and high - value >= 0.5:
        text += (
            f" What no market is named for counts as spread thinly; at its most concentrated the index is {high:,.0f}."
        )
    return text


def signed(value: Cell) -> str:
    """A rate with its sign: +19.2%."""
    return f"{value:+.1%}" if isinstance(value, (int, float)) else "n/a"
