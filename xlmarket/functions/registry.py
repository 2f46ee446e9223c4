"""The registry of worksheet functions, and `call`: arguments in, an answer out, the same for every host."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from xlmarket.errors import ArgumentError, FormulaError, NotAvailable, Reason, XlmarketError
from xlmarket.functions.ask import Ask
from xlmarket.functions.cells import Answer, Grid, flat, is_array, is_empty
from xlmarket.functions.options import Options, read_options
from xlmarket.functions.snapshot import Snapshot
from xlmarket.functions.spec import Function, Parameter, declared
from xlmarket.markets import Market
from xlmarket.measures.figures import Figures
from xlmarket.nearest import nearest
from xlmarket.package.values import CellError, CellRows, CellValue
from xlmarket.periods import Bucket

_DECLARED: list[Function] = []
_MEMO_SIZE = 200_000
MOST_CELLS = 10_000_000
_TEXTS = (str, type(None))
_SCALARS = (*_TEXTS, int, float, bool, date, datetime)

Body = Callable[..., Any]


def function(
    family: str, answers: str, *, plain: bool = False, options: tuple[str, ...] = ()
) -> Callable[[Body], Body]:
    """Declare a worksheet function. Name, parameters and help come from the Python function itself."""

    def register(body: Body) -> Body:
        _DECLARED.append(declared(body, family, answers, plain=plain, options=options))
        return body

    return register


@cache
def registry() -> Mapping[str, Function]:
    """Every worksheet function by its cell name, in one order, whichever family was imported first."""
    from xlmarket.functions import declarations

    order = [module.__name__ for module in declarations.load()]
    found = sorted(_DECLARED, key=lambda one: order.index(one.body.__module__))
    return MappingProxyType({one.cell_name: one for one in found})


def find_function(name: str) -> Function:
    """A function by name in any case. `FormulaError` offers the nearest."""
    found = registry().get(name.strip().upper())
    if found is None:
        raise FormulaError.unknown("function", name, allowed=(), nearest=nearest(name, registry(), limit=3))
    return found


def call(snapshot: Snapshot, name: str, *arguments: Any) -> Answer:
    """Call a function by name. A user's mistake comes back as an error value with its sentence, as in a cell."""
    try:
        return snapshot.memo[name, arguments]
    except (KeyError, TypeError):
        pass
    key = _key(name, arguments)
    if key in snapshot.memo:
        return snapshot.memo[key]
    try:
        answer = _from_plane(snapshot, name, arguments) or call_strictly(snapshot, name, *arguments)
    except XlmarketError as error:
        answer = Answer(CellError.of(error), vintage=snapshot.vintage)
    if key is not None and len(snapshot.memo) < _MEMO_SIZE:
        snapshot.memo[key] = answer
    return answer


def _key(name: str, arguments: tuple[Any, ...]) -> object:
    """The memo key of a call. 1, 1.0 and TRUE are equal but different arguments. Arrays have no key."""
    kinds = tuple(map(type, arguments))
    if all(kind in _TEXTS for kind in kinds):
        return name, arguments
    return (name, arguments, kinds) if all(kind in _SCALARS for kind in kinds) else None


def _from_plane(snapshot: Snapshot, name: str, arguments: tuple[Any, ...]) -> Answer | None:
    spec = find_function(name)
    return snapshot.planes.answer(snapshot, spec, arguments, lambda *given: call_strictly(snapshot, name, *given))


def call_strictly(snapshot: Snapshot, name: str, *arguments: Any) -> Answer:
    """Call a function by name. A mistake in a whole argument is raised."""
    spec = find_function(name)
    given = _bound(spec, arguments)
    for value in given.values():
        if isinstance(value, CellError):
            return Answer(value, vintage=snapshot.vintage)
    options = _options(spec, given)
    if options.get("dataset") or options.as_of:
        snapshot = snapshot.reopened(options.get("dataset") or None, options.as_of)
    if spec.plain:
        result = spec.body(snapshot, *given.values())
        return result if isinstance(result, Answer) else Answer(_one(result), spec.format, vintage=snapshot.vintage)
    return _Call(spec, given, snapshot, options).answer()


def _bound(spec: Function, arguments: Sequence[Any]) -> dict[str, Any]:
    """Arguments by parameter, in the order of the parameters. Empty ones are nothing."""
    most = len(spec.parameters)
    if len(arguments) > most:
        raise ArgumentError(
            f"{spec.cell_name} takes at most {most} arguments", found=len(arguments), allowed=spec.signature
        )
    padded = [*arguments, *[None] * (most - len(arguments))]
    given = {p.name: None if is_empty(v) else _single(v) for p, v in zip(spec.parameters, padded, strict=True)}
    for parameter in spec.parameters:
        if given[parameter.name] is None and not parameter.optional:
            raise ArgumentError(f"{spec.cell_name} needs {parameter.name}", allowed=spec.signature)
    return given


def _single(value: Any) -> Any:
    """An array of one cell is that cell."""
    if is_array(value) and len(cells := flat(value)) == 1:
        return None if is_empty(cells[0]) else cells[0]
    return value


def _options(spec: Function, given: Mapping[str, Any]) -> Options:
    text = given.get("options")
    if text is not None and not isinstance(text, str):
        raise ArgumentError("options are one text", found=text, allowed="quality=any; currency=USD")
    options = read_options(text or "")
    senseless = next((key for key, _ in options.given if key not in spec.options), None)
    if senseless is not None:
        raise ArgumentError(f"the option {senseless} has no meaning for {spec.cell_name}", allowed=spec.options)
    return options


def _one(result: Any) -> CellValue | CellRows:
    """Rows of one cell are that cell."""
    cells: CellValue | CellRows = result
    return cells[0][0] if isinstance(cells, tuple) and len(cells) == 1 and len(cells[0]) == 1 else cells


@dataclass(frozen=True, slots=True)
class Axis:
    """What an array argument asked for: the distinct things that mean something, and where each cell finds its own."""

    distinct: tuple[Any, ...]
    places: tuple[int | CellError, ...]

    @property
    def index(self) -> list[int]:
        return [place if isinstance(place, int) else 0 for place in self.places]


@dataclass
class _Call:
    """A call of a function on figures: arguments read, body run, figures turned into cells."""

    spec: Function
    given: dict[str, Any]
    snapshot: Snapshot
    options: Options
    ask: Ask = field(init=False)
    down: Axis | None = None
    across: Axis | None = None

    def __post_init__(self) -> None:
        name = self.given.get("metric")
        if name is not None and not isinstance(name, str):
            raise ArgumentError("a metric is a text", found=name, allowed=list(self.snapshot.metrics))
        self.ask = Ask(self.snapshot, self.snapshot.metric(name), self.options, self.spec.format)
        self.ask.takes = self.spec.options
        self.ask.scale()  # a scale that has no meaning for the metric is an error, whichever cells are asked for

    def answer(self) -> Answer:
        arguments = [self._read(parameter) for parameter in self.spec.parameters]
        for axis in (self.down, self.across):
            if axis is not None and len(axis.places) == 1 and isinstance(axis.places[0], CellError):
                return Answer(axis.places[0], self.spec.format, vintage=self.snapshot.vintage)
        if any(axis is not None and not axis.distinct for axis in (self.down, self.across)):
            return self._answer(self._errors())
        result = self.spec.body(self.ask, *arguments)
        if isinstance(result, Answer):
            return result
        return self._answer(self._shaped(result))

    def _errors(self) -> CellValue | CellRows:
        """The cells where no market, or no period, of a list means anything."""
        wide = len(self.across.distinct) if self.across else 1
        return self._laid_out([()] * len(self.down.distinct if self.down else (None,)), wide)

    def _shaped(self, result: Any) -> CellValue | CellRows:
        """What a body found as the cells that were asked for."""
        if isinstance(result, Figures):
            return self._laid_out(self._cells(result), result.shape[1])
        return self._laid_out(result.rows, result.width) if isinstance(result, Grid) else _one(result)

    def _answer(self, value: CellValue | CellRows) -> Answer:
        market = self.down.distinct[0] if self.down and len(self.down.distinct) == 1 else None
        period = self.across.distinct[0] if self.across and len(self.across.distinct) == 1 else None
        row = None
        if isinstance(market, Market) and isinstance(period, Bucket):
            row = self.snapshot.row_behind(self.ask.metric.name, market.key, period.last)
        return Answer(
            value,
            self.ask.format,
            self._unit(),
            self.ask.source or (row.source if row else self.snapshot.holding.dataset.source),
            row.status.value
            if row
            else self.snapshot.status_of_sum(market.key if isinstance(market, Market) else None),
            self.snapshot.vintage,
            period.label if isinstance(period, Bucket) else "",
            "; ".join(self.ask.flags),
        )

    def _unit(self) -> str:
        if self.ask.unit:
            return self.ask.unit
        if self.ask.format == "percent":
            return {"fraction": "fraction", "percent": "percent", "pp": "percentage points", "bp": "basis points"}[
                self.options.get("as")
            ]
        units = {"points": "share points", "index": "index", "rank": "rank", "text": ""}
        if self.ask.format in units:
            return units[self.ask.format]
        market = self.down.distinct[0] if self.down and len(self.down.distinct) == 1 else None
        return self.ask.unit_shown(market if isinstance(market, Market) else None)

    def _read(self, parameter: Parameter) -> Any:
        value, kind = self.given[parameter.name], parameter.takes.kind
        match kind:
            case "markets":
                self.down = self._axis(value, self._market)
                return self.down.distinct
            case "periods":
                self.across = self._periods(value)
                return self.across.distinct
            case "period":
                return self._one_period(parameter.default if value is None else value)
            case "within":
                return None if value is None else self.snapshot.resolve(_text(value, "within"))
            case "metric" | "options":
                return value
            case "choice":
                return _choice(parameter, value)
        return parameter.default if value is None else value

    def _market(self, value: Any) -> Market:
        return self.snapshot.resolve(_text(value, "market"))

    def _axis(self, value: Any, read: Callable[[Any], Any]) -> Axis:
        """One thing per cell of a row or column. The same text is read once."""
        distinct: dict[Any, int] = {}
        seen: dict[Any, int | CellError] = {}
        places: list[int | CellError] = []
        for cell in _line(value):
            key = (type(cell), cell)
            if key not in seen:
                seen[key] = self._place(cell, read, distinct)
            places.append(seen[key])
        return Axis(tuple(distinct), tuple(places))

    @staticmethod
    def _place(cell: Any, read: Callable[[Any], Any], distinct: dict[Any, int]) -> int | CellError:
        if isinstance(cell, CellError):
            return cell
        try:
            found = read(cell)
        except XlmarketError as error:
            return CellError.of(error)
        return distinct.setdefault(found, len(distinct))

    def _periods(self, value: Any) -> Axis:
        """Buckets per cell. A range of periods in one cell gives several."""
        if is_array(value):
            return self._axis(value, self._one_period)
        buckets = self.snapshot.buckets(value, self.ask.metric.name)
        return Axis(buckets, tuple(range(len(buckets))))

    def _one_period(self, value: Any) -> Bucket:
        buckets = self.snapshot.buckets(value, self.ask.metric.name)
        if len(buckets) != 1:
            raise ArgumentError("one period is wanted here, not a range", found=value)
        return buckets[0]

    def _axes(self, wide: int) -> tuple[Axis, Axis]:
        """Down and across for cells so many wide: several columns for one period are value, low, high."""
        down, across = self.down or Axis((None,), (0,)), self.across
        if across is None or len(across.distinct) != wide:
            across = Axis((None,) * wide, tuple(range(wide)))
        if len(down.places) * len(across.places) > MOST_CELLS:
            raise ArgumentError("this asks for too many cells", found=len(down.places) * len(across.places))
        return down, across

    def _laid_out(self, grid: Sequence[Sequence[CellValue]], wide: int) -> CellValue | CellRows:
        """Cells [market, period] of the distinct ones as the rows that were asked for."""
        down, across = self._axes(wide)
        lines = [tuple(one if isinstance(one, CellError) else cells[one] for one in across.places) for cells in grid]
        width = len(across.places)
        rows = tuple((place,) * width if isinstance(place, CellError) else lines[place] for place in down.places)
        return _one(rows)

    def _cells(self, figures: Figures) -> list[list[CellValue]]:
        """Figures [market, period] as cells."""
        down, across = self._axes(figures.shape[1])
        return [self._line(figures, row, down, across) for row in range(figures.shape[0])]

    def _line(self, figures: Figures, row: int, down: Axis, across: Axis) -> list[CellValue]:
        values, reasons = figures.values[row].tolist(), figures.reasons[row].tolist()
        market = down.distinct[row] if row < len(down.distinct) else None
        return [
            self._number(value, market)
            if reason == 0
            else self.ask.missing(Reason(reason), market, across.distinct[column])
            for column, (value, reason) in enumerate(zip(values, reasons, strict=True))
        ]

    def _number(self, value: float, market: Any) -> CellValue:
        match self.ask.format:
            case "rank":
                return int(value)
            case "percent" | "points":
                return value * self.options.factor
            case "number":
                return value * self.ask.scale(market)
        return value


def _line(value: Any) -> Sequence[Any]:
    """The cells of a scalar, row or column. A block of several rows and columns has no order we could keep."""
    if not is_array(value):
        return [value]
    rows = [row if is_array(row) else [row] for row in value]
    if len(rows) > 1 and any(len(row) > 1 for row in rows):
        raise ArgumentError("a list of names or periods is one row or one column", found=f"{len(rows)} rows")
    return [cell for row in rows for cell in row]


def _text(value: Any, what: str) -> str:
    if is_empty(value):
        raise NotAvailable(f"the {what} is empty")
    if isinstance(value, str):
        return value
    raise ArgumentError(f"a {what} is a text", found=value)


def _choice(parameter: Parameter, value: Any) -> str:
    """One of a few words, or the default."""
    choices = parameter.takes.choices
    word = str(parameter.default if value is None else value).strip().upper()
    if word in choices:
        return word
    raise ArgumentError.invalid(parameter.name, value, choices)
