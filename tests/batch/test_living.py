"""A batch whose reports keep their formulas: on all cores, and what was chosen decides what is made anew."""

from __future__ import annotations

from pathlib import Path

from tests import ooxml
from tests.template.specimens import drawn
from xlmarket.batch import FigureSource, JobOutcome, MetricScope, plan, run

SAMPLE = FigureSource("sample-quarterly")
REGIONS = ("Latin America", "Oceania", "East Asia")


def made(template: Path, folder: Path, formulas: str, *formats: str) -> list[tuple[str, str]]:
    jobs = plan([(template, True)], [MetricScope(None, REGIONS, ["2015Q4"])], formats or ("xlsx",), formulas)
    outcomes: tuple[JobOutcome, ...] = run(jobs, SAMPLE, folder, workers=2)
    return [(one.job.target.rpartition(".")[2], one.state) for one in outcomes]


def test_what_formulas_become_decides_what_is_made_anew(tmp_path: Path) -> None:
    row = ["{%row for m in region.members %}{{ m.name }}", "=MARKET_SHARE(A2,$B$1)", "{%row endfor %}"]
    template, folder = drawn(tmp_path, ["Period", "{{ period }}"], row), tmp_path / "out"
    assert set(made(template, folder, "values", "xlsx", "csv")) == {("xlsx", "written"), ("csv", "written")}
    again = made(template, folder, "lambda", "xlsx", "csv")
    assert set(again) == {("xlsx", "written"), ("csv", "unchanged")}
    whole = {path.name: path.read_bytes() for path in folder.glob("*.xlsx")}
    assert set(made(template, folder, "lambda")) == {("xlsx", "unchanged")}
    one = next(folder.glob("*.xlsx"))
    one.unlink()
    assert sorted(state for _, state in made(template, folder, "lambda")) == ["unchanged", "unchanged", "written"]
    assert {path.name: path.read_bytes() for path in folder.glob("*.xlsx")} == whole
    for path in folder.glob("*.xlsx"):
        assert not ooxml.errors(path)
        assert b"MARKET_SHARE" in ooxml.parts(path)["xl/workbook.xml"]
