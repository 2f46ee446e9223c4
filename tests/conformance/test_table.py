"""The printed table: it is the one generated, and no host is let off lightly."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance import table
from tests.conformance.cases import CASES
from tests.conformance.table import HOSTS, Host

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_is_the_one_generated() -> None:
    page = ROOT / "docs" / "conformance.md"
    assert page.read_text(encoding="utf-8") == table.markdown(), "run: make docs"


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.module)
def test_a_host_is_asked_most_cases_and_says_why_not_the_others(host: Host) -> None:
    reasons = [reason for case in CASES if (reason := host.excluded(case))]
    assert all(reason.strip() for reason in reasons)
    assert len(reasons) <= len(CASES) / 3
    assert host.title
    assert (ROOT / host.tests).is_file()


def test_every_case_is_asked_of_most_hosts() -> None:
    lonely = [case.formula for case in CASES if sum(not host.excluded(case) for host in HOSTS) < 2]
    assert lonely == []
