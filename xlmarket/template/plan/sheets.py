"""Compiled sheets and the compiled template, made once by reading and followed by every rendering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from xlmarket.package.archive import Package
from xlmarket.package.fonts.paragraphs import Font
from xlmarket.package.looks import Looks
from xlmarket.package.shared_strings import SharedStrings, UsedStrings
from xlmarket.template.plan.asides import Aside
from xlmarket.template.plan.cells import TemplateRows
from xlmarket.template.plan.charts import ChartPlan
from xlmarket.template.plan.expressions import Expression, Text
from xlmarket.template.plan.nodes import Node
from xlmarket.template.plan.selection import Selection


@dataclass(frozen=True, slots=True)
class Each:
    """What repeats or keeps a whole sheet: the list and its variables, or (without variables) a condition."""

    variables: tuple[str, ...]
    expression: Expression | Selection
    place: str

    @property
    def is_never(self) -> bool:
        """`{%sheet if false %}`: a sheet for the designer's eyes only."""
        return not self.variables and self.expression.source == "false"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaSources:
    """What the formulas of a sheet, or a defined name, take their values from besides their own sheet.

    `sheets` and `names` are casefolded. `has_tables`: they name tables. `is_volatile`: they change by themselves, or find
    their cells as they calculate.
    """

    sheets: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    has_tables: bool = False
    is_volatile: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisPlan:
    """The rows or the columns of a sheet: their tree, the first and last line of each block, and how many there are."""

    nodes: tuple[Node, ...] = ()
    blocks: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    length: int = 0


@dataclass(frozen=True, slots=True)
class FitPlan:
    """What of a sheet follows its filled cells: the height of some template rows, and the width of some columns."""

    looks: Looks
    rows: frozenset[int]
    has_columns: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPlan:
    """One sheet: `rows` are those that hold something, `xml` is the part without its rows.

    `down` is the tree of its rows, `across` that of its columns if some are repeated, `bands` the columns whose cells
    move by themselves. `asides` are the texts outside its cells that hold tags, `mentions` the other sheets it refers
    to, casefolded, `names` the variables it needs, `shared` the shared strings its part shows as it is.
    `fit` is set where heights or widths follow what is filled in. `sources` are what its formulas read. The digits of the
    `normal` font are the unit of widths.
    """

    name: str
    part: str
    place: int
    rows: TemplateRows
    down: AxisPlan
    across: AxisPlan
    bands: tuple[tuple[int, int], ...]
    xml: etree._Element
    has_tags: bool
    asides: frozenset[str]
    mentions: frozenset[str]
    sources: FormulaSources = FormulaSources()
    names: frozenset[str] = frozenset()
    normal: Font = field(default_factory=Font)
    each: Each | None = None
    title: Text | None = None
    is_live: bool = False
    shared: UsedStrings = field(default_factory=UsedStrings)
    fit: FitPlan | None = None
    has_texts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A compiled template. `names` are the variables it needs of its context, `charts` its charts by part.

    `defined` are the names of the whole workbook and what they refer to, casefolded, `epoch` is day 0 of its calendar.
    `strings` are its shared strings, `shared_elsewhere` those that sheets show which are not worksheets. `asides` are
    the texts with tags that lie on no worksheet. `is_live`: some of its formulas call functions of the environment.
    """

    package: Package
    sheets: tuple[SheetPlan, ...]
    charts: Mapping[str, ChartPlan]
    names: frozenset[str]
    has_formulas: bool
    defined: Mapping[str, str]
    epoch: date
    strings: SharedStrings
    shared_elsewhere: UsedStrings
    asides: tuple[Aside, ...] = ()
    is_live: bool = False
