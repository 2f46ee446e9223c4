"""The properties do not list sheets that are not there."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.template.follow.finished import Finished
from xlmarket.template.follow import properties
from xlmarket.template.follow.context import FinishedSheet

SPACE = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
LINKS = f'<Properties xmlns="{SPACE}"><Application>x</Application><HLinks/><TitlesOfParts/></Properties>'
LISTS = f'<Properties xmlns="{SPACE}"><Application>x</Application><HeadingPairs/><TitlesOfParts/></Properties>'


@pytest.mark.parametrize(("titles", "left"), [(["Report"], 3), (["East"], 1), (["Report", "West"], 1), ([], 1)])
def test_lists_of_other_sheets_than_the_reports_go(finished: Finished, titles: list[str], left: int) -> None:
    sheets = {"Report": [FinishedSheet(name="Report", title=title) for title in titles]}
    made = finished.follow(properties.follow, finished.parse(LISTS), sheets=sheets)
    assert len(made) == left
    assert etree.QName(made[0]).localname == "Application"


def test_the_list_of_links_goes_always(finished: Finished) -> None:
    sheets = {"Report": [FinishedSheet(name="Report", title="Report")]}
    made = finished.follow(properties.follow, finished.parse(LINKS), sheets=sheets)
    assert [etree.QName(element).localname for element in made] == ["Application", "TitlesOfParts"]
