"""Sparklines come once per iteration and draw its cells."""

from __future__ import annotations

from tests.template.follow.finished import DROPPED, RENAMED, Finished, values
from xlmarket.template.follow import sparklines

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"


def group(*pairs: tuple[str, str]) -> str:
    lines = "".join(
        f"<x14:sparkline><xm:f>{cells}</xm:f><xm:sqref>{cell}</xm:sqref></x14:sparkline>" for cells, cell in pairs
    )
    return (
        f'<extLst><ext xmlns:x14="{X14}" uri="u"><x14:sparklineGroups xmlns:xm="{XM}"><x14:sparklineGroup>'
        f'<x14:colorSeries rgb="FF00FF00"/><xm:f>Report!B3</xm:f><x14:sparklines>{lines}</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>'
    )


def test_a_sparkline_in_a_block_comes_once_per_iteration_and_one_below_stretches(finished: Finished) -> None:
    xml = finished.sheet(group(("Report!A2:B2", "D2"), ("Report!B2:B2", "D3")))
    sheet = finished.follow(sparklines.follow, xml)
    assert values(sheet, "sqref") == ["D2", "D3", "D4", "D5"]
    assert values(sheet, "f") == ["Report!B5", "Report!A2:B2", "Report!A3:B3", "Report!A4:B4", "Report!B2:B4"]


def test_sparklines_on_dropped_cells_go_with_their_group(finished: Finished) -> None:
    xml = finished.sheet(group(("Report!A2:B2", "D2"), ("Report!A4:B4", "D4")))
    assert values(finished.follow(sparklines.follow, xml, DROPPED), "sqref") == ["D3"]
    xml = finished.sheet(group(("Report!A2:B2", "D2")))
    assert values(finished.follow(sparklines.follow, xml, DROPPED), "sparkline") == []
    assert not len(xml)


def test_sparklines_of_a_renamed_sheet_follow_its_name(finished: Finished) -> None:
    sheet = finished.follow(sparklines.follow, finished.sheet(group(("Report!A2:B2", "D2"))), RENAMED)
    assert values(sheet, "f") == ["'New name'!B3", "'New name'!A2:B2"]
