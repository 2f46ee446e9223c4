"""Workbooks of the corpus and charts of three writers, filled, grown and copied: nothing is lost, broken or left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.template import charted
from tests.template.sweep import WAYS, Sweep, corpus_files, tagged
from xlmarket.template import compile_template


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::UserWarning")  # of parts that openpyxl does not keep
def test_whatever_is_done_to_a_workbook_its_parts_stay_sound(tmp_path: Path, soffice: str) -> None:
    drawn = charted.specimens(tmp_path / "specimens", soffice)
    sweep = Sweep(tmp_path, soffice)
    sweep.run([*corpus_files()[::60], *drawn[::11]], WAYS)
    assert not sweep.faults, sweep.table()
    assert all(sweep.tried[way] > sweep.refused[way] for way in WAYS)


@pytest.mark.parametrize("way", [way for way in WAYS if way != "no-op"])
def test_every_way_but_the_first_puts_tags_in(way: str, tmp_path: Path) -> None:
    (path,) = [path for path in charted.specimens(tmp_path) if path.name == "BarChart.xlsx"]
    template = compile_template(tagged(path, tmp_path / "tagged.xlsx", WAYS[way]))
    assert template.sheets[0].has_tags or template.sheets[0].each
