"""The keys of a draft by the layout of the table: periods or markets across, or one figure a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xlmarket.errors import Place, SourceError
from xlmarket.observations import MetricKind
from xlmarket.sources.cells import is_blank
from xlmarket.sources.drafting.keys import Proposal
from xlmarket.sources.drafting.numbers import writing_of
from xlmarket.sources.drafting.roles import MOST_TEXTS, Column, Roles
from xlmarket.sources.drafting.sketch import Sketch
from xlmarket.sources.kinds import is_money, kind_of
from xlmarket.sources.tables import Percent, RawCell, RawRow, text_of
from xlmarket.sources.units import name_of, unit_of

MOSTLY_FIGURES = 0.5
_SPANS = re.compile(r"(start|end) date:?\s*(\d{4})-?(\d\d)-?(\d\d)", re.IGNORECASE)


@dataclass
class Drafting:
    """The work on one table."""

    path: Path
    sketch: Sketch
    roles: Roles
    proposal: Proposal
    columns: dict[str, str] = field(default_factory=dict)

    def fill(self) -> None:
        """Propose all keys. Raises `SourceError` where no column holds figures or nothing names periods."""
        periods = self.roles.period_labels()
        markets = [] if periods else self.roles.market_labels()
        if periods:
            self._wide_periods(periods)
        elif markets:
            self._wide_markets(markets)
        else:
            self._tidy()
        if self.columns:
            self.proposal.add("columns", self.columns)
        if not (periods or markets):
            self._keep_one_of_each()
        if self.roles.period_keys:
            self._add_period_keys()

    def name_metric(self) -> None:
        """Name the metric after the file, where neither a column nor a header names one."""
        keys = self.proposal.keys
        columns = keys.get("columns", {})
        if "metric" not in columns and "metric" not in keys and keys.get("wide") != "metrics":
            self._metric(self.path.stem)

    def _add_period_keys(self) -> None:
        for key, value in self.roles.period_keys.items():
            reason = ""
            if key == "several":
                value = self._rule()
                reason = "the days of a month become one figure"
                self.proposal.doubts.append(
                    f"several = {value}: a month is the {value} of its days; mean, sum and last are other choices"
                )
            if key == "dates" and (other := self.roles.other_order):
                self.proposal.doubts.append(f"dates = {value} is a guess: {other} reads them all too")
            if key == "fiscal_start":
                reason = "years that span two are fiscal years; set the month they begin with"
                self.proposal.doubts.append("fiscal_start = April is a guess")
            self.proposal.add(key, value, reason)

    def _rule(self) -> str:
        """The rule for a month of several days, by the kind of its metric: flows add up, of stocks the last counts."""
        keys = self.proposal.keys
        kind = kind_of(str(keys.get("metric", "")), str(keys.get("unit", "")))
        return {MetricKind.FLOW: "sum", MetricKind.STOCK: "last"}.get(kind, "mean") if kind else "mean"

    def _wide_periods(self, periods: list[Column]) -> None:
        self.proposal.add("wide", "periods", f"{periods[0].header} to {periods[-1].header} are headers")
        others = [column for column in self.roles.columns if column not in periods]
        metric = self.roles.find("metric", [column for column in others if column.distinct > 1])
        self._market([*periods, *([metric] if metric else [])])
        if metric is not None:
            self.columns["metric"] = metric.header
            texts = dict.fromkeys(text_of(cell) for cell in metric.cells)
            if units := {text: unit for text in texts if (unit := unit_of(text))}:
                self.proposal.add("units", units)
        else:
            constant = self.roles.find("metric", others)
            text = text_of(constant.cells[0]) if constant and constant.cells else ""
            self._metric(text or self._title())
        self._leave_out(
            [column for column in others if column.header and column is not metric and column.figures >= MOSTLY_FIGURES]
        )
        self._add_number_keys(periods)

    def _leave_out(self, columns: list[Column]) -> None:
        """Columns of figures between the periods, such as averages and growth rates."""
        left_out = [column.header for column in columns if column.header not in self.columns.values()]
        if left_out:
            self.proposal.add("skip_columns", left_out, "figures of no period")
            self.proposal.doubts.append(f"columns of figures are left out: {', '.join(left_out)}")

    def _wide_markets(self, markets: list[Column]) -> None:
        self.proposal.add("wide", "markets", "the headers are markets")
        period = self.roles.period_column()
        if period is not None:
            self.columns["period"] = period.header
        self._metric(self._title())
        self._add_number_keys(markets)

    def _tidy(self) -> None:
        period = self.roles.period_column()
        if period is None:
            self._period_of_file()
        else:
            self.columns["period"] = period.header
        market = self._market([column for column in (period, self.roles.find("metric")) if column])
        keys = [column for column in (market, period) if column]
        figures = [c for c in self.roles.columns if c not in keys and c.header and c.figures >= MOSTLY_FIGURES]
        figures = self._drop_codes(figures)
        value = self.roles.find("value", figures) or (figures[0] if len(figures) == 1 else None)
        metric = self.roles.find("metric", [column for column in self.roles.columns if column not in figures])
        metric = metric or self._distinguishing_column(keys, figures)
        if value is not None:
            self._single_value(value, metric)
        elif figures and metric is not None:
            self._one_of_several(figures, metric)
        elif figures:
            self._wide_metrics(figures)
        else:
            raise SourceError("no column of figures", where=Place(file=self.path.name))

    def _single_value(self, value: Column, metric: Column | None) -> None:
        self.columns["value"] = value.header
        if metric is None:
            self._metric(value.header)
        else:
            self.columns["metric"] = metric.header
        if unit := self.roles.find("unit"):
            self.columns["unit"] = unit.header
        self._add_number_keys([value])

    def _drop_codes(self, figures: list[Column]) -> list[Column]:
        """The columns of figures without codes, and without those of one plain number throughout, which are a doubt."""
        amounts = [column for column in figures if not column.is_code]
        constant = [
            column
            for column in amounts
            if column.distinct == 1 and len(column.cells) > 2 and column.share(_is_plain) == 1
        ]
        kept = [column for column in amounts if column not in constant]
        if kept and constant:
            names = ", ".join(column.header for column in constant)
            self.proposal.doubts.append(f"columns of one number in all rows are left out: {names}")
        return kept or figures

    def _one_of_several(self, figures: list[Column], metric: Column) -> None:
        """A column of metrics and several columns of figures: one of these is read, the one of money if there is such a one."""
        value = next((column for column in figures if is_money(unit_of(column.header))), figures[0])
        self.columns |= {"value": value.header, "metric": metric.header}
        if unit := unit_of(value.header):
            self.proposal.add("unit", unit)
        self.proposal.doubts.append(
            f"{value.header} is read of the columns {', '.join(column.header for column in figures)}"
        )
        self._add_number_keys([value])

    def _distinguishing_column(self, known: list[Column], figures: list[Column]) -> Column | None:
        """Where rows share market and period, the column of words that makes them distinct is that of the metric."""
        rows = self.roles.header.body[:MOST_TEXTS]
        if not _count_repeats(rows, known):
            return None
        words = [column for column in self.roles.columns if column not in (*known, *figures) and column.figures < 0.5]
        return next(
            (column for column in words if column.distinct > 1 and not _count_repeats(rows, [*known, column])), None
        )

    def _keep_one_of_each(self) -> None:
        """Where rows still share all their keys, keep those with one text in the columns that make them distinct."""
        by_header = {column.header: column for column in self.roles.columns}
        keys = [by_header[self.columns[name]] for name in ("market", "metric", "period") if name in self.columns]
        words = [
            column
            for column in self.roles.columns
            if column not in keys and column.figures < 0.5 and 1 < column.distinct <= 30
        ]
        rows = list(self.roles.header.body)
        only: dict[str, list[str]] = {}
        for word in sorted(words, key=lambda column: column.distinct):
            if not _count_repeats(rows, keys) or _count_repeats(rows, [*keys, word]) == _count_repeats(rows, keys):
                continue
            text = Counter(text_of(_cell(row, word.place)) for row in rows).most_common(1)[0][0]
            rows = [row for row in rows if text_of(_cell(row, word.place)) == text]
            only[word.header] = [text]
        if only:
            self.proposal.add("only", only, "other rows have the same market, metric and period")
            self.proposal.doubts.append(
                f"only the rows with {', '.join(f'{k} = {v[0]}' for k, v in only.items())} are read"
            )

    def _wide_metrics(self, figures: list[Column]) -> None:
        self.proposal.add("wide", "metrics", "several columns hold figures")
        self.proposal.add("values", {column.header: name_of(column.header) or column.header for column in figures})
        units = {column.header: unit for column in figures if (unit := unit_of(column.header))}
        title = " ".join(self.roles.header.titles)
        if units:
            self.proposal.add("units", units)
        elif kind_of(title, "") is MetricKind.RATIO and "kind" not in self.proposal.keys:
            self.proposal.add(
                "kind", MetricKind.RATIO.value, "the title names averages, shares or rates, which never add up"
            )
        money = next((column for column in figures if is_money(units.get(column.header, ""))), figures[0])
        self.proposal.add("default", name_of(money.header), "the metric meant where a call names none")
        self._add_number_keys(figures)

    def _market(self, taken: list[Column]) -> Column | None:
        if "market" in self.proposal.keys:
            return None
        market = self.roles.market_column(taken)
        if market is not None:
            if market.header:
                self.columns["market"] = market.header
            return market
        known = next((title for title in self.roles.header.titles if self.roles.is_market(title)), "")
        self.proposal.add("market", known or self.path.stem, "no column names markets: name the market here")
        if not known:
            self.proposal.doubts.append(f'market = "{self.path.stem}" is the name of the file')
        return None

    def _metric(self, text: str) -> None:
        if "metric" in self.proposal.keys:
            return
        unit = unit_of(text) or next((unit for title in self.roles.header.titles if (unit := unit_of(title))), "")
        self.proposal.add("metric", name_of(text) or "value", f"from: {text}" if text else "")
        if unit:
            self.proposal.add("unit", unit)

    def _title(self) -> str:
        titles = [title for title in self.roles.header.titles if not self.roles.is_market(title)]
        return titles[0] if titles else self.path.stem

    def _period_of_file(self) -> None:
        """The period in the comments above the table. Without one it is an error, since only a person can name it."""
        if "period" in self.proposal.keys:
            return
        days = {
            match[1].lower(): f"{match[2]}-{match[3]}-{match[4]}"
            for line in (*self.sketch.comments, *self.roles.header.titles)
            for match in _SPANS.finditer(line)
        }
        if "start" not in days:
            raise SourceError(
                "no column and no header names periods",
                where=Place(file=self.path.name),
                remedy='set period = "2015Q4" in a mapping, or pass --period 2015Q4',
            )
        self.proposal.add("period", days["start"][:7], "the file names the days it covers")
        self.proposal.add("covered", [days["start"], days.get("end", days["start"])])

    def _add_number_keys(self, values: list[Column]) -> None:
        cells = [cell for column in values for cell in column.cells if isinstance(cell, str)]
        writing = writing_of(list(dict.fromkeys(" ".join(cell.split()) for cell in cells if not is_blank(cell))))
        self.proposal.keys |= writing.keys
        if self.roles.flags:
            self.proposal.keys["flags"] = {**writing.keys.get("flags", {}), **self.roles.flags}
        self.proposal.doubts += writing.doubts


def _count_repeats(rows: Sequence[RawRow], columns: Sequence[Column]) -> int:
    """How many rows repeat the texts of another in some columns."""
    return len(rows) - len({tuple(text_of(_cell(row, column.place)) for column in columns) for row in rows})


def _cell(row: RawRow, place: int) -> RawCell:
    return row.cells[place] if place < len(row.cells) else None


def _is_plain(cell: RawCell) -> bool:
    """Whether a cell is a number without a sign such as `<` or `%` around it, as constants of a table are."""
    return not isinstance(cell, Percent) and (not isinstance(cell, str) or not re.search(r"[^\d.,'’\s-]", cell))
