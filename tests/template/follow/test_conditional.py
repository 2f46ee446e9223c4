"""Conditional formats stretch over the copies of their cells."""

from __future__ import annotations

from tests.template.follow.finished import DROPPED, RENAMED, REPEATED, Finished, values
from xlmarket.template.follow import conditional

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
FORMATS = (
    '<conditionalFormatting sqref="B2 D4"><cfRule type="expression"><formula>B2&gt;$B$3</formula></cfRule>'
    '</conditionalFormatting><conditionalFormatting sqref="B2"><cfRule type="colorScale"><colorScale>'
    '<cfvo type="num" val="0.5"/><cfvo type="formula" val="Report!$B$3"/></colorScale></cfRule></conditionalFormatting>'
)
EXTENDED = (
    f'<extLst><ext xmlns:x14="{X14}" uri="u"><x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="{XM}">'
    '<x14:cfRule type="dataBar" id="{1}"><xm:f>$B$3</xm:f></x14:cfRule><xm:sqref>B2</xm:sqref>'
    "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
)


def test_a_format_stretches_and_its_formulas_move(finished: Finished) -> None:
    sheet = finished.follow(conditional.follow, finished.sheet(FORMATS))
    assert values(sheet, "conditionalFormatting", "sqref") == ["B2:B4 D6", "B2:B4"]
    assert values(sheet, "formula") == ["B2>$B$5"]
    assert values(sheet, "cfvo", "val") == ["0.5", "Report!$B$5"]


def test_the_half_of_excel_2010_stretches_and_stays_tied(finished: Finished) -> None:
    sheet = finished.follow(conditional.follow, finished.sheet(EXTENDED))
    assert (values(sheet, "sqref"), values(sheet, "f"), values(sheet, "cfRule", "id")) == (["B2:B4"], ["$B$5"], ["{1}"])


def test_a_format_on_dropped_cells_goes_with_its_half_of_excel_2010(finished: Finished) -> None:
    sheet = finished.follow(conditional.follow, finished.sheet(FORMATS + EXTENDED), DROPPED)
    assert values(sheet, "conditionalFormatting", "sqref") == ["D3"]
    assert values(sheet, "ext") == []


def test_a_format_that_speaks_of_another_sheet_follows_it(finished: Finished) -> None:
    sheet = finished.follow(conditional.follow, finished.sheet(FORMATS), name="Other", layouts={"report": REPEATED})
    assert values(sheet, "conditionalFormatting", "sqref") == ["B2 D4", "B2"]
    assert values(sheet, "cfvo", "val")[1] == "Report!$B$5"
    sheet = finished.follow(conditional.follow, finished.sheet(FORMATS), RENAMED)
    assert values(sheet, "cfvo", "val")[1] == "'New name'!$B$3"
