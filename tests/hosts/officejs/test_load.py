"""A short run of `load.py`. How fast the answers are is measured by the whole run, on a quiet machine."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.hosts.officejs.load import Plan, measure


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs the addresses 127.0.0.2 and more, and /proc")
def test_under_load_answers_are_right_new_figures_come_soon_and_the_end_is_clean() -> None:
    with ThreadPoolExecutor(1) as pool:  # the loop of a browser may run in this thread
        seen = pool.submit(measure, Plan(seconds=6, rate=40, calls=10, slow=30)).result()
    assert [text for text in seen.wrong if "not sent" not in text] == []
    assert seen.first_new
    assert seen.exit_code == 0
