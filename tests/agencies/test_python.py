"""`xm.fetch`: what the command line does, from Python."""

from __future__ import annotations

from pathlib import Path

import pytest

import xlmarket as xm
from tests.agencies.server import Agency
from tests.agencies.test_fetch import FIGURES, PATH, REVISED, declare
from xlmarket.store import open_store


def test_python_fetches_as_the_command_line_does(agency: Agency, folder: Path) -> None:
    declare(agency)
    agency.play(PATH, FIGURES, FIGURES, REVISED)
    vintage = xm.fetch("people", dataset="economy")
    assert vintage is not None
    assert vintage.label.startswith("economy vintage 1 ")
    assert xm.fetch("people", dataset="economy") is None
    assert xm.fetch("people", dataset="economy", kept=True) is None
    again = xm.fetch("people", dataset="economy")
    assert again is not None
    assert again.number == 2
    with pytest.raises(xm.XlmarketError, match="unknown series"):
        xm.fetch("peopel")


def test_python_refuses_what_is_open(agency: Agency, folder: Path) -> None:
    declare(agency, mapping='metric = "heads"\n')
    agency.play(PATH, FIGURES)
    with pytest.raises(xm.XlmarketError, match="adds up over time"):
        xm.fetch("people")
    assert not open_store().datasets()
