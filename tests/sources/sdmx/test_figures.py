"""The dimensions of a message as markets, metrics and units: nothing is added, joined or dropped in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlmarket.config import Mapping
from xlmarket.errors import SourceError
from xlmarket.sources import Reading, read

HEAD = "DATAFLOW,FREQ,REF_AREA,INDICATOR,SEX,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MULT\n"
TWO = HEAD + "X:POP(1.0),A,FR,POP,M,PS,2015,31,A,6\nX:POP(1.0),A,FR,POP,F,PS,2015,33,A,6\n"


def reading(folder: Path, text: str, **keys: object) -> Reading:
    path = folder / "m.csv"
    path.write_text(text, encoding="utf-8")
    return read(path, Mapping(**{"kind": "stock", **keys}))  # type: ignore[arg-type]


def figures(outcome: Reading) -> set[tuple[str, str, float, str]]:
    return {(row.market, row.metric, row.value, row.unit) for row in outcome.observations}


def test_combinations_of_dimensions_are_metrics_of_their_own(tmp_path: Path) -> None:
    assert figures(reading(tmp_path, TWO)) == {
        ("FRA", "POP, SEX M", 31e6, "persons"),
        ("FRA", "POP, SEX F", 33e6, "persons"),
    }


def test_one_metric_for_several_combinations_is_refused_with_the_line_that_chooses(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r'several SEX; found "F, M"; set only = \{SEX = \["F"\]\}'):
        reading(tmp_path, TWO, metric="population")
    with pytest.raises(SourceError, match="several SEX"):
        reading(tmp_path, TWO, dimensions=("INDICATOR",))
    chosen = reading(tmp_path, TWO, metric="population", only={"SEX": ("F",)})
    assert figures(chosen) == {("FRA", "population", 33e6, "persons")}
    assert ("row left out by only", 1) in [(unused.kind, unused.count) for unused in chosen.unused]


def test_dimensions_of_the_mapping_name_the_metric(tmp_path: Path) -> None:
    names = {metric for _, metric, _, _ in figures(reading(tmp_path, TWO, dimensions=("SEX",)))}
    assert names == {"SEX M", "SEX F"}


def test_one_market_with_two_units_has_two_metrics(tmp_path: Path) -> None:
    text = HEAD + "X:G(1.0),A,FR,GDP,T,EUR,2015,31,A,6\nX:G(1.0),A,FR,GDP,T,PT,2015,2,A,0\n"
    assert figures(reading(tmp_path, text, kind="")) == {
        ("FRA", "GDP, UNIT_MEASURE EUR", 31e6, "EUR"), ("FRA", "GDP, UNIT_MEASURE PT", 2.0, "percent"),
    }  # fmt: skip


def test_the_frequency_tells_metrics_apart_only_where_one_has_several(tmp_path: Path) -> None:
    text = HEAD + "X:G(1.0),A,FR,POP,T,PS,2015,31,A,6\nX:G(1.0),Q,FR,GDP,T,PS,2015-Q1,2,A,0\n"
    assert {row[1] for row in figures(reading(tmp_path, text))} == {"POP", "GDP"}
    text += "X:G(1.0),A,FR,GDP,T,PS,2015,8,A,0\n"
    assert {row[1] for row in figures(reading(tmp_path, text))} == {"POP, FREQ A", "GDP, FREQ Q", "GDP, FREQ A"}


def test_the_money_of_each_country_needs_a_name(tmp_path: Path) -> None:
    text = HEAD + "X:G(1.0),A,JP,GDP,T,XDC,2015,31,A,9\n"
    (reject,) = reading(tmp_path, text).rejects
    assert 'set units = {"Japan" = "JPY"}' in reject.why
    assert figures(reading(tmp_path, text, units={"JP": "JPY"})) == {("JPN", "GDP", 31e9, "JPY")}


def test_a_code_does_not_say_how_its_money_adds_up(tmp_path: Path) -> None:
    text = HEAD + "X:G(1.0),A,FR,B1GQ,T,EUR,2015,31,A,6\n"
    assert [question.topic for question in reading(tmp_path, text, kind="").questions] == ["kind"]


def test_a_figure_that_is_multiplied_must_be_a_number(tmp_path: Path) -> None:
    text = (
        HEAD
        + "X:G(1.0),A,FR,POP,T,PS,2015,1_0,A,6\nX:G(1.0),A,FR,POP,T,PS,2016,5,A,x\nX:G(1.0),A,FR,POP,T,PS,2017,1e999,A,6\n"
    )
    assert [reject.found for reject in reading(tmp_path, text).rejects] == ["1_0", "5", "1e999"]


def test_a_delete_in_csv_is_a_reject(tmp_path: Path) -> None:
    head = "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,TIME_PERIOD,OBS_VALUE\n"
    text = head + "dataflow,X:POP(1.0),I,FR,2015,5\ndataflow,X:POP(1.0),D,FR,2014,\n"
    outcome = reading(tmp_path, text)
    assert (len(outcome.observations), len(outcome.rejects)) == (1, 1)


def test_every_component_is_used_or_listed(tmp_path: Path) -> None:
    head = "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,AGE,TIME_PERIOD,OBS_VALUE,DECIMALS\n"
    outcome = reading(tmp_path, head + "dataflow,X:POP(1.0),I,FR,Y15,2015,5,1\n")
    assert [(unused.place.column, unused.kind) for unused in outcome.unused] == [
        ("STRUCTURE", "about the message"), ("AGE", "dimension of one code"), ("DECIMALS", "attribute"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "market"), [("EL", "GRC"), ("UK", "GBR"), ("EA20", "EA20"), ("U2", "EURO_AREA"), ("W0", "WORLD")]
)
def test_codes_of_agencies_are_markets(tmp_path: Path, code: str, market: str) -> None:
    text = HEAD + f"X:G(1.0),A,{code},POP,T,PS,2015,31,A,6\n"
    assert {row[0] for row in figures(reading(tmp_path, text))} == {market}


def test_a_wide_mapping_and_an_unknown_component_are_errors(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a wide table"):
        reading(tmp_path, TWO, wide="periods")
    with pytest.raises(SourceError, match=r'unknown column for the filter "SEXX".*did you mean SEX'):
        reading(tmp_path, TWO, only={"SEXX": ("F",)})
