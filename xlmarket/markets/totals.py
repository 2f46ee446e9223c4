"""Words that mean a total, by language: "Total" names a row that sums others, not a market.

The table holds whole names only. A row "Total Europe" is the total of a part, like a subtotal.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

from xlmarket.markets.names import key_of

_TABLE = Path(__file__).with_name("totals.csv")


def means_total(name: str) -> bool:
    """Whether a name means the total of all rows: `Total`, `Summe`, `合计`, `TOTAL:`, `Total, all countries`."""
    return key_of(name) in _words("total")


def means_subtotal(name: str) -> bool:
    """Whether a name means the total of some rows: `Subtotal`, `Zwischensumme`, `Total Europe`, `Asia total`."""
    key = key_of(name)
    if key in _words("subtotal"):
        return True
    if key in _words("total"):
        return False
    first, last = key.partition(" ")[0], key.rpartition(" ")[2]
    return bool({first, last} & _marks()) or any(f"{key} ".startswith(f"{word} ") for word in _words("subtotal"))


def means_computed(name: str) -> bool:
    """Whether a name means what was computed from other rows: `Average`, `YoY`, `of which: online`, `EU without UK`."""
    key = key_of(name)
    return key in _COMPUTED or bool(_PART.match(key) or _WITHOUT.search(key))


_COMPUTED = frozenset(
    map(
        key_of,
        [
            "Average",
            "Avg",
            "Mean",
            "Median",
            "Simple average",
            "Weighted average",
            "Unweighted average",
            "Sum of above",
            "Check",
            "Difference",
            "Diff",
            "Growth",
            "Growth rate",
            "YoY",
            "YoY %",
            "QoQ",
            "MoM",
            "CAGR",
            "Change",
            "% change",
            "Change %",
            "Share",
            "Rank",
            "Minimum",
            "Maximum",
            "Durchschnitt",
            "Mittelwert",
            "Veränderung",
            "Differenz",
            "Wachstum",
            "Anteil",
            "Moyenne",
            "Médiane",
            "Évolution",
            "Croissance",
            "Promedio",
            "Media",
            "Mediana",
            "Variación",
            "Média",
            "Crescimento",
            "Gemiddelde",
            "Średnia",
            "平均",
            "平均値",
            "平均值",
            "增长率",
            "増減率",
            "합계평균",
        ],
    )
)
_PART = re.compile(r"(?:of which|thereof|davon|darunter|dont|di cui|waarvan|de los cuales|dos quais)\b")
_WITHOUT = re.compile(r" (?:excluding|excl|without|except|ohne|hors|sans|senza|exkl)\b")


@cache
def _words(column: str) -> frozenset[str]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return frozenset(key_of(name) for row in csv.DictReader(file) for name in row[column].split("|"))


@cache
def _marks() -> frozenset[str]:
    """Single words that make a longer name a total. `All` and `Ensemble` are left out, since brands carry them."""
    return frozenset(map(key_of, ("Total", "Totals", "Subtotal", "Gesamt", "Insgesamt", "Summe", "Totale", "Totaal")))
