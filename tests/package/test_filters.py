"""Which values the criteria of a filter show."""

from __future__ import annotations

import pytest
from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.package.filters import clear_criteria, criteria_of


def criterion(content: str, extra: str = "") -> etree._Element:
    return etree.fromstring(
        f'<x:autoFilter xmlns:x="{MAIN}" ref="A1:C9"><x:filterColumn colId="2" {extra}>{content}</x:filterColumn></x:autoFilter>'
    )


LISTED = '<x:filters {}><x:filter val="Brazil"/><x:filter val="Japan"/></x:filters>'
YEARS = '<x:filters><x:filter val="2015"/></x:filters>'


def custom(*conditions: tuple[str, str], every: bool = False) -> str:
    items = "".join(f'<x:customFilter operator="{operator}" val="{value}"/>' for operator, value in conditions)
    return f'<x:customFilters and="{int(every)}">{items}</x:customFilters>'


@pytest.mark.parametrize(
    ("content", "value", "shown"),
    [
        (LISTED.format(""), "brazil", True),
        (LISTED.format(""), "India", False),
        (LISTED.format(""), None, False),
        (LISTED.format('blank="1"'), "", True),
        (LISTED.format(""), 2.0, None),
        (YEARS, 2015.0, True),
        (YEARS, 2014, False),
        (YEARS, 2015.4, None),
        (YEARS, True, None),
        (custom(("equal", "B*l")), "brazil", True),
        (custom(("equal", "?razil")), "xBrazil", False),
        (custom(("equal", "a~*")), "a*", True),
        (custom(("equal", "a~*")), "ab", False),
        (custom(("notEqual", "Brazil")), "Japan", True),
        (custom(("notEqual", " ")), None, False),
        (custom(("notEqual", " ")), "x", True),
        (custom(("greaterThan", "2")), 3, True),
        (custom(("greaterThan", "2")), 2, False),
        (custom(("greaterThan", "2")), "text", False),
        (custom(("greaterThan", "m")), "text", None),
        (custom(("greaterThanOrEqual", "2"), ("lessThan", "5"), every=True), 5, False),
        (custom(("greaterThanOrEqual", "2"), ("lessThan", "5"), every=True), 4.5, True),
        (custom(("lessThan", "2"), ("greaterThan", "5")), 6, True),
        (custom(("lessThan", "2"), ("greaterThan", "5")), 3, False),
        (custom(("equal", "*")), 3, None),
    ],
)
def test_a_criterion_shows_values(content: str, value: object, shown: bool | None) -> None:
    (found,) = criteria_of(criterion(content))
    assert found.column == 2
    assert found.shows is not None
    assert found.shows(value) is shown


@pytest.mark.parametrize(
    "content",
    [
        '<x:top10 val="3"/>',
        '<x:dynamicFilter type="thisMonth"/>',
        '<x:colorFilter dxfId="0"/>',
        '<x:filters><x:dateGroupItem year="2015" dateTimeGrouping="year"/></x:filters>',
    ],
)
def test_what_only_excel_works_out_is_not_known(content: str) -> None:
    assert [found.shows for found in criteria_of(criterion(content))] == [None]


def test_cleared_criteria_leave_buttons_that_are_hidden() -> None:
    for extra, left in (("", 0), ('hiddenButton="1"', 1)):
        element = criterion(YEARS, extra)
        clear_criteria(element)
        assert (len(element), criteria_of(element)) == (left, [])
