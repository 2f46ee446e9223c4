"""A batch of PDFs: one LibreOffice per worker, and nothing of it left when the batch is done."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.output.test_office import wait_until
from xlmarket.batch import FigureSource, MetricScope, plan, run
from xlmarket.report import find_template

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the folder for temporary files is one of POSIX")


@pytest.mark.slow
@pytest.mark.usefixtures("soffice")
def test_a_batch_prints_resumes_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary, reports = tmp_path / "temporary", tmp_path / "reports"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    scope = MetricScope(None, ["Europe", "Asia", "Africa"], ["2015Q4"])
    jobs = plan([(find_template("region-quarterly"), True)], [scope], ["pdf"], formulas="lambda", recalculate=True)
    assert {(job.formulas, job.recalculate) for job in jobs} == {("values", False)}
    figures = FigureSource("sample-quarterly")
    assert [outcome.state for outcome in run(jobs, figures, reports, workers=2)] == ["written"] * 3
    assert wait_until(lambda: not list(temporary.glob("xlmarket-office-*")))
    contents = {path: path.read_bytes() for path in reports.glob("*.pdf")}
    assert len(contents) == 3
    assert [outcome.state for outcome in run(jobs, figures, reports, workers=2)] == ["unchanged"] * 3
    assert {path: path.read_bytes() for path in reports.glob("*.pdf")} == contents
    assert all(content.startswith(b"%PDF") for content in contents.values())
