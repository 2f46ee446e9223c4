"""Codes of OBS_STATUS, OBS_FLAG and CONF_STATUS: a status of ours, a note, or the reason why there is no figure.

Upper case are the codes of SDMX's CL_OBS_STATUS and CL_CONF_STATUS, lower case the flags of Eurostat, of which a figure
may have several: `bep`. https://sdmx.org/?page_id=3215
"""

from __future__ import annotations

import re
from typing import NamedTuple

from xlmarket.observations import FigureStatus


class Meaning(NamedTuple):
    """What a code means. `is_gap` codes say that there is no figure, whatever stands in its place."""

    status: FigureStatus | None
    text: str
    is_gap: bool = False


_NONE, _ESTIMATED, _DOUBTFUL = None, FigureStatus.ESTIMATED, FigureStatus.DOUBTFUL
STATUSES = {
    "A": Meaning(_NONE, ""),
    "B": Meaning(_NONE, "break in series"),
    "C": Meaning(_NONE, "confidential"),
    "D": Meaning(_NONE, "definition differs"),
    "E": Meaning(_ESTIMATED, ""),
    "F": Meaning(_ESTIMATED, "forecast"),
    "G": Meaning(_NONE, "experimental"),
    "H": Meaning(_NONE, "missing: holiday or weekend", True),
    "I": Meaning(_ESTIMATED, "imputed"),
    "J": Meaning(_NONE, "derogation"),
    "K": Meaning(_NONE, "data included in another category", True),
    "L": Meaning(_NONE, "missing: data exist but were not collected", True),
    "M": Meaning(_NONE, "missing: data cannot exist", True),
    "N": Meaning(_NONE, "not significant"),
    "O": Meaning(_NONE, "missing", True),
    "P": Meaning(_NONE, "provisional"),
    "Q": Meaning(_NONE, "suppressed", True),
    "S": Meaning(_NONE, "strike or other special event"),
    "U": Meaning(_DOUBTFUL, "low reliability"),
    "V": Meaning(_NONE, "not validated"),
    "W": Meaning(_NONE, "includes data of another category"),
}
FLAGS = {
    "b": Meaning(_NONE, "break in series"),
    "c": Meaning(_NONE, "confidential"),
    "d": Meaning(_NONE, "definition differs"),
    "e": Meaning(_ESTIMATED, ""),
    "f": Meaning(_ESTIMATED, "forecast"),
    "i": Meaning(_ESTIMATED, "imputed"),
    "n": Meaning(_NONE, "not significant"),
    "p": Meaning(_NONE, "provisional"),
    "r": Meaning(_NONE, "revised"),
    "s": Meaning(_ESTIMATED, "estimated by Eurostat"),
    "u": Meaning(_DOUBTFUL, "low reliability"),
    "z": Meaning(_NONE, "not applicable", True),
    ":": Meaning(_NONE, "not available", True),
}
CONFIDENTIAL = {
    "C": Meaning(_NONE, "confidential"),
    "D": Meaning(_NONE, "confidential, secondary"),
    "F": Meaning(_NONE, ""),
    "N": Meaning(_NONE, "not for publication"),
    "S": Meaning(_NONE, "confidential, secondary"),
}
_BETWEEN = re.compile(r"[\s,;|]+")


def meanings(component: str, text: str, named: str = "") -> list[Meaning]:
    """Return what the codes of a component mean. A code that is in no list is a note, by its name where it has one."""
    table = CONFIDENTIAL if "CONF" in component.upper() else {**STATUSES, **FLAGS}
    if text in table:
        return [table[text]]
    if text.islower() and all(letter in FLAGS for letter in text):
        return [FLAGS[letter] for letter in text]
    codes = _BETWEEN.split(text)
    if len(codes) > 1 and all(code in table for code in codes):
        return [table[code] for code in codes]
    return [Meaning(None, named or f"{component} {text}")]
