"""The figures that a preview shows where nobody says which."""

from __future__ import annotations

from xlmarket.functions import open_snapshot
from xlmarket.report import compile_template, find_template, regions_with_figures
from xlmarket.report.context import context_of
from xlmarket.report.samples import sample_dataset, sample_subject


def names(template: str) -> frozenset[str]:
    return compile_template(find_template(template)).names


def test_a_region_template_shows_the_region_with_the_most_members() -> None:
    snapshot = open_snapshot("sample-quarterly")
    subject = sample_subject(snapshot, names("region-quarterly"))
    counts = {name: len(context_of(snapshot, region=name)["region"].members) for name in regions_with_figures(snapshot)}
    assert counts[subject] == max(counts.values()) > 5


def test_a_market_template_shows_the_largest_market_of_that_region() -> None:
    snapshot = open_snapshot("sample-quarterly")
    region = context_of(snapshot, region=sample_subject(snapshot, names("region-quarterly")))["region"]
    assert sample_subject(snapshot, names("market-profile")) == region.members[0].name


def test_a_template_of_the_world_needs_no_subject() -> None:
    assert sample_subject(open_snapshot("sample-quarterly"), names("world-overview")) is None


def test_the_brief_has_figures_of_its_own() -> None:
    assert sample_dataset(names("brief")) is None
    assert sample_dataset(names("world-overview")) == "sample-quarterly"
