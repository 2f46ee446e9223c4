"""The shared cases of workbooks that were read wrongly, each with what is wanted."""

from __future__ import annotations

import pytest

from tests.conftest import shared
from xlmarket.config import Mapping, load_config
from xlmarket.sources import Reading, read
from xlmarket.sources.workbook import read_workbook


def reading(case: str) -> Reading:
    folder = shared("cases") / case
    settings = folder / "xlmarket.toml"
    mapping = load_config(settings).mappings["m"] if settings.exists() else Mapping()
    return read(folder / "a.xlsx", mapping)


@pytest.mark.parametrize(("case", "wanted"), [
    ("percent-fmt", {("BRA", "2015"): 12, ("JPN", "2015"): 34}),
    ("x000d", {("BRA", "2015"): 5}),
    ("phonetic-inline", {("JPN", "2015"): 5}),
    ("workbook22", {("BRA", "2015"): 5}),
    ("sst-elsewhere", {("BRA", "2015"): 5}),
    ("date-cjk-31", {("JPN", "2015Q1"): 5, ("JPN", "2015Q2"): 6}),
    ("hidden-first", {("BRA", "2015"): 5}),
])  # fmt: skip
def test_a_case_gives_the_figures_that_are_wanted(case: str, wanted: dict[tuple[str, str], float]) -> None:
    found = reading(case)
    assert {(row.market, row.period.label): row.value for row in found.observations} == wanted
    assert not found.rejects


@pytest.mark.parametrize(("case", "what", "text"), [
    ("formula-no-cache", "a formula never calculated", "=2+3"), ("error-cell", "a formula error", "#N/A"),
])  # fmt: skip
def test_a_cell_without_a_result_is_rejected_with_its_address(case: str, what: str, text: str) -> None:
    found = reading(case)
    (reject,) = found.rejects
    assert (reject.place.cell, reject.found, list(reject.offered)) == ("D2", text, [])
    assert what in reject.why
    assert [(row.market, row.value) for row in found.observations] == [("JPN", 6)]


def test_the_very_hidden_sheet_is_listed_as_unused() -> None:
    (unused,) = reading("hidden-first").unused
    assert (unused.place.sheet, unused.kind) == ("_cache", "very hidden sheet")


def test_a_merged_header_label_ends_with_its_merge() -> None:
    folder = shared("cases") / "merged-upper"
    mapping = load_config(folder / "xlmarket.toml").mappings["m"]
    table = read_workbook((folder / "a.xlsx").read_bytes(), "a.xlsx", mapping)
    assert table.header == ("Country", "2015 Sales", "2015 Parcels", "Population", "Remark")
