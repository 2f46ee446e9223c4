"""A1 references: reading areas, and rewriting the references of a formula for rows that were repeated or dropped.

Excel's rule for inserted and deleted rows, with one addition: a formula inside a repeated block sees its own iteration.
Called by render for the formulas of cells and by every module that makes a part of the workbook follow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from xlmarket.report.layout import MAX_COLUMN, MAX_ROW, Layout, Path

_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_COLUMN = r"\$?[A-Za-z]{1,3}"
_ROW = r"\$?[0-9]{1,7}"
_SHEET = r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*(?::[^\W\d][\w.]*)?)!"
_BRACKETS = r"\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"
_END = r"(?![\w.(\[!\\?])"
_EXTERNAL_AREA = rf"(?:{_CELL}(?::{_CELL})?|{_COLUMN}:{_COLUMN}|{_ROW}:{_ROW})"

_TOKEN = re.compile(
    rf"""
      (?P<text>"(?:[^"]|"")*")
    | (?P<external>\[[^\[\]]*\](?:[\w.:]+)?!(?:{_EXTERNAL_AREA}{_END})?)
    | (?P<reference>(?P<sheet>{_SHEET})?
        (?: (?P<cell>{_CELL})(?: : (?:{_SHEET})? {_CELL} )?
          | (?P<columns>{_COLUMN}:{_COLUMN})
          | {_ROW}:{_ROW}
        ){_END})
    | (?P<number>[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)
    | (?P<error>\#(?:REF!|N/A|DIV/0!|NAME\?|NULL!|NUM!|VALUE!|[A-Z_]+!?))
    | (?P<name>(?:'(?:[^']|'')+'!)?[^\W\d\\]?[\w.\\?]*(?:{_BRACKETS})+|'(?:[^']|'')+'!|[^\W\d][\w.\\?]*!?|\\[\w.\\?]*)
    """,
    re.VERBOSE,
)
_AREA = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)([0-9]{0,7})(?::(\$?)([A-Za-z]{0,3})(\$?)([0-9]{0,7}))?\Z")
_SPLIT = re.compile(
    rf"(?P<head>(?:{_SHEET})?(?:{_COLUMN})?\$?)(?P<first>[0-9]+)(?:(?P<joint>:.*?)(?P<last>[0-9]+))?\Z", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, rows and columns from 1; whole columns hold all rows and whole rows all columns."""

    first_column: int
    first_row: int
    last_column: int
    last_row: int

    def __str__(self) -> str:
        if self.first_row == 1 and self.last_row == MAX_ROW:
            return f"{column_letters(self.first_column)}:{column_letters(self.last_column)}"
        if self.first_column == 1 and self.last_column == MAX_COLUMN:
            return f"{self.first_row}:{self.last_row}"
        first = f"{column_letters(self.first_column)}{self.first_row}"
        last = f"{column_letters(self.last_column)}{self.last_row}"
        return first if first == last else f"{first}:{last}"

    def with_rows(self, first: int, last: int) -> Area:
        return replace(self, first_row=first, last_row=last)


@cache
def column_number(letters: str) -> int:
    """`A` is 1, `XFD` is 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@cache
def column_letters(number: int) -> str:
    """1 is `A`, 16384 is `XFD`."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def parse_area(text: str) -> Area:
    """`D5`, `$D$5:E7`, `A:C`, `5:9` as an area, corners put in order; ValueError for anything else."""
    match = _AREA.match(text)
    if match is None or not (match[2] or match[4]):
        raise ValueError(f"not an area of cells: {text!r}")
    ends = [(match[2], match[4]), (match[6], match[8]) if match[6] or match[8] else (match[2], match[4])]
    if any(bool(ends[0][part]) != bool(ends[1][part]) for part in (0, 1)) or (":" not in text and "" in ends[0]):
        raise ValueError(f"not an area of cells: {text!r}")
    columns = sorted(column_number(letters) for letters, _ in ends) if ends[0][0] else [1, MAX_COLUMN]
    rows = sorted(int(row) for _, row in ends) if ends[0][1] else [1, MAX_ROW]
    if not (1 <= columns[0] <= columns[1] <= MAX_COLUMN and 1 <= rows[0] <= rows[1] <= MAX_ROW):
        raise ValueError(f"outside the sheet: {text!r}")
    return Area(columns[0], rows[0], columns[1], rows[1])


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to rows inside a formula, split where its row numbers stand.

    `sheets` are the sheets it names (none: the formula's own; two: a 3-D reference); `joint` is what stands between the
    two row numbers, "" for a single cell; `fixed` says that its rows are absolute ($).
    """

    text: str
    sheets: tuple[str, ...]
    prefix: str
    head: str
    joint: str
    first: int
    last: int
    fixed: bool

    @property
    def area(self) -> Area:
        return parse_area(re.sub(_SHEET, "", self.text))

    def moved(self, layout: Layout, path: Path, stretch_cells: bool) -> str:
        """The reference as it reads after the layout."""
        found = layout.span(min(self.first, self.last), max(self.first, self.last), path)
        if found is None:
            return f"{self.prefix}#REF!"
        low, high = found
        if self.joint:
            return (
                f"{self.head}{low}{self.joint}{high}"
                if self.first <= self.last
                else f"{self.head}{high}{self.joint}{low}"
            )
        if stretch_cells and high > low:
            return f"{self.head}{low}:{self.head[len(self.prefix) :]}{high}"
        return f"{self.head}{low}"


@dataclass(frozen=True, slots=True)
class Compiled:
    """A formula cut into literal text and the references to rows in it, in order."""

    text: str
    pieces: tuple[str | Reference, ...]

    @property
    def references(self) -> tuple[Reference, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, Reference))

    def bind(
        self,
        home_sheet: str,
        layouts: Mapping[str, Layout],
        *,
        stretch_cells: bool = False,
        fixed_from_outside: bool = False,
    ) -> Bound:
        """The formula tied to the layouts, ready to be written at any path.

        `layouts` by casefolded sheet name, absent = nothing moved. `fixed_from_outside`: absolute rows are looked at
        from outside the block, as one formula serves all iterations (conditional formats, validations).
        """
        home = home_sheet.casefold()
        pieces: list[str | Tied] = []
        for piece in self.pieces:
            tied = piece if isinstance(piece, str) else _tied(piece, home, layouts, stretch_cells, fixed_from_outside)
            if isinstance(tied, str) and pieces and isinstance(pieces[-1], str):
                pieces[-1] += tied
            else:
                pieces.append(tied)
        return Bound(tuple(pieces), stretch_cells)


@dataclass(frozen=True, slots=True)
class Tied:
    """A reference of the formula's own sheet, whose rows depend on the path, with that sheet's layout."""

    reference: Reference
    layout: Layout


@dataclass(frozen=True, slots=True)
class Bound:
    """A compiled formula of which only the references into its own sheet are still open."""

    pieces: tuple[str | Tied, ...]
    stretch_cells: bool

    @property
    def is_constant(self) -> bool:
        """Whether the text is the same at every path."""
        return all(isinstance(piece, str) for piece in self.pieces)

    def at(self, path: Path = ()) -> str:
        """The formula's text at a path."""
        return "".join(
            [
                piece if isinstance(piece, str) else piece.reference.moved(piece.layout, path, self.stretch_cells)
                for piece in self.pieces
            ]
        )


def _tied(
    piece: Reference, home: str, layouts: Mapping[str, Layout], stretch_cells: bool, fixed_from_outside: bool
) -> str | Tied:
    found = [layouts.get(name) for name in piece.sheets or (home,)]
    if all(layout is None or layout.is_identity for layout in found):
        return piece.text
    if len(found) == 2:
        texts = {piece.text if layout is None else piece.moved(layout, (), stretch_cells) for layout in found}
        return texts.pop() if len(texts) == 1 else piece.text
    layout = found[0]
    assert layout is not None  # noqa: S101 - a missing one is an identity, answered above
    if piece.sheets and piece.sheets[0] != home:
        return piece.moved(layout, (), stretch_cells)
    if fixed_from_outside and piece.fixed:
        return piece.moved(layout, (), stretch_cells)
    return Tied(piece, layout)


@lru_cache(maxsize=4096)
def compile_formula(text: str) -> Compiled:
    """A formula, with or without its leading `=`, cut at its references; text it does not understand stays as it is."""
    pieces: list[str | Reference] = []
    done = 0
    for match in _TOKEN.finditer(text):
        if match["reference"] is None or match["columns"] is not None:
            continue
        reference = _reference(match["reference"], match["sheet"] or "")
        if reference is None:
            continue
        if match.start() > done:
            pieces.append(text[done : match.start()])
        pieces.append(reference)
        done = match.end()
    if done < len(text):
        pieces.append(text[done:])
    return Compiled(text, tuple(pieces))


def _reference(text: str, prefix: str) -> Reference | None:
    """None for another workbook's cells and for names that only look like cells (`ABC9999999`, `XFE1`)."""
    if "[" in prefix:
        return None
    parts = _SPLIT.match(text)
    try:
        parse_area(re.sub(_SHEET, "", text))
    except ValueError:
        return None
    assert parts is not None  # noqa: S101 - an area with rows always splits
    first = int(parts["first"])
    last = int(parts["last"]) if parts["last"] else first
    joint = parts["joint"] or ""
    return Reference(text, _sheets(prefix), prefix, parts["head"], joint, first, last, parts["head"].endswith("$"))


def _sheets(prefix: str) -> tuple[str, ...]:
    name = prefix.removesuffix("!")
    if name.startswith("'"):
        name = name[1:-1].replace("''", "'")
    return tuple(part.casefold() for part in name.split(":")) if name else ()


def rewrite(
    formula: str, home_sheet: str, layouts: Mapping[str, Layout], path: Path = (), *, stretch_cells: bool = False
) -> str:
    """A formula as it reads on `home_sheet` at `path` once the rows of the layouts have moved.

    `layouts` by casefolded sheet name, absent = nothing moved. `stretch_cells`: a single cell of a repeated row becomes
    the range of all its copies, as charts, defined names, conditional formats and validations want it.
    """
    return compile_formula(formula).bind(home_sheet, layouts, stretch_cells=stretch_cells).at(path)


def quoted(sheet: str) -> str:
    """A sheet's name as a formula writes it."""
    return (
        sheet
        if re.fullmatch(r"[^\W\d][\w.]*", sheet) and not _CELL_LIKE.match(sheet)
        else "'" + sheet.replace("'", "''") + "'"
    )


_CELL_LIKE = re.compile(r"(?:[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*(?:[Cc][0-9]*)?|[Cc][0-9]*)\Z")
