"""A draft for a message of an agency names its components, and leaves what only a person can choose as doubts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import shared
from xlmarket.errors import SourceError
from xlmarket.sources import draft, read

HEAD = "DATAFLOW,FREQ,REF_AREA,INDICATOR,SEX,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE\n"


def test_components_and_combinations_are_proposed(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text(HEAD + "X:POP(1.0),A,FR,POP,M,PS,2015,31\nX:POP(1.0),A,FR,POP,F,PS,2015,33\n", encoding="utf-8")
    proposal = draft(path)
    assert proposal.keys["columns"] == {
        "market": "REF_AREA", "period": "TIME_PERIOD", "value": "OBS_VALUE", "unit": "UNIT_MEASURE",
    }  # fmt: skip
    assert (proposal.keys["dimensions"], proposal.keys["source"]) == (["INDICATOR", "SEX"], "X, POP")
    assert 'SEX has F, M: only = {SEX = ["F"]} keeps one' in proposal.doubts
    assert len(read(path, proposal.mapping()).observations) == 2


def test_days_are_drafted_as_months_with_a_doubt() -> None:
    path = shared("sdmx") / "ECB_EXR/ts.json"
    proposal = draft(path)
    assert (proposal.keys["frequency"], proposal.keys["several"]) == ("M", "mean")
    assert proposal.doubts[0].startswith('several: "mean" of the days')
    reading = read(path, proposal.mapping())
    assert not reading.rejects
    assert {row.market for row in reading.observations} == {"NZD", "RUB"}


def test_a_message_without_figures_is_refused_with_its_own_sentence() -> None:
    with pytest.raises(SourceError, match="promises a file later"):
        draft(shared("sdmx") / "ESTAT/footer.xml")


@pytest.mark.parametrize(
    "name", ["ECB_EXR/1/M.USD.EUR.SP00.A.xml", "ISTAT/22_289.xml", "v3/json/data/agri.json", "IMF/PCPS.xml"]
)
def test_a_draft_reads_its_own_file(name: str) -> None:
    path = shared("sdmx") / name
    reading = read(path, draft(path).mapping())
    assert reading.observations.rows
    assert (reading.rejects, reading.questions) == ((), ())
