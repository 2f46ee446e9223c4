"""The shapes of notes come once per iteration and name their cells; those of controls move."""

from __future__ import annotations

from tests.template.follow.finished import ACROSS, DROPPED, REPEATED, Finished, values
from xlmarket.package.notes import EXCEL, VML
from xlmarket.template.follow import vml


def shape(name: str, row: int, column: int) -> str:
    anchor = f"{column + 1}, 15, {row}, 10, {column + 3}, 15, {row + 4}, 4"
    return (
        f'<v:shape id="{name}"><x:ClientData ObjectType="Note"><x:Anchor>{anchor}</x:Anchor>'
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


CONTROL = '<v:shape id="c"><x:ClientData ObjectType="Button"><x:Anchor>3, 0, 4, 0, 4, 0, 6, 0</x:Anchor></x:ClientData></v:shape>'
SHAPES = f'<xml xmlns:v="{VML}" xmlns:x="{EXCEL}">{shape("a", 1, 1)}{shape("b", 2, 0)}{CONTROL}</xml>'


def test_the_shape_of_a_note_comes_once_per_iteration_next_to_its_cell(finished: Finished) -> None:
    made = finished.follow(vml.follow, finished.parse(SHAPES))
    assert (values(made, "Row"), values(made, "Column")) == (["1", "2", "3", "4"], ["1", "1", "1", "0"])
    assert values(made, "Anchor")[1:4] == [
        "2, 15, 2, 10, 4, 15, 6, 4",
        "2, 15, 3, 10, 4, 15, 7, 4",
        "1, 15, 4, 10, 3, 15, 8, 4",
    ]
    assert len(set(values(made, "shape", "id"))) == len(values(made, "shape", "id"))


def test_over_repeated_columns_too(finished: Finished) -> None:
    made = finished.follow(vml.follow, finished.parse(SHAPES), ACROSS)
    assert values(made, "Column") == ["1", "2", "3", "0"]


def test_the_shape_of_a_control_moves_and_keeps_its_size(finished: Finished) -> None:
    assert values(finished.follow(vml.follow, finished.parse(SHAPES)), "Anchor")[-1] == "3, 0, 6, 0, 4, 0, 8, 0"


def test_the_shape_of_a_note_on_a_dropped_cell_goes(finished: Finished) -> None:
    assert values(finished.follow(vml.follow, finished.parse(SHAPES), DROPPED), "shape", "id") == ["b", "c"]


def test_a_control_of_excel_2007_stays_linked_to_its_cells_also_on_another_sheet(finished: Finished) -> None:
    formulas = "<x:FmlaLink>$B$3</x:FmlaLink><x:FmlaRange>Report!$A$2</x:FmlaRange><x:FmlaMacro>[0]!Go</x:FmlaMacro>"
    shapes = SHAPES.replace(
        "</x:Anchor></x:ClientData></v:shape></xml>", f"</x:Anchor>{formulas}</x:ClientData></v:shape></xml>"
    )
    made = finished.follow(vml.follow, finished.parse(shapes))
    assert [values(made, tag) for tag in ("FmlaLink", "FmlaRange", "FmlaMacro")] == [
        ["$B$5"], ["Report!$A$2:$A$4"], ["[0]!Go"]
    ]  # fmt: skip
    other = finished.follow(vml.follow, finished.parse(shapes), name="Other", layouts={"report": REPEATED})
    assert [values(other, tag) for tag in ("FmlaLink", "FmlaRange")] == [["$B$3"], ["Report!$A$2:$A$4"]]
    assert values(other, "Anchor") == values(finished.parse(shapes), "Anchor")
