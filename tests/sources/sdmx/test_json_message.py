"""SDMX-JSON in the shapes that agencies send today: groups, values in place of positions, defaults, errors."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from xlmarket.config import Mapping
from xlmarket.errors import SourceError, XlmarketError
from xlmarket.sources import Reading, read, read_content


def coded(component: str, *codes: str, **more: object) -> dict[str, Any]:
    return {"id": component, "values": [{"id": code, "name": f"{code} named"} for code in codes], **more}


def oecd(**changes: object) -> dict[str, Any]:
    """The shape of the OECD's data explorer: all dimensions of observations, attributes of groups."""
    structure = {
        "links": [{"urn": "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=OECD.SDD:DF_QNA(1.0)", "rel": "dataflow"}],
        "dimensions": {"dataSet": [], "series": [], "observation": [
            coded("FREQ", "Q"), coded("REF_AREA", "FRA", "DEU"), coded("MEASURE", "B1GQ"), coded("TIME_PERIOD", "2023-Q1", "2023-Q2"),
        ]},
        "attributes": {
            "dataSet": [],
            "dimensionGroup": [coded("UNIT_MULT", "6"), {"id": "CURRENCY_NOTE", "values": []}],
            "observation": [coded("OBS_STATUS", "A", "P", default="A"), coded("UNIT_MEASURE", "EUR")],
        },
        "measures": {"observation": [{"id": "OBS_VALUE"}]},
    }  # fmt: skip
    dataset = {
        "structure": 0, "action": "Information",
        "dimensionGroupAttributes": {"0:0:0:": [0, None], "0:1:0:": [None, "chained"]},
        "observations": {"0:0:0:0": [0.7, 0, 0], "0:0:0:1": [0.8, 1, 0], "0:1:0:0": [5, None, 0], "0:1:0:1": [None, None, 0]},
    }  # fmt: skip
    meta = {"sender": {"id": "OECD", "name": "Organisation for Economic Co-operation and Development"}}
    return {"meta": meta, "data": {"structures": [structure], "dataSets": [dataset | changes]}}


def reading(folder: Path, message: object, **keys: object) -> Reading:
    path = folder / "m.json"
    path.write_text(message if isinstance(message, str) else json.dumps(message), encoding="utf-8")
    return read(path, Mapping(**{"kind": "flow", **keys}))  # type: ignore[arg-type]


def test_attributes_of_groups_multiply_only_the_series_of_the_group(tmp_path: Path) -> None:
    outcome = reading(tmp_path, oecd())
    assert [(r.market, r.period.label, r.value, r.note) for r in outcome.observations] == [
        ("FRA", "2023Q1", 700_000.0, ""), ("FRA", "2023Q2", 800_000.0, "provisional"), ("DEU", "2023Q1", 5.0, ""),
    ]  # fmt: skip
    assert [(g.market, g.period.label) for g in outcome.observations.gaps] == [("DEU", "2023Q2")]
    assert {r.metric for r in outcome.observations} == {"B1GQ named"}


@pytest.mark.parametrize(("observations", "found"), [
    ({"0:9:0:0": [1]}, "IndexError"),
    ({"0:0:0": [1]}, "a key of 3 for 4 dimensions"),
    ({"0:-1:0:0": [1]}, "-1 is not a position"),
])  # fmt: skip
def test_a_key_that_points_nowhere_is_refused(tmp_path: Path, observations: object, found: str) -> None:
    with pytest.raises(SourceError, match=f"contradicts its own structure.*{found}"):
        reading(tmp_path, oecd(observations=observations))


def test_a_component_without_an_identifier_is_refused(tmp_path: Path) -> None:
    text = json.dumps(oecd()).replace('"id": "TIME_PERIOD"', '"id": null')
    with pytest.raises(SourceError, match="a component without an identifier"):
        reading(tmp_path, text)


def test_an_observation_that_comes_twice_is_refused_and_not_overwritten(tmp_path: Path) -> None:
    text = json.dumps(oecd()).replace('"0:0:0:1"', '"0:0:0:0"')
    with pytest.raises(SourceError, match='the key "0:0:0:0" comes twice'):
        reading(tmp_path, text)


def test_json_beyond_what_fits_in_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xlmarket.sources.sdmx.json_message.MOST_BYTES", 1 << 20)
    with pytest.raises(SourceError, match="more than 1 MB of JSON; ask for SDMX-ML"):
        reading(tmp_path, " " * (1 << 20) + json.dumps(oecd()))


@pytest.mark.parametrize("drop", [1, 40])
def test_a_damaged_message_is_refused_and_never_breaks_the_reader(drop: int) -> None:
    text = json.dumps(oecd()).encode()
    for at in range(0, len(text), 7):
        with suppress(XlmarketError):
            read_content(Path("m.json"), text[:at] + text[at + drop :], Mapping(kind="flow"))


def test_errors_structures_and_other_json_say_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r'error 404 of the agency; found "No data"'):
        reading(tmp_path, {"errors": [{"code": 404, "title": "No data"}]})
    with pytest.raises(SourceError, match="holds structures and no data"):
        reading(tmp_path, {"data": {"dataflows": [{}], "codelists": []}})
    with pytest.raises(SourceError, match="not a data message of SDMX"):
        reading(tmp_path, {"a": 1})
    with pytest.raises(SourceError, match="cannot be read: nested too deeply"):
        reading(tmp_path, "[" * 100_000)
    with pytest.raises(SourceError, match="only deletes figures"):
        reading(tmp_path, oecd(action="Delete", observations={}))
