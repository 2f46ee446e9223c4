"""The finished sheets are listed in the order of the template's."""

from __future__ import annotations

from typing import Any

from lxml import etree

from tests.template.follow.finished import Finished, values
from xlmarket.template.follow import workbook
from xlmarket.template.follow.context import FinishedSheet
from xlmarket.template.layout.axes import STILL

PART = "xl/workbook.xml"


def follow(finished: Finished, active: int = 0, **sheets: list[FinishedSheet]) -> etree._Element:
    xml = finished.spell(finished.parts.parse(PART))
    for view in xml.iter("{*}workbookView"):
        view.set("activeTab", str(active))
    return finished.follow(workbook.follow, xml, STILL, part=PART, sheets=sheets, name="")


def sheet(name: str, title: str = "", **others: Any) -> FinishedSheet:
    return FinishedSheet(name=name, title=title or name, **others)


def test_copies_come_after_the_first_with_numbers_and_relations_of_their_own(finished: Finished) -> None:
    copied = finished.parts.copy("xl/worksheets/sheet1.xml", shared=())
    copies = [sheet("Report", "East"), sheet("Report", "West", part=copied, is_copy=True)]
    made = follow(finished, 1, Report=copies, Other=[sheet("Other")])
    assert values(made, "sheet", "name") == ["East", "West", "Other"]
    assert values(made, "sheet", "sheetId") == ["1", "3", "2"]
    assert copied in finished.parts.related(PART, "worksheet")
    assert values(made, "workbookView", "activeTab") == ["2"]


def test_a_sheet_that_does_not_come_goes_with_its_parts(finished: Finished) -> None:
    made = follow(finished, 0, Report=[], Other=[sheet("Other")])
    assert (values(made, "sheet", "name"), values(made, "workbookView", "activeTab")) == (["Other"], ["0"])
    finished.parts.drop_unreachable()
    assert "xl/worksheets/sheet1.xml" not in finished.parts
    assert "xl/charts/chart1.xml" not in finished.parts


def test_a_sheet_that_no_template_sheet_is_stays(finished: Finished) -> None:
    assert values(follow(finished, 1, Report=[sheet("Report")]), "sheet", "name") == ["Report", "Other"]
