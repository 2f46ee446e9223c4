"""Measures of Cube as facts. Only those of one table: what is calculated from measures or needs joins is not taken over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xlmarket.errors import SourceError
from xlmarket.sources.definitions.aggregation import both, counted, doubts_of, expression, inner, time_column
from xlmarket.sources.definitions.dbt_models import entries
from xlmarket.sources.definitions.definition import Definition, Origin, candidates
from xlmarket.sources.definitions.document import Entry

_HOW = {
    "sum": "sum",
    "count": "count",
    "avg": "mean",
    "count_distinct": "distinct",
    "count_distinct_approx": "distinct",
}
_ABOUT = (
    "name", "title", "description", "format", "currency", "meta", "public", "shown", "drill_members", "drillMembers",
)  # fmt: skip
_QUERY = re.compile(r"select\s+\*\s+from\s+([\w.]+)\s*;?", re.IGNORECASE)
_MEMBER = re.compile(r"\$?\{([\w.]+)\}(\.\w+)?")
_DEEPEST = 10
_SNAKE = re.compile(r"(?<=[a-z])(?=[A-Z])")

Outcome = tuple[str, Definition | SourceError]


def measures_of(documents: Sequence[tuple[str, Entry]]) -> Iterator[Outcome]:
    """Each measure as `cube_measure`, or the error of one that is not taken over."""
    for file, document in documents:
        for entry in entries(document, "cubes", file):
            cube = _Cube(file, entry)
            for measure in entries(entry, "measures", file):
                yield cube.outcome(measure)


@dataclass(frozen=True, slots=True)
class _Cube:
    """One cube of a file."""

    file: str
    entry: Entry

    @property
    def name(self) -> str:
        return str(self.entry["name"])

    @property
    def dimensions(self) -> dict[str, Entry]:
        return {str(one["name"]): one for one in entries(self.entry, "dimensions", self.file)}

    def outcome(self, measure: Entry) -> Outcome:
        name = f"{self.name}_{measure['name']}"
        origin = Origin(self.file, measure, f"measure {self.name}.{measure['name']}")
        try:
            return name, self._definition(name, origin, measure)
        except SourceError as error:
            return name, error

    def _definition(self, name: str, origin: Origin, measure: Entry) -> Definition:
        table = self._table(origin)
        kind = _SNAKE.sub("_", str(measure.get("type") or "")).lower()
        if kind not in _HOW:
            raise SourceError.invalid("type of a measure", kind, _HOW, where=origin.place)
        origin.refuse_others(measure, ("type", "sql", "filters"), _ABOUT)
        keys = counted(_HOW[kind], self._resolve(str(measure.get("sql") or ""), origin), origin)
        filters = measure.get("filters") or []
        conditions = [self._filter(one, origin) for one in (filters if isinstance(filters, list) else [filters])]
        if conditions:
            keys["where"] = both(conditions)
        doubts = doubts_of(str(keys.get("value", "")), str(keys.get("where", "")))
        doubts += ["the count is exact here, where Cube takes an approximate one"] if kind.endswith("approx") else []
        doubts += [f"{key} of the cube is not taken over" for key in self.entry if key.lower().startswith("access")]
        notes = {"market": candidates("the column with the market", self._columns("string"))}
        notes["frequency"] = "or A, H, M, W: a measure of Cube has no grain"
        keys |= {"date": self._date(origin, notes), "frequency": "Q"}
        return Definition(
            name=name,
            origin=f"Cube measure {self.name}.{measure['name']}",
            place=origin.place,
            keys={"table": table, **keys},
            notes=notes,
            doubts=tuple(doubts),
        )

    def _table(self, origin: Origin) -> str:
        if self.entry.get("extends"):
            raise origin.error("a cube that extends another one is not taken over", found=self.entry["extends"])
        if table := self.entry.get("sql_table") or self.entry.get("sqlTable"):
            if not re.fullmatch(r"[\w.]+", str(table)):
                raise origin.error(
                    "the table of the cube is calculated", found=table, allowed="sql_table: SCHEMA.TABLE"
                )
            return str(table)
        query = _QUERY.fullmatch(str(self.entry.get("sql") or "").strip())
        if query is None:
            remedy = "make the query a view of the database"
            raise origin.error(
                "the rows of the cube are a query", found=self.entry.get("sql"), allowed="sql_table", remedy=remedy
            )
        return query[1]

    def _date(self, origin: Origin, notes: dict[str, str]) -> str:
        """The only dimension of time. Of several none is meant more than the others."""
        times = [one for one in self.dimensions.values() if one.get("type") == "time"]
        if len(times) == 1:
            notes["date"] = "the only time of the cube"
            return time_column(self._resolve(str(times[0].get("sql") or ""), origin), origin)
        notes["date"] = candidates("the column with the day", self._columns("time"))
        return ""

    def _columns(self, kind: str) -> list[str]:
        written = [str(one.get("sql")) for one in self.dimensions.values() if one.get("type") == kind]
        return [re.sub(r"^\$?\{CUBE\}\.", "", sql) for sql in written]

    def _filter(self, one: object, origin: Origin) -> str:
        if not isinstance(one, Entry) or [*one] != ["sql"]:
            raise origin.error("a filter of a measure has sql", found=one, allowed="sql: \"{CUBE}.status = 'paid'\"")
        return expression(self._resolve(str(one["sql"]), origin), origin)

    def _resolve(self, sql: str, origin: Origin, depth: int = 0) -> str:
        """SQL with its members as columns of the table."""
        if depth > _DEEPEST:
            raise origin.error("the members of the cube need each other", found=sql)

        def column(match: re.Match[str]) -> str:
            return self._member(match[1], (match[2] or "").removeprefix("."), origin, depth)

        return _MEMBER.sub(column, sql)

    def _member(self, path: str, column: str, origin: Origin, depth: int) -> str:
        """`{CUBE}.column` is a column, `{CUBE.member}` and `{member}` a dimension of this cube."""
        cube, _, name = path.rpartition(".")
        if column and not cube and path in ("CUBE", self.name):
            return column
        if column or cube not in ("", "CUBE", self.name):
            raise origin.error("a member of another cube needs a join", found=path, remedy="add a lookup by hand")
        dimension = self.dimensions.get(name)
        if dimension is None:
            raise SourceError.unknown("dimension", name, self.dimensions, where=origin.place)
        if not dimension.get("sql") or dimension.get("sub_query") or dimension.get("type") == "time":
            raise origin.error("a dimension that is not a column of the table", found=name)
        return inner(expression(self._resolve(str(dimension["sql"]), origin, depth + 1), origin))
