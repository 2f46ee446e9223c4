"""Calls of the functions with arguments drawn at random: sense and nonsense, scalars, lists, blanks, errors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

from xlmarket.functions.registry import find_function
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.spec import Parameter

BLANK = "$Z$1"
"""A cell that is empty on every sheet of the tests."""

_FOREIGN = (
    "Brasil",
    "巴西",
    "Vereinigte Staaten",
    "Japón",
    "Индия",
    "République de Corée",
    "Áo",
    "中国",
    "Côte d’Ivoire",
)
_NONSENSE = ("Brzail", "Korea", "Congo", "Nowhere at all", "us", "Bra zil", "?", "World bank")
_KNOWN = ("Fiji", "Nepal", "NA", "UK", "EIRE", "Korea, Rep.", "the  Netherlands", " brazil ", "USA", "ASEAN", "Burma")
_PERIODS = (
    "2015", "2014", "2013", "2012", "2015Q4", "2015Q1", "Q3 2014", "2014-Q2", "4Q14", "2013H2", "H1 2015", "FY2014",
    "2015-11", "2015M3", "Nov 2015", "december 2014", "2014-02-30", "2014-03-31", "latest", "first", "latest-1",
    "LATEST - 3", "first+2", "latest-1Y", "first+1y", "LTM 2015Q3", "LTM", "YTD 2015Q2", "YTD 2014", "ltm latest-1",
    "2013Q2:2014Q1", "2013:2015", "latest-3:latest", "2014:2015Q2", "2015Q4:2015Q1", "2015Q3:2015Q3", "03/04/2015",
    "1Q2015", "Q4/2015", "2015-S2", "T4 2015",
    "2015-T4", "Nov-2015", "2015Nov", "CY2015", "CY2015Q4", "2015年第4季度", "2015年11月", "2015-A1", "2015-A2", "4th quarter 2015",
    "Q4'15", "2014/15", "2014-15", "FY14 Q1", "11/2015", "2015.0", "15Q4", "2016Q1", "2016", "2030Q1", "1850", "2015Q5", "2015H0", "tomorrow", "2015W07", "latest-1 2", "first:latest",
)  # fmt: skip
_NUMBERS = ("2015", "2014", "2013", "0", "-1", "-4", "-99", "2015.5", "42369", "41000", "5", "1e9", "TRUE", BLANK)
_OPTIONS = (
    "as=percent", "as=bp", "scale=k", "SCALE = M", "scale=bn", "quality=any", "missing=skip", "missing=error",
    "partial=any", "fill=0", "fill=-", "fill=n/a", "fill=-1.5", "bounds=high", "bounds=low", "method=classic",
    "headers=0", "headers=2", "as=fraction", "qality=any", "as=pence", "headers", "=1", "as=",
)  # fmt: skip
_HELD = ("latest", "LTM", "YTD", "latest-0", "LATEST", "latest:latest", "nonsense")
_HELD_YEAR = ("2015", "YTD 2015", "2015:2015")
"""Periods that every data set has, and those of one that has the whole of 2015: members are kept for such alone."""

_ERRORS = ("#N/A", "#DIV/0!", "#REF!", "#NUM!")
_CHOICES = {
    "kind": ("YOY", "pop", "LTM", "YTD", "ANN", "log", "CC", "YYO"),
    "measure": ("HHI", "cr4", "GINI", "ENTROPY", "EFFECTIVE", "CR5"),
    "per": ("POP", "gdp", "INTERNET", "BUYERS", "HEAD"),
    "method": ("RUNRATE", "runrate"),
    "model": ("OPPORTUNITY", "factors", "BARRIERS", "ALL"),
}
_ANY = {
    "top": ("1", "3", "10", "1000", "0", "2.5", "-1", '"two"'),
    "columns": ('"value"', '"share,rank"', '"Growth, Value"', '"contribution"', '"price"', '"value,share,growth"'),
    "scheme": ('"iso2"', '"ISO3"', '"key"', '"short"', '"official"'),
    "language": ('"de"', '"zh"', '"short"', '"official"', '"xx"', '"ja"'),
    "candidates": (BLANK, ""),
}


class Drawn:
    """Draws calls for one data set; the same seed gives the same calls."""

    def __init__(self, snapshot: Snapshot, seed: int) -> None:
        self.random = Random(seed)
        self.named = [snapshot.markets[key].name for key in snapshot.panel().markets]
        self.groups = [one.name for one in snapshot.markets if one.is_aggregate]
        self.metrics = [one for one in snapshot.metrics if snapshot.latest(one).year == snapshot.latest().year]
        self.held = _HELD + (_HELD_YEAR if snapshot.latest().end == date(2015, 12, 31) else ())
        self.periods = _PERIODS

    def call(self, name: str) -> str:
        """A formula with one call; trailing arguments are often left out."""
        spec = find_function(name)
        self.periods = self.held if name in ("MARKET_TABLE", "MARKET_CHECK") else _PERIODS
        needed = sum(not one.optional for one in spec.parameters)
        count = max(needed, self.random.randint(0, len(spec.parameters)), 3 if name == "MARKET_FORECAST" else 0)
        texts = [self._argument(one) for one in spec.parameters[:count]]
        return f"={name}({','.join(texts)})"

    def _argument(self, parameter: Parameter) -> str:
        chance = self.random.random()
        if parameter.optional and chance < 0.25 and parameter.name != "method":
            return self.random.choice(("", "", BLANK, '""', '" "'))
        if chance > 0.985:
            return self.random.choice(_ERRORS)
        match parameter.takes.kind:
            case "markets":
                return self._list(self._market, ";")
            case "periods":
                return self._list(self._period, ",")
            case "period":
                return self._period()
            case "within":
                return self.random.choice((self._market, self._whole))()
        return self._word(parameter)

    def _word(self, parameter: Parameter) -> str:
        match parameter.takes.kind:
            case "metric":
                return self._text(self.random.choice([*self.metrics, "SALES", "sale", "gdp "]))
            case "options":
                return self._text("; ".join(self.random.sample(_OPTIONS, self.random.randint(1, 2))))
            case "choice":
                return self._text(self.random.choice(_CHOICES[parameter.name]))
        return self._any(parameter.name)

    def _any(self, name: str) -> str:
        if name in _ANY:
            return self.random.choice(_ANY[name])
        if name == "period":
            return self._text(self.random.choice([one for one in _PERIODS if ":" not in one and "W" not in one]))
        return self._whole() if name == "group" else self._market()

    def _list(self, draw: Callable[[], str], apart: str) -> str:
        if self.random.random() < 0.75:
            return draw()
        drawn = [one for one in (draw() for _ in range(self.random.randint(2, 4))) if one not in (BLANK, "")]
        return "{" + self.random.choice((apart, apart, ",", ";")).join(drawn or ['"latest"', "2015"]) + "}"

    def _market(self) -> str:
        chance = self.random.random()
        if chance < 0.02:
            return self.random.choice(("5", "TRUE"))
        pools = (self.named, self.named, self.named, self.groups, _FOREIGN, _KNOWN, _NONSENSE)
        return self._text(self.random.choice(self.random.choice(pools)))

    def _whole(self) -> str:
        return self._text(self.random.choice([*self.groups, "World", "EU", "ASEAN", "Europe", "Asia"]))

    def _period(self) -> str:
        if self.random.random() < 0.3 and self.periods is _PERIODS:
            return self.random.choice(_NUMBERS)
        return self._text(self.random.choice(self.periods))

    @staticmethod
    def _text(text: str) -> str:
        return f'"{text}"'
