"""References in formulas, rewritten for rows and columns that were repeated or dropped and sheets that were renamed.

Excel's rule for inserted and deleted cells, with one addition: a formula inside a repeated block sees its own iteration.
Called by render for the formulas of cells and by every module that makes a part of the workbook follow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from xlmarket.package.areas import Area, column_letters, column_number, parse_area
from xlmarket.package.lexer import SHEET, TOKEN
from xlmarket.template.layout.axes import OUTSIDE, Axis, Home, Layout, Path

Layouts = Mapping[str, Layout]
"""By casefolded name of the template sheet. Sheets whose cells did not move are absent."""

_ENDS = re.compile(
    rf"(?P<prefix>(?:{SHEET})?)(?P<c1>(?:\$?[A-Za-z]{{1,3}})?)(?P<d1>\$?)(?P<r1>[0-9]*)"
    rf"(?P<joint>(?::(?:{SHEET})?)?)(?P<c2>(?:\$?[A-Za-z]{{1,3}})?)(?P<d2>\$?)(?P<r2>[0-9]*)\Z"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A reference inside a formula, cut into its ends.

    `sheets` are the sheets it names (none: the formula's own, two: a 3-D reference), `prefix` how they are written.
    A column is `D` or `$D`, `dollars` are the marks before the row numbers. `joint` is `:` with what may follow it, ""
    for a single cell. Columns are empty in whole rows, rows in whole columns.
    """

    text: str
    sheets: tuple[str, ...]
    prefix: str
    columns: tuple[str, str]
    dollars: tuple[str, str]
    rows: tuple[int, int] | None
    joint: str

    @property
    def area(self) -> Area:
        return parse_area(
            self.text[len(self.prefix) :] if ":" not in self.joint[1:] and "!" not in self.joint else self._plain
        )

    @property
    def fixed(self) -> tuple[tuple[bool, bool], tuple[bool, bool]]:
        """Whether its two columns, and whether its two rows, are absolute."""
        first, last = (column.startswith("$") for column in self.columns)
        return (first, last), (bool(self.dollars[0]), bool(self.dollars[1]))

    @property
    def has_distances(self) -> bool:
        """Whether a row or column of it is relative."""
        columns, rows = self.fixed
        return bool((self.columns[0] and not all(columns)) or (self.rows and not all(rows)))

    @property
    def _plain(self) -> str:
        rows = self.rows or ("", "")
        return f"{self.columns[0]}{rows[0]}:{self.columns[1]}{rows[1]}"


@dataclass(frozen=True, slots=True)
class Compiled:
    """A formula cut into literal text and the references in it, in order."""

    text: str
    pieces: tuple[str | Reference, ...]
    references: tuple[Reference, ...]

    def bind(
        self,
        home_sheet: str,
        layouts: Layouts,
        *,
        across: Path = (),
        stretch_cells: bool = False,
        fixed_from_outside: bool = False,
        heeds_dollars: bool = True,
        keeps_distances: bool = False,
    ) -> Bound:
        """The formula tied to the layouts and to its column's path `across`, ready to be written at any path of rows.

        `fixed_from_outside`: absolute rows and columns are looked at from outside all blocks, as one formula serves all
        iterations (conditional formats, validations). Charts, whose references are always absolute, heed no dollars.
        `keeps_distances`: relative rows and columns stay, as in defined names.
        """
        home = home_sheet.casefold()
        way = _BindOptions(across, stretch_cells, fixed_from_outside, heeds_dollars, keeps_distances)
        pieces: list[str | Tied] = []
        for piece in self.pieces:
            tied = piece if isinstance(piece, str) else _tie(piece, home, layouts, way)
            if isinstance(tied, str) and pieces and isinstance(pieces[-1], str):
                pieces[-1] += tied
            else:
                pieces.append(tied)
        return Bound(tuple(pieces))


def ends_of(axis: Axis, ends: tuple[int, int], path: Path, fixed: tuple[bool, bool]) -> tuple[int, int] | None:
    """Where the two ends of a reference are now, in their order. Fixed ones are seen from outside the innermost block.

    None: they were dropped, or the iteration at `path` has none of them and an end is not fixed.
    """
    first, last = ends
    low, high = (first, last) if first <= last else (last, first)
    span = axis.span(low, high, path)
    if path and all(fixed):
        span = axis.span(low, high, path[:-1])
    elif span is not None and path and any(fixed):
        around = axis.span(low, high, path[:-1]) or span
        from_around = fixed if first <= last else fixed[::-1]
        span = (around[0] if from_around[0] else span[0], around[1] if from_around[1] else span[1])
    return span if span is None or first <= last else (span[1], span[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Tied:
    """A reference whose sheet and columns are settled and whose rows depend on the path.

    A fixed end (`$`) is seen from outside the innermost block, as filling down in Excel leaves it: `SUM(D$5:D5)` is a
    running total. `single` is the second end a lone cell gets when it stretches ("": it does not).
    """

    axis: Axis
    head: str
    rows: tuple[int, int]
    fixed: tuple[bool, bool]
    joint: str
    single: str
    lost: str

    def at(self, path: Path) -> str:
        ends = ends_of(self.axis, self.rows, path, self.fixed)
        if ends is None:
            return self.lost
        low, high = ends
        if self.joint:
            return f"{self.head}{low}{self.joint}{high}"
        if self.single and high > low:
            return f"{self.head}{low}{self.single}{high}"
        return f"{self.head}{low}"

    def along(self, path: Path, count: int) -> list[str]:
        """What `at` gives for `count` iterations of the innermost block, from `path` on."""
        first, last = (self._along(end, path, count) for end in (0, 1))
        if first is None or last is None or self.rows[0] > self.rows[1] or self.single:
            block, start = path[-1]
            return [self.at((*path[:-1], (block, start + more))) for more in range(count)]
        if not self.joint:
            return [f"{self.head}{row}" for row in first]
        return [f"{self.head}{low}{self.joint}{high}" for low, high in zip(first, last, strict=True)]

    def _along(self, end: int, path: Path, count: int) -> Sequence[int] | None:
        if not self.fixed[end]:
            return self.axis.along(self.rows, end, path, count)
        ends = ends_of(self.axis, self.rows, path, self.fixed)
        return None if ends is None else [ends[end]] * count


@dataclass(frozen=True, slots=True)
class Bound:
    """A compiled formula of which only the rows of references into its own sheet are still open."""

    pieces: tuple[str | Tied, ...]

    @property
    def is_constant(self) -> bool:
        """Whether the text is the same at every path."""
        return all(isinstance(piece, str) for piece in self.pieces)

    def at(self, path: Path = ()) -> str:
        """The formula's text at a path."""
        return "".join([piece if isinstance(piece, str) else piece.at(path) for piece in self.pieces])

    def along(self, path: Path, count: int) -> list[str]:
        """The texts of `count` iterations of the innermost block, from `path` on."""
        if count == 1 or not path:
            return [self.at(path)] * count
        columns = [[piece] * count if isinstance(piece, str) else piece.along(path, count) for piece in self.pieces]
        return ["".join(texts) for texts in zip(*columns, strict=True)] if columns else [""] * count


@dataclass(frozen=True, slots=True)
class _BindOptions:
    """How a formula is bound: see `Compiled.bind`."""

    across: Path
    stretch_cells: bool
    fixed_from_outside: bool
    heeds_dollars: bool
    keeps_distances: bool


def _tie(piece: Reference, home: str, layouts: Layouts, way: _BindOptions) -> str | Tied:
    names = piece.sheets or (home,)
    sheets = [layouts.get(name) for name in names]
    if all(layout is None or layout.is_identity for layout in sheets):
        return piece.text
    prefix = _prefix(piece, sheets)
    layout = sheets[0] or Layout()
    from_outside = names[0] != home
    outside = replace(way, across=()) if way.across else way
    if len(sheets) == _BOTH_ENDS:
        moved = {_settle(piece, end or Layout(), prefix, outside) for end in sheets}
        texts = {end if isinstance(end, str) else end.at(()) for end in moved}
        return texts.pop() if len(texts) == 1 else prefix + piece.text[len(piece.prefix) :]
    if layout.is_gone:
        return "#REF!"
    fixed_column = way.fixed_from_outside and piece.columns[0].startswith("$")
    tied = _settle(piece, layout, prefix, outside if from_outside or fixed_column else way)
    if isinstance(tied, Tied) and (from_outside or (way.fixed_from_outside and piece.dollars[0])):
        return tied.at(())
    return tied


_BOTH_ENDS = 2


def _prefix(piece: Reference, layouts: list[Layout | None]) -> str:
    """How the reference's sheets are written now."""
    if not piece.prefix or not any(layout and (layout.sheet or layout.last_sheet) for layout in layouts):
        return piece.prefix
    old = _unquote(piece.prefix).split(":")
    names = [layout.sheet if layout and layout.sheet else name for layout, name in zip(layouts, old, strict=True)]
    if len(names) == _BOTH_ENDS and layouts[1] is not None and layouts[1].last_sheet:
        names[1] = layouts[1].last_sheet
    if len(names) == 1:
        return f"{quote_sheet(names[0])}!"
    plain = all(quote_sheet(name) == name for name in names)
    return f"{names[0]}:{names[1]}!" if plain else "'" + ":".join(names).replace("'", "''") + "'!"


def _settle(piece: Reference, layout: Layout, prefix: str, way: _BindOptions) -> str | Tied:
    """The reference with its columns moved, as a text if it has no rows or its columns are gone."""
    if way.keeps_distances and piece.has_distances:
        return _move_fixed(piece, layout, prefix)
    columns = _columns(piece, layout, way)
    if columns is None:
        return f"{prefix}#REF!"
    joint = piece.joint.replace(piece.prefix, prefix) if piece.prefix else piece.joint
    if piece.rows is None:
        return f"{prefix}{columns[0]}{joint}{columns[1]}"
    if not piece.joint and columns[0] != columns[1] and way.stretch_cells:
        joint = ":"
    if not joint:
        columns = (columns[0], columns[0])
    single = f":{columns[1]}{piece.dollars[0]}" if way.stretch_cells and not joint else ""
    axis = layout.rows
    if layout.bands and piece.columns[0]:
        numbers = sorted(column_number(letters.lstrip("$")) for letters in piece.columns)
        axis = layout.rows_of(numbers[0], numbers[1])
    dollars = piece.dollars
    head = f"{prefix}{columns[0]}{dollars[0]}"
    fixed = (bool(dollars[0]) and way.heeds_dollars, bool(dollars[1]) and way.heeds_dollars)
    return Tied(
        axis=axis,
        head=head,
        rows=piece.rows,
        fixed=fixed,
        joint=joint and f"{joint}{columns[1]}{dollars[1]}",
        single=single,
        lost=f"{prefix}#REF!",
    )


def _move_fixed(piece: Reference, layout: Layout, prefix: str) -> str:
    """The reference with its absolute rows and columns moved.

    A relative one is a distance from the cell that uses the name, written as it reads from A1: one row up is row 1048576.
    """
    across, down = piece.fixed
    columns, rows, axis = piece.columns, piece.rows, layout.rows
    if columns[0]:
        first, last = (column_number(letters.lstrip("$")) for letters in columns)
        axis = layout.rows_of(min(first, last), max(first, last)) if all(across) else axis
        moved = _move_fixed_ends(layout.columns, (first, last), across, is_cell=not piece.joint)
        if moved is None:
            return f"{prefix}#REF!"
        texts = [("$" if fixed else "") + column_letters(end) for end, fixed in zip(moved, across, strict=True)]
        columns = (texts[0], texts[1])
    if rows is not None:
        rows = _move_fixed_ends(axis, rows, down, is_cell=not piece.joint)
        if rows is None:
            return f"{prefix}#REF!"
    joint = piece.joint.replace(piece.prefix, prefix) if piece.prefix else piece.joint
    first_end = f"{prefix}{columns[0]}{piece.dollars[0]}{rows[0] if rows else ''}"
    return f"{first_end}{joint}{columns[1]}{piece.dollars[1]}{rows[1] if rows else ''}" if joint else first_end


def _move_fixed_ends(
    axis: Axis, ends: tuple[int, int], fixed: tuple[bool, bool], *, is_cell: bool
) -> tuple[int, int] | None:
    """Both ends, of which the fixed ones follow. One that was dropped alone gives way to the next line, as in Excel."""
    if all(fixed):
        moved = ends_of(axis, ends, (), fixed)
        return moved and (moved[0], moved[0]) if is_cell else moved
    first, last = ends
    if fixed[0]:
        span = axis.span(first, first) or axis.span(first, axis.limit)
        return span and (span[0], last)
    if fixed[1]:
        span = axis.span(last, last) or axis.span(1, last)
        return span and (first, span[1])
    return ends


def _columns(piece: Reference, layout: Layout, way: _BindOptions) -> tuple[str, str] | None:
    """The two columns after the layout, with their dollars, or None if they were dropped."""
    if layout.columns.is_identity or not piece.columns[0]:
        return piece.columns
    numbers = [column_number(letters.lstrip("$")) for letters in piece.columns]
    marks = ["$" if letters.startswith("$") else "" for letters in piece.columns]
    fixed = (bool(marks[0]) and way.heeds_dollars, bool(marks[1]) and way.heeds_dollars)
    ends = ends_of(layout.columns, (numbers[0], numbers[1]), way.across, fixed)
    return None if ends is None else (marks[0] + column_letters(ends[0]), marks[1] + column_letters(ends[1]))


@lru_cache(maxsize=4096)
def compile_formula(text: str) -> Compiled:
    """A formula, with or without its leading `=`, cut at its references. Text it does not understand stays as it is."""
    pieces: list[str | Reference] = []
    done = 0
    for match in TOKEN.finditer(text):
        reference = _reference(match["reference"], match["sheet"] or "") if match["reference"] else None
        if reference is None:
            continue
        if match.start() > done:
            pieces.append(text[done : match.start()])
        pieces.append(reference)
        done = match.end()
    if done < len(text):
        pieces.append(text[done:])
    return Compiled(text, tuple(pieces), tuple(piece for piece in pieces if isinstance(piece, Reference)))


def _reference(text: str, prefix: str) -> Reference | None:
    """None for another workbook's cells and for names that only look like cells (`ABC9999999`, `XFE1`)."""
    if "[" in prefix:
        return None
    try:
        parse_area(re.sub(SHEET, "", text))
    except ValueError:
        return None
    ends = _ENDS.match(text)
    assert ends is not None  # noqa: S101 - an area always splits
    second = ends if ends["joint"] else None
    columns = (ends["c1"], second["c2"] if second else ends["c1"])
    dollars = (ends["d1"], second["d2"] if second else ends["d1"])
    rows = (int(ends["r1"]), int(second["r2"] if second else ends["r1"])) if ends["r1"] else None
    return Reference(
        text=text,
        sheets=_sheets(prefix),
        prefix=prefix,
        columns=columns,
        dollars=dollars,
        rows=rows,
        joint=ends["joint"],
    )


def _unquote(prefix: str) -> str:
    name = prefix.removesuffix("!")
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def _sheets(prefix: str) -> tuple[str, ...]:
    name = _unquote(prefix)
    return tuple(part.casefold() for part in name.split(":")) if name else ()


def rewrite(
    formula: str,
    home_sheet: str,
    layouts: Layouts,
    home: Home = OUTSIDE,
    *,
    stretch_cells: bool = False,
    heeds_dollars: bool = True,
    keeps_distances: bool = False,
) -> str:
    """A formula as it reads on `home_sheet` at `home` once the cells of the layouts have moved.

    `stretch_cells`: a single cell of a repeated row becomes the range of all its copies, as series of charts and the
    lists of validations want it. `keeps_distances`: relative rows and columns stay, as names want it.
    """
    bound = compile_formula(formula).bind(
        home_sheet,
        layouts,
        across=home[1],
        stretch_cells=stretch_cells,
        heeds_dollars=heeds_dollars,
        keeps_distances=keeps_distances,
    )
    return bound.at(home[0])


def quote_sheet(sheet: str) -> str:
    """A sheet's name as a formula writes it."""
    return (
        sheet
        if re.fullmatch(r"[^\W\d][\w.]*", sheet) and not _CELL_LIKE.match(sheet)
        else "'" + sheet.replace("'", "''") + "'"
    )


_CELL_LIKE = re.compile(r"(?:[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*(?:[Cc][0-9]*)?|[Cc][0-9]*)\Z")
