"""Conversations come once per iteration, each with its replies."""

from __future__ import annotations

from tests.template.follow.finished import DROPPED, Finished, values
from xlmarket.template.follow import threads

SPACE = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
FIRST, REPLY = "{11111111-1111-1111-1111-111111111111}", "{22222222-2222-2222-2222-222222222222}"
REMARKS = (
    f'<ThreadedComments xmlns="{SPACE}"><threadedComment ref="B2" id="{FIRST}"><text>why?</text></threadedComment>'
    f'<threadedComment ref="B2" id="{REPLY}" parentId="{FIRST}"><text>so</text></threadedComment>'
    '<threadedComment ref="A4" id="{3}"><text>below</text></threadedComment></ThreadedComments>'
)


def test_a_conversation_comes_once_per_iteration_and_a_reply_belongs_to_its_copy(finished: Finished) -> None:
    made = finished.follow(threads.follow, finished.parse(REMARKS))
    assert values(made, "threadedComment", "ref") == ["B2", "B3", "B4"] * 2 + ["A6"]
    ids = [FIRST, *(threads.guid_of_copy(FIRST, cell) for cell in ("B3", "B4"))]
    assert values(made, "threadedComment", "id")[:3] == ids
    assert values(made, "threadedComment", "parentId")[3:6] == ids


def test_a_conversation_on_a_dropped_cell_goes(finished: Finished) -> None:
    assert values(finished.follow(threads.follow, finished.parse(REMARKS), DROPPED), "threadedComment", "ref") == ["A3"]


def test_the_id_of_a_copy_is_the_same_every_time_and_no_other_cells() -> None:
    ids = [threads.guid_of_copy(FIRST, cell) for cell in ("B3", "B3", "B4")]
    assert ids[0] == ids[1] != ids[2]
