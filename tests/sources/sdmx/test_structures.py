"""A structure message names the codes of the data next to it, and tells dimensions from attributes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import shared
from tests.sources.sdmx.test_markup import series
from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.sources import Reading, read

OBSERVATION = '<Obs TIME_PERIOD="2013-01" OBS_VALUE="5"/>'


def reading(folder: Path, keys: str, structure: str = "apro_mk_cola-structure.xml") -> Reading:
    shutil.copy(shared("sdmx") / "ESTAT/apro_mk_cola-structure.xml", folder)
    path = folder / "m.xml"
    path.write_text(series(OBSERVATION, keys), encoding="utf-8")
    return read(path, Mapping(kind="flow", structure=structure))


def test_codes_get_their_names_and_unknown_attributes_are_no_dimensions(tmp_path: Path) -> None:
    outcome = reading(tmp_path, 'FREQ="M" geo="BE" prodmilk="MM001" unit="THS_T" ODD="x"')
    (row,) = outcome.observations.rows
    assert (row.market, row.unit) == ("BEL", "Thousand tonnes")
    assert ("ODD", "attribute") in [(unused.place.column, unused.kind) for unused in outcome.unused]
    assert "prodmilk is MM001 (Cows' milk collected) in all rows" in [unused.why for unused in outcome.unused]


def test_another_structure_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="file not found"):
        reading(tmp_path, 'FREQ="M" geo="BE"', "other.xml")
    shutil.copy(shared("sdmx") / "IMF/01R.xml", tmp_path)
    with pytest.raises(SourceError, match="no data structure in the file"):
        reading(tmp_path, 'FREQ="M" geo="BE"', "01R.xml")


def test_the_same_data_with_another_structure_are_another_import(tmp_path: Path) -> None:
    first = reading(tmp_path, 'FREQ="M" geo="BE"')
    path = tmp_path / "apro_mk_cola-structure.xml"
    path.write_text(path.read_text(encoding="utf-8").replace("Belgium", "Kingdom of Belgium"), encoding="utf-8")
    assert read(tmp_path / "m.xml", Mapping(kind="flow", structure=path.name)).fingerprint != first.fingerprint
