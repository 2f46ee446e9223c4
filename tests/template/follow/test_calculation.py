"""A report with formulas is calculated on opening."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.template.follow.finished import Finished, values
from xlmarket.package.archive import MAIN
from xlmarket.template.follow import calculation

PART = "xl/workbook.xml"
CHAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"


@pytest.mark.parametrize("before", ["", '<calcPr calcId="1"/>'])
def test_calculation_is_asked_for_where_the_schema_wants_it(finished: Finished, before: str) -> None:
    xml = finished.parse(f'<workbook xmlns="{MAIN}"><sheets/>{before}<pivotCaches/></workbook>')
    made = finished.follow(calculation.follow, xml, part=PART, has_formulas=True)
    assert [etree.QName(one).localname for one in made] == ["sheets", "calcPr", "pivotCaches"]
    assert values(made, "calcPr", "fullCalcOnLoad") == ["1"]


def test_the_old_order_of_calculation_goes(finished: Finished) -> None:
    chain = finished.parts.new("xl/calcChain{}.xml", b"<calcChain/>", CHAIN)
    finished.parts.relate(PART, "calcChain", chain)
    finished.follow(calculation.follow, finished.parse(f'<workbook xmlns="{MAIN}"/>'), part=PART, has_formulas=True)
    assert chain not in finished.parts
    assert finished.parts.related(PART, "calcChain") == []


def test_a_report_without_formulas_stays(finished: Finished) -> None:
    assert not len(finished.follow(calculation.follow, finished.parse(f'<workbook xmlns="{MAIN}"/>'), part=PART))
