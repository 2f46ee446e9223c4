"""Runs one function on a snapshot: arguments read, markets down and periods across, figures turned into cells.

`call` runs functions by name through it. Functions that show the answers of others run them through it too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from xlmarket.errors import ArgumentError, Reason, XlmarketError
from xlmarket.functions.answer import Answer, CellGrid
from xlmarket.functions.arguments import Arguments, is_array, read_call_options, read_choice, read_text
from xlmarket.functions.ask import Ask
from xlmarket.functions.explain import missing_cell
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.spec import Function, Parameter
from xlmarket.functions.spill import NOTHING, SpillAxis, lay_out, unwrap
from xlmarket.markets import Market
from xlmarket.measures.figures import Figures
from xlmarket.package.values import CellError, CellRows, CellValue
from xlmarket.periods import Bucket

_RATIO_UNITS = {"fraction": "fraction", "percent": "percent", "pp": "percentage points", "bp": "basis points"}
_UNITS = {"points": "share points", "index": "index", "rank": "rank", "text": ""}


def execute(snapshot: Snapshot, function: Function, arguments: Arguments) -> Answer:
    """Return the answer to bound arguments. Errors of single cells are in it, an error value given comes back.

    Raises any `XlmarketError` that concerns the whole call: a wrong option, a metric that does not exist.
    """
    for value in arguments:
        if isinstance(value, CellError):
            return Answer(value, vintage=snapshot.vintage)
    options = read_call_options(function, arguments)
    if options.get("dataset") or options.as_of:
        snapshot = snapshot.reopen(options.get("dataset") or None, options.as_of)
    if not function.plain:
        metric = snapshot.metric(_metric_name(snapshot, function, arguments))
        ask = Ask(snapshot=snapshot, metric=metric, options=options, format=function.format, takes=function.options)
        return _Execution(function, ask).run(arguments)
    result = function.body(snapshot, *arguments)
    return result if isinstance(result, Answer) else Answer(unwrap(result), function.format, vintage=snapshot.vintage)


def execute_safely(snapshot: Snapshot, function: Function, arguments: Arguments) -> Answer:
    """Return the answer, or the error that concerns the whole call as one cell."""
    try:
        return execute(snapshot, function, arguments)
    except XlmarketError as error:
        return Answer(CellError.of(error), vintage=snapshot.vintage)


def _metric_name(snapshot: Snapshot, function: Function, arguments: Arguments) -> str | None:
    name = next((v for p, v in zip(function.parameters, arguments, strict=True) if p.takes.kind == "metric"), None)
    if name is None or isinstance(name, str):
        return name
    raise ArgumentError("a metric is a text", found=name, allowed=list(snapshot.metrics))


@dataclass(slots=True)
class _Execution:
    """One run of a function: the markets down, the periods across, and the cells between them."""

    function: Function
    ask: Ask
    down: SpillAxis | None = field(default=None, init=False)
    across: SpillAxis | None = field(default=None, init=False)

    def run(self, arguments: Arguments) -> Answer:
        self.ask.scale()  # a scale that has no meaning for the metric is an error, whichever cells are asked for
        values = [self._read(*pair) for pair in zip(self.function.parameters, arguments, strict=True)]
        axes = [axis for axis in (self.down, self.across) if axis is not None]
        for axis in axes:
            if axis.lone_error is not None:  # an error is false
                return Answer(axis.lone_error, self.function.format, vintage=self.ask.snapshot.vintage)
        if not all(axis.distinct for axis in axes):
            return self._answer(self._errors())
        result = self.function.body(self.ask, *values)
        return result if isinstance(result, Answer) else self._answer(self._cells(result))

    def _read(self, parameter: Parameter, value: Any) -> Any:
        match parameter.takes.kind:
            case "markets":
                self.down = SpillAxis.read(value, self._market, _market_name)
                return self.down.distinct
            case "periods":
                self.across = self._periods(value)
                return self.across.distinct
            case "period":
                return self._period(parameter.default if value is None else value)
            case "within":
                return None if value is None else self.ask.snapshot.resolve(read_text(value, "within"))
            case "metric" | "options":
                return value
            case "choice":
                return read_choice(parameter, value)
        return parameter.default if value is None else value

    def _market(self, value: Any) -> Market | XlmarketError:
        try:
            return self.ask.snapshot.lookup(read_text(value, "market"))
        except XlmarketError as error:
            return error

    def _periods(self, value: Any) -> SpillAxis:
        """Buckets by cell. A range of periods in one cell gives several."""
        if is_array(value):
            return SpillAxis.read(value, self._period_or_error, _label)
        buckets = self.ask.snapshot.buckets(value, self.ask.metric.name)
        return SpillAxis.of(buckets, [bucket.label for bucket in buckets])

    def _period_or_error(self, value: Any) -> Bucket | XlmarketError:
        try:
            return self._period(value)
        except XlmarketError as error:
            return error

    def _period(self, value: Any) -> Bucket:
        buckets = self.ask.snapshot.buckets(value, self.ask.metric.name)
        if len(buckets) != 1:
            raise ArgumentError("expected one period, not a range", found=value)
        return buckets[0]

    def _errors(self) -> CellValue | CellRows:
        """The cells where no market, or no period, of a list means anything."""
        down, across = self.down or NOTHING, self.across or NOTHING
        return lay_out([()] * len(down.distinct), down, across)

    def _cells(self, result: Any) -> CellValue | CellRows:
        """What a body returns as the cells asked for."""
        if isinstance(result, Figures):
            across = self._across(result.shape[1])
            rows = range(result.shape[0])
            return lay_out([self._line(result, row, across) for row in rows], self.down or NOTHING, across)
        if isinstance(result, CellGrid):
            return lay_out(result.rows, self.down or NOTHING, self._across(result.width))
        return unwrap(result)

    def _across(self, wide: int) -> SpillAxis:
        """The columns of cells so many wide. Several columns for one period are value, low, high."""
        if self.across is None or len(self.across.distinct) != wide:
            return SpillAxis.of((None,) * wide, ("",) * wide)
        return self.across

    def _line(self, figures: Figures, row: int, across: SpillAxis) -> list[CellValue]:
        down = (self.down or NOTHING).distinct
        values, reasons = figures.values[row].tolist(), figures.reasons[row].tolist()
        market = down[row] if row < len(down) else None
        factor = self._factor(market)
        if not any(reasons):
            return [self._number(value, factor) for value in values]
        return [
            self._number(value, factor)
            if reason == 0
            else missing_cell(self.ask, Reason(reason), market, across.distinct[column])
            for column, (value, reason) in enumerate(zip(values, reasons, strict=True))
        ]

    def _factor(self, market: Market | None) -> float:
        """What figures of a market are multiplied by as cells."""
        match self.ask.format:
            case "percent" | "points":
                return self.ask.options.factor
            case "number":
                return self.ask.scale(market)
        return 1.0

    def _number(self, value: float, factor: float) -> CellValue:
        return int(value) if self.ask.format == "rank" else value * factor

    def _answer(self, value: CellValue | CellRows) -> Answer:
        ask, snapshot = self.ask, self.ask.snapshot
        market = self.down.lone if self.down else None
        period: Bucket | None = self.across.lone if self.across else None
        row = snapshot.row_behind(ask.metric.name, market.key, period.last) if market and period else None
        status = row.status.value if row else snapshot.status_of_sum(market.key if market else None)
        spilled = self.down is not None or self.across is not None
        return Answer(
            value,
            ask.format,
            unit=self._unit(market),
            source=ask.source or (row.source if row else snapshot.holding.dataset.source),
            status=status,
            vintage=snapshot.vintage,
            period=period.label if period else "",
            flag="; ".join(ask.remarks.flags),
            down=(self.down or NOTHING).labels if spilled else (),
            across=(self.across or NOTHING).labels if spilled else (),
        )

    def _unit(self, market: Market | None) -> str:
        if self.ask.unit:
            return self.ask.unit
        if self.ask.format == "percent":
            return _RATIO_UNITS[self.ask.options.get("as")]
        return _UNITS[self.ask.format] if self.ask.format in _UNITS else self.ask.unit_shown(market)


def _market_name(market: Market) -> str:
    return market.name


def _label(bucket: Bucket) -> str:
    return bucket.label
