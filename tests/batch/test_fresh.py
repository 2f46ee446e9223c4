"""Runs of one process: each reads the figures as they are when it begins."""

from __future__ import annotations

import json
from pathlib import Path

import xlmarket as xm
from xlmarket.batch import FigureSource, MetricScope, plan, run
from xlmarket.batch.manifest import NAME, Manifest
from xlmarket.report import find_template

TEMPLATE = find_template("region-quarterly")
JOBS = plan([(TEMPLATE, True)], [MetricScope(None, ["Brazil"], ["2015"])], ("csv",))


def add(folder: Path, value: float) -> FigureSource:
    store = f"sqlite:///{folder / 'own.db'}"
    path = folder / "own.csv"
    path.write_text(f"market,metric,period,value,unit\nBrazil,sales,2015,{value},USD\nChile,sales,2015,3,USD\n")
    xm.store(store).add(xm.read(path), dataset="own")
    return FigureSource("own", store)


def headline_after_its_loss(figures: FigureSource, reports: Path) -> str:
    """The amount of the headline that a run makes for a manifest without one."""
    run(JOBS, figures, reports, workers=1)
    lines = [json.loads(line) for line in (reports / NAME).read_text().splitlines()]
    (reports / NAME).write_text("".join(json.dumps(line | {"headline": None}) + "\n" for line in lines))
    assert [outcome.state for outcome in run(JOBS, figures, reports, workers=1)] == ["unchanged"]
    headline = Manifest(reports).entries[JOBS[0].target].headline
    assert headline is not None
    return headline.figures[0].text


def test_a_headline_made_after_an_import_has_the_new_figures(tmp_path: Path) -> None:
    assert "100" in headline_after_its_loss(add(tmp_path, 100), tmp_path / "reports")
    assert "250" in headline_after_its_loss(add(tmp_path, 250), tmp_path / "reports")
