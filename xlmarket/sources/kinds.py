"""How a metric adds up over time, by its unit and its name. Where neither decides, nothing is guessed."""

from __future__ import annotations

import re
from functools import cache

from xlmarket.observations import MetricKind


def _words(text: str) -> set[str]:
    plain = re.sub(r"e[- ]commerce", "ecommerce", text.casefold())
    return set(re.findall(r"[^\W\d_]+|[%‰$€£¥]", plain))


_RATIO_UNITS = _words(
    "percent percentage pct % ‰ index indices rate rates ratio share shares point points pp bp score per"
)
_STOCK_UNITS = _words(
    "persons person people inhabitants users user buyers shoppers customers employees sites websites households shops "
    "stores companies firms subscribers accounts"
)
_FLOW_UNITS = _words(
    "parcels parcel orders order shipments lines items pieces tonnes tons kg visits sessions transactions"
)
_MONEY = _words("dollar dollars euro euros pound pounds yen yuan rmb $ € £ ¥")
_RATIO_NAMES = _words(
    "share shares rate rates ratio index indices price prices growth percent percentage pct penetration margin density "
    "% ‰ yoy mom qoq proportion proportions fraction score average mean median inflation conversion per lpi change aov yield"
)
_STOCK_NAMES = _words(
    "population inhabitants users buyers shoppers customers sites websites shops stores subscribers accounts employees "
    "inventory inventories assets debt households members stock stocks"
)
_FLOW_NAMES = _words(
    "sales sale revenue revenues turnover exports export imports import trade parcels orders shipments transactions gmv "
    "purchases spending expenditure consumption production output gdp gnp gni income profit costs visits sessions "
    "downloads deliveries packages ecommerce retail balance lines"
)
_UNSURE_NAMES = _words(
    "cumulative cumulated cumul kumuliert ytd date ltm ttm mat rolling moving trailing saar saldo annualised annualized "
    "rank ranking intensity dependency openness deflator duty tariff gap backlog open transit fraction variance "
    "deviation log difference diversification space hours days cash account run"
)
"""Words of names that leave the kind open: cumulative sales are sales that must not be added again."""

_BASE = re.compile(r"\d{4}\s*=\s*100")


_PAIR, _PER, _CURRENCY = (re.compile(form) for form in (r"[A-Z]{3} per [A-Z]{3}", r"per [A-Z]{3}", r"[A-Z]{3}"))


def is_ratio(unit: str) -> bool:
    """Whether a unit is a part or a rate: percent, an index, an amount per head."""
    return _kind_of_unit(unit) is MetricKind.RATIO


def kind_of(metric: str, unit: str) -> MetricKind | None:
    """Return the kind of a metric by its unit, else by its name, or None where they decide nothing or contradict.

    A unit of ratios decides. Money is a flow, unless the name is that of a ratio or a stock: prices and debts have
    amounts of money too.
    """
    by_unit, by_name = _kind_of_unit(unit), _kind_of_name(metric)
    if by_unit is not MetricKind.RATIO and by_name is not MetricKind.RATIO and _words(metric) & _UNSURE_NAMES:
        return None
    if by_unit is MetricKind.RATIO or by_name is None or by_unit is None:
        return by_unit or by_name
    if by_name is MetricKind.RATIO:
        return by_name
    return by_unit if by_unit is by_name else None


def is_money(unit: str) -> bool:
    """Whether a unit is an amount of one currency: `USD`, `JPY billion`, but not `BRL per USD`."""
    return not is_ratio(unit) and bool(_words(unit) & _MONEY or _currency_codes(unit))


def _kind_of_unit(unit: str) -> MetricKind | None:
    words = _words(unit)
    if words & _RATIO_UNITS or "/" in unit or _BASE.search(unit):
        return MetricKind.RATIO
    if words & _STOCK_UNITS:
        return MetricKind.STOCK
    return MetricKind.FLOW if words & (_FLOW_UNITS | _MONEY) or _currency_codes(unit) else None


def _kind_of_name(metric: str) -> MetricKind | None:
    words = _words(metric)
    if words & _RATIO_NAMES or _BASE.search(metric):
        return MetricKind.RATIO
    stock, flow = bool(words & _STOCK_NAMES), bool(words & _FLOW_NAMES)
    if stock == flow:
        return None
    return MetricKind.STOCK if stock else MetricKind.FLOW


def _currency_codes(unit: str) -> set[str]:
    return set(re.findall(r"\b[A-Z]{3}\b", unit)) & _codes()


@cache
def _codes() -> frozenset[str]:
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


def may_stand_together(unit: str, other: str) -> bool:
    """Whether markets of one metric may have these units: amounts of money, or exchange rates of several pairs."""
    return (is_money(unit) and is_money(other)) or bool(_PAIR.fullmatch(unit) and _PAIR.fullmatch(other))


def pair_of(unit: str, market: str) -> str:
    """Return the unit of an exchange rate with both currencies: `per EUR` of a market called BRL is `BRL per EUR`."""
    return f"{market} {unit}" if _PER.fullmatch(unit) and _CURRENCY.fullmatch(market) else unit
