"""The SDMX-CSV of a data set is one that another program of the standard reads, and means the same without our columns."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from xlmarket.config import Mapping
from xlmarket.functions.units import magnitude
from xlmarket.output.datasets import dataset_bytes
from xlmarket.output.datasets.sdmx import COMPONENTS
from xlmarket.sources import read
from xlmarket.store import read_dataset
from xlmarket.store.shipped import DATASETS

DIMENSIONS = ("FREQ", "REF_AREA", "INDICATOR", "SOURCE", "TIME_PERIOD")


@pytest.mark.parametrize("name", DATASETS)
def test_sdmx1_reads_every_observation_with_its_key(name: str) -> None:
    sdmx = pytest.importorskip("sdmx")
    from sdmx.model import v30

    structure = v30.DataStructureDefinition(id="X")
    for component in DIMENSIONS:
        structure.dimensions.append(v30.Dimension(id=component))
    structure.measures.append(v30.Measure(id="OBS_VALUE"))
    for component in COMPONENTS[COMPONENTS.index("OBS_VALUE") + 1 :]:
        structure.attributes.append(v30.DataAttribute(id=component))
    text = dataset_bytes(read_dataset(name), "sdmx-csv")
    message = sdmx.reader.csv.Reader().convert(io.BytesIO(text), structure)
    rows = list(csv.DictReader(io.StringIO(text.decode())))
    (dataset,) = message.data
    read_back = {tuple(str(part.value) for part in obs.dimension.values.values()): obs.value for obs in dataset.obs}
    assert read_back == {tuple(row[name] for name in DIMENSIONS): row["OBS_VALUE"] for row in rows}


def test_without_our_own_columns_the_amounts_and_gaps_are_the_same(tmp_path: Path) -> None:
    observations = read_dataset("sample-quarterly").observations
    rows = csv.reader(io.StringIO(dataset_bytes(read_dataset("sample-quarterly"), "sdmx-csv").decode()))
    path = tmp_path / "stripped.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(row[: 3 + len(COMPONENTS)] for row in rows)
    reading = read(path, Mapping(kind="flow"))
    assert reading.rejects == ()
    amounts = {(row.market, row.metric, row.period): row.value for row in reading.observations}
    for row in observations:
        size = magnitude(row.unit) or 1.0
        assert amounts[row.market, row.metric, row.period] == pytest.approx(row.value * size, rel=1e-12)
    assert len(amounts) == len(observations)
    assert len(reading.observations.gaps) == len(observations.gaps)
