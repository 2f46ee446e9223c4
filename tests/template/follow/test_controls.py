"""Form controls move with their anchors, and their linked cells with the cells."""

from __future__ import annotations

import pytest

from tests.template.follow.finished import DROPPED, RENAMED, REPEATED, Finished, values
from xlmarket.template.follow import controls
from xlmarket.template.layout.axes import Layout

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
LINKED = f'<formControlPr xmlns="{X14}" objectType="Drop" fmlaLink="$B$3" fmlaRange="$A$2" fmlaGroup="Report!$C$4"/>'


def anchor(first: int, last: int) -> str:
    ends = "".join(
        f"<{end}><xdr:col>3</xdr:col><xdr:row>{row}</xdr:row></{end}>" for end, row in (("from", first), ("to", last))
    )
    return f'<controls xmlns:xdr="{XDR}"><control><controlPr><anchor>{ends}</anchor></controlPr></control></controls>'


def test_linked_cells_move_and_the_cells_of_a_list_stretch(finished: Finished) -> None:
    control = finished.follow(controls.follow, finished.parse(LINKED))
    assert dict(control.attrib) == {
        "objectType": "Drop",
        "fmlaLink": "$B$5",
        "fmlaRange": "$A$2:$A$4",
        "fmlaGroup": "Report!$C$6",
    }


def test_linked_cells_on_a_renamed_sheet_follow_its_name(finished: Finished) -> None:
    control = finished.follow(controls.follow, finished.parse(LINKED), RENAMED)
    assert (control.get("fmlaLink"), control.get("fmlaGroup")) == ("$B$3", "'New name'!$C$4")


def test_a_link_to_a_dropped_cell_is_lost(finished: Finished) -> None:
    assert finished.follow(controls.follow, finished.parse(LINKED), DROPPED).get("fmlaRange") == "#REF!"


@pytest.mark.parametrize(
    ("layout", "first", "last"),
    [(REPEATED, (1, 1), (3, 3)), (REPEATED, (3, 5), (5, 7)), (DROPPED, (3, 2), (5, 4)), (DROPPED, (1, 1), (3, 3))],
)
def test_an_anchor_moves_with_its_first_cell_and_keeps_its_size(
    finished: Finished, layout: Layout, first: tuple[int, int], last: tuple[int, int]
) -> None:
    sheet = finished.follow(controls.follow_anchors, finished.sheet(anchor(first[0], last[0])), layout)
    assert values(sheet, "row") == [str(first[1]), str(last[1])]
    assert values(sheet, "col") == ["3", "3"]
