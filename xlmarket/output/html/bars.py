"""Small bars of a history inside a card or a cell, as the workbook has them. The last one has the main colour."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from xlmarket.package.values import is_number

HEIGHT, PITCH, BAR = 24.0, 8, 6
_SVG = Markup('<svg class="bars" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>')
_RECT = Markup('<rect x="{}" y="{}" width="{}" height="{}"{}/>')


def draw_bars(values: Sequence[object], label: str, *, from_zero: bool = True) -> Markup:
    """Return the bars. What is missing has none. `from_zero`: bars begin at zero, else at the lowest figure."""
    numbers = [float(value) if is_number(value) else None for value in values]
    present = [number for number in numbers if number is not None]
    low = min(present, default=0.0)
    if from_zero:
        low = min(low, 0.0)
    high = max([0.0, *present])
    size = (high - low) or 1.0
    bars = [
        _bar(place, number, low, size, is_last=place == len(numbers) - 1)
        for place, number in enumerate(numbers)
        if number is not None
    ]
    return _SVG.format(PITCH * max(len(numbers), 1), f"{HEIGHT:g}", label, Markup().join(bars))


def _bar(place: int, number: float, low: float, size: float, *, is_last: bool) -> Markup:
    base = max(low, 0.0) if number >= 0 else 0.0
    top = HEIGHT * (1 - (max(number, base) - low) / size)
    height = max(HEIGHT * abs(number - base) / size, 0.6)
    look = Markup(' class="low"') if number < 0 else Markup(' class="last"') if is_last else ""
    return _RECT.format(PITCH * place, f"{min(top, HEIGHT - 0.6):.2f}", BAR, f"{height:.2f}", look)
