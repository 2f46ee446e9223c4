"""The jobs of a batch: one per template, region, period and format, with distinct names of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlmarket.batch.jobs import Job, MetricScope, plan
from xlmarket.errors import UsageError
from xlmarket.report import find_template

REGION, WORLD = find_template("region-quarterly"), find_template("world-overview")
SCOPE = MetricScope(None, ["Europe", "Asia"], ["2015Q3", "2015Q4"])


def test_a_template_by_region_has_a_job_per_region_and_period_and_format() -> None:
    jobs = plan([(REGION, True)], [SCOPE], ["xlsx", "csv"])
    assert len(jobs) == 8
    assert jobs[0].target == "region-quarterly Europe 2015Q3.xlsx"
    assert jobs[1].target == "region-quarterly Europe 2015Q3.csv"


def test_a_template_without_a_region_has_a_job_per_period() -> None:
    jobs = plan([(WORLD, False)], [SCOPE], ["xlsx"])
    assert [(job.region, job.period) for job in jobs] == [(None, "2015Q3"), (None, "2015Q4")]


def test_the_metric_is_in_the_name_where_one_is_chosen() -> None:
    (job,) = plan([(WORLD, False)], [MetricScope("parcels", [], ["2015Q4"])], ["xlsx"])
    assert job.target == "world-overview 2015Q4 parcels.xlsx"
    assert job.title == "world-overview 2015Q4 parcels xlsx"


def test_names_that_differ_only_in_case_or_signs_get_files_of_their_own() -> None:
    scope = MetricScope(None, ["A/B", "a:b", "A_B"], ["2015"])
    targets = [job.target.casefold() for job in plan([(REGION, True)], [scope], ["xlsx"])]
    assert len(set(targets)) == 3


def test_a_macro_template_gives_macro_workbooks(tmp_path: Path) -> None:
    template = tmp_path / "own.xlsm"
    template.touch()
    targets = [job.target for job in plan([(template, False)], [SCOPE], ["xlsx", "csv"])]
    assert targets[:2] == ["own 2015Q3.xlsm", "own 2015Q3.csv"]


def test_a_template_by_region_needs_a_region() -> None:
    with pytest.raises(UsageError, match="--all-regions"):
        plan([(REGION, True)], [MetricScope(None, [], ["2015Q4"])], ["xlsx"])


def test_an_unknown_format_names_the_choices() -> None:
    with pytest.raises(UsageError, match="csv"):
        plan([(WORLD, False)], [SCOPE], ["cvs"])


def test_the_fingerprint_follows_template_figures_and_formulas(tmp_path: Path) -> None:
    template = tmp_path / "own.xlsx"
    template.write_bytes(b"one")
    job = Job(template, None, "2015Q4", "xlsx", "own.xlsx")
    first = job.fingerprint("figures")
    assert job.fingerprint("figures") == first
    assert job.fingerprint("other figures") != first
    assert Job(template, None, "2015Q4", "xlsx", "own.xlsx", "lambda").fingerprint("figures") != first
    template.write_bytes(b"two")
    assert job.fingerprint("figures") != first
