"""A sample of the hostile requests of `probes.py` on every run."""

from __future__ import annotations

from tests.hosts.officejs.probes import probes, send
from tests.hosts.officejs.running import Running

EVERY = 7


def test_hostile_requests_get_no_data_and_break_nothing(server: Running) -> None:
    asked = list(probes())
    assert len(asked) >= 1000
    assert len({probe.name for probe in asked}) == len(asked)
    assert send(server, asked[::EVERY]) == []
