"""The clauses of a tag: what they keep, order and group, and which are refused with what they found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest

from xlmarket.errors import TemplateError
from xlmarket.package.values import CellError
from xlmarket.template.environment import PLAIN
from xlmarket.template.plan.nodes import BlockLook
from xlmarket.template.plan.selection import Selection
from xlmarket.template.read.clauses import Repetition, compile_repetition
from xlmarket.template.read.grammar import read_cell

NOTHING = CellError("#N/A")


@dataclass(frozen=True)
class Member:
    name: str
    outlook: object = ""
    value: object = None


MEMBERS = [
    Member("Brazil", "strong", 5.0),
    Member("Åland", "Weak", NOTHING),
    Member("chile", "weak", 7.0),
    Member("Zambia", None, 5.0),
    Member("Austria", "strong", 1.0),
]


def read(text: str) -> Repetition:
    (tag,), _ = read_cell("{%" + text + "%}")
    return compile_repetition(tag, PLAIN)


def listed(clauses: str, **more: Any) -> list[str]:
    """The names of the members that are left."""
    repetition = read(f"row for m in members {clauses}")
    return [item.name for item in repetition.items.value({"members": MEMBERS, **more})]


def test_a_tag_without_clauses_is_its_expression() -> None:
    repetition = read("row for a, b in pairs | list")
    assert (repetition.items.source, repetition.variables, repetition.look) == ("pairs | list", ("a", "b"), None)
    assert not isinstance(repetition.items, Selection)


def test_where_keeps_the_items_for_which_its_condition_holds() -> None:
    assert listed("where m.value > 4 and m.outlook == 'strong'") == ["Brazil"]
    assert listed("where m.value >= least", least=7) == ["chile"]


def test_no_comparison_holds_with_a_figure_that_is_missing() -> None:
    assert "Åland" not in listed("where m.value > 0") + listed("where m.value <= 0")
    assert listed("where m.value is missing") == ["Åland"]
    assert listed("where m.outlook is missing") == ["Zambia"]
    assert "Åland" not in listed("where m.value is not missing")


def test_a_comparison_with_none_is_an_error_that_says_what_to_write() -> None:
    with pytest.raises(TemplateError, match="where compares a value that is not there") as caught:
        listed("where m.outlook > 'a'")
    assert caught.value.remedy == "begin with: where NAME is not missing and …"
    assert listed("where m.outlook is not missing and m.outlook > 'x'") == []


def test_an_unknown_attribute_is_never_taken_for_a_missing_one() -> None:
    for clause in ("where m.shre is missing", "where m.shre > 1", "orderby m.shre", "groupby m.shre as g"):
        with pytest.raises(TemplateError, match="shre"):
            listed(clause)


def test_orderby_puts_what_is_missing_last_both_ways_and_keeps_ties_in_order() -> None:
    assert listed("orderby m.value") == ["Austria", "Brazil", "Zambia", "chile", "Åland"]
    assert listed("orderby m.value desc") == ["chile", "Brazil", "Zambia", "Austria", "Åland"]
    assert listed("orderby m.outlook asc, m.value desc") == ["Brazil", "Austria", "chile", "Åland", "Zambia"]


def test_texts_are_put_in_order_without_regard_to_case_and_accents() -> None:
    assert listed("orderby m.name") == ["Åland", "Austria", "Brazil", "chile", "Zambia"]


def test_top_keeps_the_first_items_of_those_that_are_left() -> None:
    assert listed("where m.value > 1 orderby m.value desc top 2") == ["chile", "Brazil"]
    assert listed("top n + 1", n=1) == ["Brazil", "Åland"]
    assert listed("top 0") == []
    assert len(listed("top 99")) == 5


@pytest.mark.parametrize("number", [-1, 1.5, "two", True, NOTHING, None])
def test_top_takes_nothing_but_a_whole_number(number: object) -> None:
    with pytest.raises(TemplateError, match="top takes a whole number"):
        listed("top n", n=number)


def test_groupby_names_groups_in_the_order_of_their_key_the_missing_one_last() -> None:
    repetition = read("row for m in members groupby m.outlook as g")
    groups = list(repetition.items.value({"members": MEMBERS}))
    assert repetition.variables == ("g",)
    assert [(group.grouper, [item.name for item in group.list]) for group in groups] == [
        ("strong", ["Brazil", "Austria"]),
        ("Weak", ["Åland", "chile"]),
        (None, ["Zambia"]),
    ]


def test_clauses_after_groupby_are_about_the_groups() -> None:
    clauses = "where m.value is not missing orderby m.value groupby m.outlook as g where g.grouper orderby g.grouper desc top 1"
    (group,) = read(f"row for m in members {clauses}").items.value({"members": MEMBERS})
    assert (group.grouper, [item.name for item in group.list]) == ("weak", ["chile"])


def test_items_of_several_parts_have_all_their_names_in_clauses() -> None:
    repetition = read("row for name, size in pairs where size > least orderby name")
    assert list(repetition.items.value({"pairs": [("b", 2), ("a", 3), ("c", 0)], "least": 1})) == [("a", 3), ("b", 2)]
    assert repetition.items.names == {"pairs", "least"}


def test_where_and_top_let_a_generator_pass_item_by_item() -> None:
    numbers = count()
    items = read("row for n in numbers where n is odd top 3").items.value({"numbers": numbers})
    assert isinstance(items, Iterator)
    assert list(items) == [1, 3, 5]
    assert next(numbers) == 6


def test_clauses_about_looks() -> None:
    assert read("row for m in x merge A, bc pagebreak outline collapsed").look == BlockLook(
        merge=(1, 55), has_breaks=True, is_outline=True, is_collapsed=True
    )
    assert read("col for m in x where m merge 3").look == BlockLook(merge=(3,))
    assert read("row for m in x outline merge A").look == BlockLook(merge=(1,), is_outline=True)


@pytest.mark.parametrize(
    ("tag", "what", "found"),
    [
        ("row for m in x wher m.a", "unknown clause", "wher"),
        ("row for m in x order by m.a", "unknown clause", "order"),
        ("row for m in x orderby m.a descending", "unknown clause", "descending"),
        ("row for m in x where m.a ordrby m.b", "unknown clause", "ordrby"),
        ("row for m in x where m.a is defined ordrby m.b", "unknown clause", "ordrby"),
        ("row for m in x where", "nothing stands after where", None),
        ("row for m in x orderby m.a,", "nothing stands after orderby", None),
        ("row for m in x orderby m.a desc 3", "after desc comes", "3"),
        ("row for m in x where m.a where m.b", "the clause where stands twice", ...),
        ("row for m in x groupby m.a as g groupby g.b as h", "the clause groupby stands twice", ...),
        ("row for m in x top 3 orderby m.a", "orderby stands before top", ...),
        ("row for m in x merge A where m.a", "where stands before merge", ...),
        ("row for m in x top -1", "top takes a whole number", "-1"),
        ("row for m in x top '3'", "top takes a whole number", "'3'"),
        ("row for m in x groupby m.a", "groupby is written: groupby KEY as NAME", "groupby m.a"),
        ("row for m in x groupby m.a as g.b", "groupby is written", "groupby m.a as g.b"),
        ("row for m in x where loop.index < 3", "where cannot use loop", "loop.index < 3"),
        ("row for m in x merge 3", "merge takes the letters of columns", "3"),
        ("row for m in x merge A B", "unknown clause", "B"),
        ("row for m in x merge XFE", "merge takes the letters", "XFE"),
        ("col for m in x merge A", "merge takes the numbers of rows", "A"),
        ("row for m in x pagebreak 3", "after pagebreak comes another clause", "3"),
        ("row for m in x collapsed", "collapsed stands after outline", ...),
        ("cells for m in x pagebreak", "{%cells …%} takes no pagebreak", ...),
        ("col for m in x outline", "{%col …%} takes no outline", ...),
        ("sheet for m in x merge A", "{%sheet …%} takes no merge", ...),
        ("row for m in x where m.a >", "the expression cannot be read", "m.a >"),
    ],
)
def test_what_is_not_a_clause_is_refused(tag: str, what: str, found: object) -> None:
    with pytest.raises(TemplateError) as caught:
        read(tag)
    assert caught.value.what.startswith(what)
    assert caught.value.found == ("{%" + tag + "%}" if found is ... else found)


def test_a_slip_names_the_nearest_clause() -> None:
    with pytest.raises(TemplateError) as caught:
        read("row for m in x ordrby m.a")
    assert list(caught.value.nearest) == ["orderby"]
