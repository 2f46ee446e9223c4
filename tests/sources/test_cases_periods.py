"""The shared cases about periods, imported as their case.md says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import shared
from xlmarket.config import load_config
from xlmarket.errors import XlmarketError
from xlmarket.sources import Reading, read

ACCEPTED = {
    "m0": "2015Q1", "m1": "2015H1", "m2": "2015H2", "m3": "2015-01", "m4": "2015-01", "m5": "2015Q4", "m13": "2024-01",
    "m14": "2024-01", "m15": "2015Q1", "m16": "2015Q1", "m17": "2015Q1", "m18": "2015Q1", "m20": "2015Q1", "m21": "2015Q1",
    "m22": "2015H1", "m24": "2015", "m27": "2015-01", "m28": "2015", "m29": "2015", "m30": "2015W07", "m31": "2015",
    "m35": "2015Q1", "m36": "2015Q1", "m39": "2015-12", "m40": "2015-12", "m41": "2015-01", "m42": "2015Q1",
}  # fmt: skip
"""What can be read in one way only. The others need a declaration: fiscal years, bare numbers, another language, flags,
two-digit years, and `2015/01`, which stands beside `2015/16` in this column."""


def case(name: str) -> Reading:
    folder = shared("cases") / name
    file = next(path for path in sorted(folder.iterdir()) if path.stem == "a")
    settings = folder / "xlmarket.toml"
    mapping = load_config(settings).mappings["m"] if settings.exists() else None
    return read(file, mapping) if mapping else read(file)


def labels(reading: Reading) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in reading.observations:
        found.setdefault(row.metric, []).append(row.period.label)
    return found


def test_spellings_that_cannot_be_misread_are_read_and_the_others_are_rejected() -> None:
    reading = case("periods")
    assert {metric: found[0] for metric, found in labels(reading).items()} == ACCEPTED
    assert len(reading.rejects) == 45 - len(ACCEPTED)
    assert not any(reject.offered for reject in reading.rejects), "a format is not a near name"


def test_headers_of_the_world_bank_are_years() -> None:
    assert labels(case("wb-yr"))["Population"] == ["2019"]


def test_names_of_months_are_read_in_full() -> None:
    assert labels(case("months-full"))["sales"] == ["2024-01", "2024-03"]


def test_german_months_need_the_language_and_are_read_with_it(tmp_path: Path) -> None:
    assert len(case("german-months").rejects) == 3
    german = tmp_path / "xlmarket.toml"
    german.write_text((shared("cases") / "german-months" / "xlmarket.toml").read_text() + '\nlanguage="de"\n')
    reading = read(shared("cases") / "german-months" / "a.csv", load_config(german).mappings["m"])
    assert labels(reading)["sales"] == ["2024-03", "2024-10", "2024-12"]


def test_a_header_of_fiscal_years_is_never_one_of_months() -> None:
    try:
        reading = case("fiscal-wide")
    except XlmarketError:
        return
    assert not reading.observations.rows
    assert len(reading.rejects) == 6


@pytest.mark.parametrize(
    ("keys", "first"), [("fiscal_start=4", "FY2009"), ('fiscal_start=4\nfiscal_name="start"', "FY2008")]
)
def test_a_header_of_fiscal_years_is_read_under_a_calendar(tmp_path: Path, keys: str, first: str) -> None:
    said = (
        (shared("cases") / "fiscal-wide" / "xlmarket.toml").read_text().replace("[mapping.m]", f"[mapping.m]\n{keys}")
    )
    (tmp_path / "xlmarket.toml").write_text(said)
    reading = read(shared("cases") / "fiscal-wide" / "a.csv", load_config(tmp_path / "xlmarket.toml").mappings["m"])
    found = labels(reading)["sales"]
    assert (len(found), found[0]) == (6, first)
