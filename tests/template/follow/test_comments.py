"""The texts of notes come once per iteration, in the order of their cells."""

from __future__ import annotations

from tests.template.follow.finished import DROPPED, Finished, values
from xlmarket.package.archive import MAIN
from xlmarket.template.follow import comments
from xlmarket.template.follow.threads import guid_of_copy

THREAD = "{11111111-1111-1111-1111-111111111111}"
TEXTS = (
    f'<comments xmlns="{MAIN}"><authors><author>tc={THREAD}</author><author>Ann</author></authors><commentList>'
    '<comment ref="A3" authorId="1"><text><t>below</t></text></comment>'
    '<comment ref="B2" authorId="0"><text><t>inside</t></text></comment></commentList></comments>'
)


def test_a_note_in_a_block_comes_once_per_iteration_and_one_below_moves(finished: Finished) -> None:
    made = finished.follow(comments.follow, finished.parse(TEXTS))
    assert values(made, "comment", "ref") == ["B2", "B3", "B4", "A5"]
    assert values(made, "t") == ["inside", "inside", "inside", "below"]


def test_the_copy_of_a_conversation_is_tied_to_the_copy_of_its_thread(finished: Finished) -> None:
    made = finished.follow(comments.follow, finished.parse(TEXTS))
    assert values(made, "comment", "authorId") == ["0", "2", "3", "1"]
    ties = [f"tc={guid_of_copy(THREAD, cell)}" for cell in ("B3", "B4")]
    assert values(made, "author") == [f"tc={THREAD}", "Ann", *ties]


def test_a_note_on_a_dropped_cell_goes(finished: Finished) -> None:
    assert values(finished.follow(comments.follow, finished.parse(TEXTS), DROPPED), "comment", "ref") == ["A2"]
