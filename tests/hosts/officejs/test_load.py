"""A short run of `load.py`. How fast the answers are is measured by the whole run, on a quiet machine."""

from __future__ import annotations

import sys

import pytest

from tests.hosts.officejs.load import Plan, measure


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs the addresses 127.0.0.2 and more, and /proc")
def test_under_load_answers_are_right_new_figures_come_soon_and_the_end_is_clean() -> None:
    seen = measure(Plan(seconds=6, rate=40, calls=10, slow=30))
    assert [text for text in seen.wrong if "not sent" not in text] == []
    assert seen.first_new
    assert seen.exit_code == 0
