"""JSON-stat 2.0 in the shape of Eurostat and of the Nordic offices: cells by number, sparse or as lists."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.sources import Reading, read


def eurostat(**changes: object) -> dict[str, Any]:
    def dimension(label: str, **codes: str) -> dict[str, Any]:
        return {"label": label, "category": {"index": {code: n for n, code in enumerate(codes)}, "label": codes}}

    return {
        "version": "2.0", "class": "dataset", "label": "GDP and main components", "source": "ESTAT",
        "updated": "2026-09-21T23:00:00+0200",
        "value": {"0": 3867050.0, "1": 3900000.5, "3": 238365.0},
        "status": {"1": "p", "2": ":", "3": "be"},
        "id": ["freq", "unit", "na_item", "geo", "time"], "size": [1, 1, 1, 3, 2],
        "dimension": {
            "freq": dimension("Time frequency", A="Annual"),
            "unit": dimension("Unit of measure", CP_MEUR="Current prices, million euro"),
            "na_item": dimension("National accounts indicator", B1GQ="Gross domestic product at market prices"),
            "geo": dimension("Geopolitical entity", DE="Germany", EL="Greece", EA20="Euro area – 20 countries (from 2023)"),
            "time": {"label": "Time", "category": {"index": {"2022": 0, "2023": 1}, "label": {"2022": "2022", "2023": "2023"}}},
        },
        "extension": {"id": "NAMA_10_GDP", "agencyId": "ESTAT", "status": {"label": {"p": "provisional", ":": "not available"}}},
    } | changes  # fmt: skip


def reading(folder: Path, message: dict[str, Any], **keys: object) -> Reading:
    path = folder / "m.json"
    path.write_text(json.dumps(message), encoding="utf-8")
    return read(path, Mapping(**keys))  # type: ignore[arg-type]


def test_an_answer_of_eurostat_has_its_figures_flags_and_gaps(tmp_path: Path) -> None:
    outcome = reading(tmp_path, eurostat())
    rows = [(r.market, r.period.label, r.value, r.unit, r.status.value, r.note) for r in outcome.observations]
    assert rows == [
        ("DEU", "2022", 3_867_050_000_000.0, "EUR", "published", ""),
        ("DEU", "2023", 3_900_000_500_000.0, "EUR", "published", "provisional"),
        ("GRC", "2023", 238_365_000_000.0, "EUR", "estimated", "break in series"),
    ]
    assert [(g.market, g.period.label, g.reason) for g in outcome.observations.gaps] == [
        ("GRC", "2022", "not available")
    ]
    assert {r.metric for r in outcome.observations} == {"Gross domestic product at market prices"}
    assert {r.source for r in outcome.observations} == {"ESTAT, NAMA_10_GDP"}
    assert ("empty cell", 2) in [(unused.kind, unused.count) for unused in outcome.unused]


def test_lists_of_values_declared_roles_and_units_of_categories_are_read(tmp_path: Path) -> None:
    message = {
        "version": "2.0", "class": "dataset", "label": "07459: Population", "source": "Statistisk sentralbyrå",
        "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]},
        "id": ["Region", "ContentsCode", "Tid"], "size": [2, 1, 1],
        "dimension": {
            "Region": {"category": {"index": ["SE", "NO"], "label": {"SE": "Sweden", "NO": "Norway"}}},
            "ContentsCode": {"category": {"label": {"Personer": "Persons"}, "unit": {"Personer": {"base": "persons", "decimals": 0}}}},
            "Tid": {"category": {"index": {"2021": 0}}},
        },
        "value": [10_379_295, None], "status": {"1": ".."},
    }  # fmt: skip
    outcome = reading(tmp_path, message)
    (row,) = outcome.observations.rows
    assert (row.market, row.value, row.unit, row.metric) == ("SWE", 10_379_295, "persons", "07459: Population")
    (gap,) = outcome.observations.gaps
    assert (gap.market, gap.symbol) == ("NOR", "..")


@pytest.mark.parametrize("status", ["p", ["p"]])
def test_one_status_holds_for_all_values(tmp_path: Path, status: object) -> None:
    outcome = reading(tmp_path, eurostat(status=status))
    assert {row.note for row in outcome.observations} == {"provisional"}
    assert not outcome.observations.gaps


@pytest.mark.parametrize(("changes", "what"), [
    ({"size": [1, 1, 1, 3, 3]}, "contradicts its own sizes"),
    ({"value": [1.0, 2.0]}, "contradicts its own sizes"),
    ({"value": {"1": 1.0, "01": 2.0}}, "a cell twice"),
    ({"value": {"6": 1.0}}, "contradicts its own sizes"),
    ({"value": {}, "status": {}}, "holds no observations"),
    ({"class": "collection"}, "not a data message"),
])  # fmt: skip
def test_a_cube_that_does_not_fit_is_refused(tmp_path: Path, changes: dict[str, object], what: str) -> None:
    with pytest.raises(SourceError, match=what):
        reading(tmp_path, eurostat(**changes))


def test_a_multiplier_without_an_agreed_meaning_is_a_reject(tmp_path: Path) -> None:
    message = eurostat()
    message["dimension"]["na_item"]["category"]["unit"] = {"B1GQ": {"base": "EUR", "multiplier": 6}}
    assert {reject.why for reject in reading(tmp_path, message).rejects} == {"the multiplier 6 is not a power of ten"}
