"""A further copy of a sheet gets its own parts, and its tables names that nothing else has."""

from __future__ import annotations

from tests.template.follow.finished import Finished, values
from xlmarket.template.follow import copies
from xlmarket.template.follow.copies import SheetCopier

SHEET = "xl/worksheets/sheet1.xml"


def test_a_copy_is_not_selected_and_has_no_code(finished: Finished) -> None:
    xml = finished.sheet('<sheetPr codeName="S"/><sheetViews><sheetView tabSelected="1" zoomScale="80"/></sheetViews>')
    sheet = finished.follow(copies.follow, xml, is_copy=True)
    assert values(sheet, "sheetPr", "codeName") == ["None"]
    assert [dict(view.attrib) for view in sheet.iter("{*}sheetView")] == [{"zoomScale": "80"}]


def test_a_copy_has_its_own_parts_and_a_table_under_its_own_name(finished: Finished) -> None:
    copier = SheetCopier(finished.parts, {"sales_west": "Report!$A$1"})
    copied = [copier.copy(SHEET, "Report", title) for title in ("East", "West", "East")]
    assert len({*copied, SHEET}) == 4
    tables = [finished.parts.parse(table) for part in copied for table in finished.parts.related(part, "table")]
    assert [table.get("displayName") for table in tables] == ["Sales_East", "Sales_West_2", "Sales_East_2"]
    assert [table.get("id") for table in tables] == ["2", "3", "4"]
    drawings = [finished.parts.related(part, "drawing") for part in copied]
    assert len({chart for part, *_ in drawings for chart in finished.parts.related(part, "chart")}) == 3
