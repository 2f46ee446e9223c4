"""Several figures with their labels: what methods return for lists of markets or periods."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, overload

from xlmarket.errors import ArgumentError, UnknownName
from xlmarket.functions import Answer, display
from xlmarket.functions.forms import is_unit_shown, print_cell
from xlmarket.package.values import CellError, CellValue

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable(Answer):
    """A labelled table of figures, usually markets down and periods across. `value` are its rows of cells.

    `t["Brazil", "2015Q4"]` is one figure as an answer with source and status, `t["Brazil"]` and `t[:, "2015Q4"]` are
    parts of the table. It has as many items as rows and iterates over them as tuples of cells.
    """

    index: tuple[Any, ...] = ()
    columns: tuple[Any, ...] = ()
    index_name: str = "market"
    forms: tuple[str, ...] = field(default=(), repr=False)
    frame_index: Any = field(default=None, repr=False, compare=False)
    origin: Callable[[int, int], Answer] | None = field(default=None, repr=False, compare=False)

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns it has."""
        return len(self.index), len(self.columns)

    @property
    def values(self) -> NDArray[Any]:
        """The figures [row, column] as an array: float64 with NaN for what is missing, or objects where there is text."""
        import numpy as np

        cells = [[None if isinstance(cell, CellError) else cell for cell in row] for row in self.rows]
        if any(isinstance(cell, (str, bool)) for row in cells for cell in row):
            return np.array(cells, dtype=object).reshape(self.shape)
        return np.array(cells, dtype=np.float64).reshape(self.shape)

    @property
    def reasons(self) -> NDArray[Any]:
        """Why figures are missing: the sentences [row, column], empty where there is a figure."""
        import numpy as np

        cells = [[cell.sentence if isinstance(cell, CellError) else "" for cell in row] for row in self.rows]
        return np.array(cells, dtype=object).reshape(self.shape)

    def to_frame(self) -> pd.DataFrame:
        """The table as a data frame. A missing figure is NaN.

        Its index are the markets, or the index of the Series that was asked for, so that the two fit together.
        """
        import pandas as pd

        index = self.frame_index if self.frame_index is not None else pd.Index(list(self.index), name=self.index_name)
        return pd.DataFrame(self.values, index=index, columns=list(self.columns)).infer_objects()

    def to_series(self) -> pd.Series[Any]:
        """The only column as a Series, or the only row. Raises `ArgumentError` where there are several of both."""
        frame = self.to_frame()
        if 1 not in self.shape:
            raise ArgumentError("not one row or column", found=f"{len(self)} rows", remedy="use to_frame()")
        return frame.iloc[:, 0] if len(self.columns) == 1 else frame.iloc[0]

    def __len__(self) -> int:
        return len(self.index)

    def __iter__(self) -> Iterator[tuple[CellValue, ...]]:
        return iter(self.rows)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """The figures, as numpy and pandas take them: `df["share"] = data.share(df["country"])`."""
        return self.values if dtype is None else self.values.astype(dtype)

    @overload
    def __getitem__(self, key: tuple[str, str]) -> Answer: ...

    @overload
    def __getitem__(self, key: str | tuple[slice, str] | tuple[str, slice]) -> FigureTable: ...

    def __getitem__(self, key: Any) -> Answer:
        """One figure for a row and a column, a smaller table for one of them. Raises `UnknownName` for other labels."""
        down, across = key if isinstance(key, tuple) and len(key) == 2 and key not in self.index else (key, slice(None))
        rows, columns = _places(self.index, down, "row"), _places(self.columns, across, "column")
        if isinstance(down, slice) or isinstance(across, slice):
            return self._part(rows, columns)
        return self._figure(rows[0], columns[0])

    def _figure(self, row: int, column: int) -> Answer:
        cell = self.rows[row][column]
        if self.origin is not None:
            return replace(self.origin(row, column), value=cell)
        names = ("unit", "source", "status", "vintage", "period", "flag")
        return Answer(cell, self.forms[column], **{name: getattr(self, name) for name in names})

    def _part(self, rows: list[int], columns: list[int]) -> FigureTable:
        origin = self.origin
        return replace(
            self,
            value=tuple(tuple(self.rows[row][column] for column in columns) for row in rows),
            index=tuple(self.index[row] for row in rows),
            columns=tuple(self.columns[column] for column in columns),
            forms=tuple(self.forms[column] for column in columns),
            frame_index=None if self.frame_index is None else self.frame_index[rows],
            origin=None if origin is None else lambda row, column: origin(rows[row], columns[column]),
        )

    def texts(self) -> list[list[str]]:
        """The cells as a reader sees them."""
        return [
            [print_cell(cell, form, self.unit) for cell, form in zip(row, self.forms, strict=True)] for row in self.rows
        ]

    def __str__(self) -> str:
        return display.grid([self.index_name, *map(str, self.columns)], self._lines())

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        unit = self.unit if any(is_unit_shown(form, self.unit) for form in self.forms) else ""
        caption = ", ".join(filter(None, [unit, self.status, self.vintage]))
        texts = [place for place, column in enumerate(zip(*self.rows, strict=True), 1) if any(map(_is_text, column))]
        return display.html_table([self.index_name, *map(str, self.columns)], self._lines(), caption, texts)

    def _lines(self) -> list[list[str]]:
        return [[_label(label), *texts] for label, texts in zip(self.index, self.texts(), strict=True)]


def _is_text(cell: CellValue) -> bool:
    return isinstance(cell, str)


def _label(label: Any) -> str:
    return ", ".join(map(str, label)) if isinstance(label, tuple) else str(label)


def _places(labels: tuple[Any, ...], key: Any, what: str) -> list[int]:
    """The places of a label. A slice means all of them. Raises `UnknownName`."""
    if isinstance(key, slice):
        return list(range(len(labels)))
    places = [n for n, label in enumerate(labels) if label == key or _label(label) == str(key)]
    if not places:
        raise UnknownName.unknown(what, key, map(_label, labels))
    return places
