"""Links come once per iteration, and what they point at is followed."""

from __future__ import annotations

from tests.template.follow.finished import DROPPED, RENAMED, REPEATED, Finished, values
from xlmarket.template.follow import hyperlinks

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = (
    f'<hyperlinks xmlns:r="{OFFICE}"><hyperlink ref="A2" r:id="rId1"/>'
    '<hyperlink ref="A4" location="Report!B5"/><hyperlink ref="B2" location="Report!B2"/></hyperlinks>'
)


def test_a_link_in_a_block_comes_once_per_iteration_and_points_at_its_own(finished: Finished) -> None:
    sheet = finished.follow(hyperlinks.follow, finished.sheet(LINKS))
    assert values(sheet, "hyperlink", "ref") == ["A2", "A3", "A4", "A6", "B2", "B3", "B4"]
    assert [one.get(f"{{{OFFICE}}}id") for one in sheet[0]][:4] == ["rId1"] * 3 + [None]
    assert values(sheet, "hyperlink", "location")[3:] == ["Report!B7", "Report!B2", "Report!B3", "Report!B4"]


def test_a_link_to_a_renamed_sheet_follows_its_name(finished: Finished) -> None:
    sheet = finished.follow(hyperlinks.follow, finished.sheet(LINKS), RENAMED)
    assert values(sheet, "hyperlink", "location")[1:] == ["'New name'!B5", "'New name'!B2"]


def test_a_link_from_a_still_sheet_follows_the_cells_of_another(finished: Finished) -> None:
    sheet = finished.follow(hyperlinks.follow, finished.sheet(LINKS), name="Other", layouts={"report": REPEATED})
    assert values(sheet, "hyperlink", "ref") == ["A2", "A4", "B2"]
    assert values(sheet, "hyperlink", "location")[1:] == ["Report!B7", "Report!B2"]


def test_links_on_dropped_cells_go_and_the_last_takes_its_holder_along(finished: Finished) -> None:
    assert values(finished.follow(hyperlinks.follow, finished.sheet(LINKS), DROPPED), "hyperlink", "ref") == ["A3"]
    lone = '<hyperlinks><hyperlink ref="A2" location="Report!B5"/></hyperlinks>'
    assert not len(finished.follow(hyperlinks.follow, finished.sheet(lone), DROPPED))
