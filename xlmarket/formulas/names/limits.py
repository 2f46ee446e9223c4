"""What a worksheet cannot say, and why. The manual page, the workbook and the tests read it here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from xlmarket.formulas.spelling import Call
from xlmarket.functions.options import CHOICES, FREE
from xlmarket.functions.registry import find_function, registry

FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {
        "MARKET_FIND": "a worksheet has no search for the nearest name",
        "MARKET_WHY": "a worksheet knows the error, not the sentence behind it",
    }
)
"""Functions that are no names of the workbook."""

OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "dataset": "the workbook holds one data set",
        "as_of": "the workbook holds one vintage",
        "currency": "the workbook holds figures in their own currency",
        "rate": "the workbook holds figures in their own currency",
        "members": "the workbook holds sums of the members of the later period",
        "level": "bounds belong to the forecast by ETS",
        "weights": "scores are worked out beforehand, all indicators weighing the same",
        "partial=likeforlike": "data with a partial period: the covered part is not known to the workbook",
    }
)
"""Options that answer #VALUE!."""

MATCHED = "the workbook holds sums of all members, not of those with figures at both ends"
_TWO_ENDS = tuple(name for name, spec in registry().items() if "members" in spec.options)
"""Functions that compare two periods, for which a worksheet does not take missing=skip, and why."""

ARGUMENTS: Mapping[str, str] = MappingProxyType(
    {
        "MARKET_FORECAST(method) ETS": "exponential smoothing is fitted in many rounds, which a formula cannot do",
        "missing=skip of functions that compare two periods, and of MARKET_TABLE": MATCHED,
        "missing=skip of a group over several periods, where a member lacks one": "the workbook holds sums by period",
        "metrics": "a metric whose markets have several units",
        "MARKET_SCREEN(candidates)": "scores are worked out beforehand among all countries",
        "MARKET_NAME(language)": "names are kept in 28 languages",
        "MARKET_CODE(scheme)": "codes are iso3, iso2, key, short or official",
        "MARKET_TABLE(period)": "members are kept for the periods of the data",
        "MARKET_CHECK(period)": "members are kept for the periods of the data",
        "MARKET_CHECK(within)": "the workbook does not hold the countries of a group that the data never had",
        "MARKET_MEMBERS(period)": "one period, and no week",
        "weeks": "figures by week, and periods such as 2015W07: weeks have no place in a quarter or year",
        "fiscal": "figures by fiscal year, and periods such as FY2015: the formulas count calendar years",
        "names": "names with signs beyond Unicode's first 65,536, or with invisible signs other than spaces",
        "fill": "a text that begins with a digit and is no plain number",
    }
)
"""Arguments that answer an error in a worksheet."""

_ETS = f"ETS: {ARGUMENTS['MARKET_FORECAST(method) ETS']}"


def limitations() -> Mapping[str, str]:
    """Functions, options and arguments that a worksheet cannot express, each with the reason."""
    return {**FUNCTIONS, **{f"{key}=" if "=" not in key else key: why for key, why in OPTIONS.items()}, **ARGUMENTS}


def limitation_of(call: Call, *, covered: bool) -> str:
    """Why a worksheet answers an error to a call as it is written. Nothing if it can, or if that depends on cells.

    `covered`: the data have a partial period.
    """
    if call.name in FUNCTIONS or not call.known:
        return FUNCTIONS.get(call.name, "")
    said = dict(zip((one.name for one in find_function(call.name).parameters), call.given, strict=False))
    if why := _option(said.get("options", ""), [key for key in OPTIONS if covered or "=" not in key]):
        return why
    if call.name in _TWO_ENDS and re.search(r"missing *=", said.get("options", ""), re.IGNORECASE):
        return f"missing: {MATCHED}"
    if said.get("kind", "").strip('"').upper() == "CC":
        return f"kind CC: {OPTIONS['currency']}"
    if call.name == "MARKET_FORECAST" and said.get("method", "").strip('"').upper() in ("", "ETS"):
        return _ETS
    if call.name == "MARKET_CHECK" and said.get("within", "").strip('" '):
        return f"within: {ARGUMENTS['MARKET_CHECK(within)']}"
    if call.name == "MARKET_SCREEN" and said.get("candidates", "").strip('"'):
        return f"candidates: {ARGUMENTS['MARKET_SCREEN(candidates)']}"
    return ""


def _option(text: str, keys: Iterable[str]) -> str:
    """Why an option among those a text gives is not available_functions."""
    for key in keys:
        if re.search(rf'["; ]{key.replace("=", " *= *")} *{"" if "=" in key else "="}', text, re.IGNORECASE):
            return f"{key}: {OPTIONS[key]}"
    return ""


def options_text(*, covered: bool) -> str:
    """The options a worksheet takes, packed as its formulas look them up: pairs, and `fill=` with any text."""
    pairs = [f"{key}={value}" for key in CHOICES if key not in OPTIONS for value in CHOICES[key]]
    pairs = [one for one in pairs if not (covered and one in OPTIONS) and not one.endswith("=")]
    free = [f"{key}=" for key in FREE if key not in OPTIONS]
    return "".join(f"␞{one}␟" for one in [*pairs, *free])


def takers_text() -> str:
    """Which function takes which option in a worksheet, packed as its formulas look them up."""
    pairs = [(spec.cell_name, key) for spec in registry().values() for key in spec.options if key not in OPTIONS]
    return "".join(f"␞{name} {key}␟" for name, key in pairs if not (key == "missing" and name in _TWO_ENDS))
