"""Validations stretch over the copies of their cells, and the lists they choose from with them."""

from __future__ import annotations

from tests.template.follow.finished import DROPPED, RENAMED, Finished, values
from xlmarket.template.follow import validations

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
RULES = (
    '<dataValidations count="2"><dataValidation type="list" sqref="C2"><formula1>$A$2</formula1></dataValidation>'
    '<dataValidation type="custom" sqref="D4"><formula1>Report!$B$3&gt;$A$2</formula1></dataValidation></dataValidations>'
)
EXTENDED = (
    f'<extLst><ext xmlns:x14="{X14}" uri="u"><x14:dataValidations xmlns:xm="{XM}" count="1"><x14:dataValidation type="list">'
    "<x14:formula1><xm:f>Report!$A$2</xm:f></x14:formula1><xm:sqref>C2</xm:sqref></x14:dataValidation>"
    "</x14:dataValidations></ext></extLst>"
)


def test_a_rule_stretches_and_a_list_with_it(finished: Finished) -> None:
    sheet = finished.follow(validations.follow, finished.sheet(RULES))
    assert values(sheet, "dataValidation", "sqref") == ["C2:C4", "D6"]
    assert values(sheet, "formula1") == ["$A$2:$A$4", "Report!$B$5>$A$2"]


def test_a_rule_of_excel_2010_stretches(finished: Finished) -> None:
    sheet = finished.follow(validations.follow, finished.sheet(EXTENDED))
    assert (values(sheet, "sqref"), values(sheet, "f")) == (["C2:C4"], ["Report!$A$2:$A$4"])
    assert values(sheet, "dataValidations", "count") == ["1"]


def test_a_rule_on_dropped_cells_goes(finished: Finished) -> None:
    sheet = finished.follow(validations.follow, finished.sheet(RULES + EXTENDED), DROPPED)
    assert (values(sheet, "dataValidation", "sqref"), values(sheet, "dataValidations", "count")) == (["D3"], ["1"])
    assert values(sheet, "ext") == []


def test_the_last_rule_takes_its_holder_along(finished: Finished) -> None:
    lone = '<dataValidations count="1"><dataValidation type="list" sqref="C2"><formula1>"a,b"</formula1></dataValidation></dataValidations>'
    assert not len(finished.follow(validations.follow, finished.sheet(lone), DROPPED))


def test_a_list_on_a_renamed_sheet_follows_its_name(finished: Finished) -> None:
    sheet = finished.follow(validations.follow, finished.sheet(EXTENDED), RENAMED)
    assert values(sheet, "f") == ["'New name'!$A$2"]
