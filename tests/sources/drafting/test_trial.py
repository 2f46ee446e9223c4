"""A draft is tried on its file, put together by its layout, and written with its reasons."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from xlmarket.config import Mapping
from xlmarket.errors import Place, SourceError
from xlmarket.markets import standard_markets
from xlmarket.observations import Metric, MetricKind, Observation, Observations
from xlmarket.periods import Frequency, Period
from xlmarket.sources.drafting.header import find_header
from xlmarket.sources.drafting.keys import Proposal
from xlmarket.sources.drafting.layouts import Drafting
from xlmarket.sources.drafting.roles import Roles
from xlmarket.sources.drafting.sketch import Sketch
from xlmarket.sources.drafting.toml import to_toml
from xlmarket.sources.drafting.trial import try_out
from xlmarket.sources.reading import Question, Reading, Reject
from xlmarket.sources.tables import RawRow


def reading(
    metric: str = "sales", *figures: Observation, questions: tuple[Question, ...] = (), **more: object
) -> Reading:
    metrics = (Metric(name=metric, kind=MetricKind.RATIO, frequency=Frequency.YEAR),)
    table = Observations(rows=figures, metrics=metrics)
    return Reading(observations=table, file="f.csv", fingerprint="", questions=questions, **more)  # type: ignore[arg-type]


def tried(answer: Callable[[Mapping], Reading]) -> Proposal:
    proposal = Proposal({"columns": {"market": "Country"}})
    try_out(proposal, answer)
    return proposal


def question(topic: str, name: str) -> Question:
    return Question(topic=topic, name=name, what=f'"{name}" is asked about', remedy="", place=Place(file="f.csv"))


def test_sums_are_declared_and_a_guess_among_them_is_a_doubt() -> None:
    def read(mapping: Mapping) -> Reading:
        asked = tuple(question("aggregate", name) for name in ("Total", "South") if name not in mapping.aggregates)
        return reading(questions=asked)

    proposal = tried(read)
    assert proposal.keys["aggregates"] == ["Total", "South"]
    assert proposal.doubts == ['"South" is asked about: aggregates keeps it apart']


def test_open_kinds_are_ratios_and_doubted() -> None:
    proposal = tried(lambda mapping: reading(questions=() if mapping.kind else (question("kind", "x"),)))
    assert proposal.keys["kind"] == {"x": "ratio"}
    assert proposal.doubts == ["kind: it is open how x add up; a ratio is never added"]


def test_a_metric_of_100_in_one_year_in_all_markets_is_an_index() -> None:
    figures = [
        Observation(market=market, metric="x", period=Period.of(year), value=value)
        for market in ("BRA", "PER", "CHL")
        for year, value in ((2014, 90.0), (2015, 100.1))
    ]
    proposal = tried(lambda mapping: reading("x", *figures))
    assert (proposal.keys["kind"], proposal.keys["units"]) == ({"x": "ratio"}, {"x": "index 2015=100"})


def test_new_markets_near_known_ones_and_rejects_are_doubts() -> None:
    reject = Reject(Place(file="f.csv", row=2), "5,1", "not a number")
    proposal = tried(lambda mapping: reading(new_names={"Brazl": "Brazil", "Shop": ""}, rejects=(reject,)))
    assert proposal.doubts == [
        '"Brazl" is not a known market: names = {"Brazl" = "Brazil"} reads it as Brazil',
        "rejects: 1 values are not read; the first: not a number (5,1)",
    ]


def draft(*rows: list[str], **given: object) -> Proposal:
    body = [RawRow(number, row) for number, row in enumerate(rows, 1)]
    header = find_header(body)
    assert header is not None
    proposal = Proposal(dict(given))
    Drafting(Path("sales.csv"), Sketch(body), Roles(header, standard_markets()), proposal).fill()
    return proposal


def test_a_layout_has_its_keys() -> None:
    tidy = draft(["Country", "Year", "Sales (USD m)"], ["Peru", "2014", "5"], ["Chile", "2015", "6"]).keys
    assert tidy == {
        "metric": "sales", "unit": "USD million",
        "columns": {"period": "Year", "market": "Country", "value": "Sales (USD m)"},
    }  # fmt: skip
    wide = draft(["Country", "2014", "2015"], ["Peru", "5", "6"], ["Chile", "7", "8"]).keys
    assert wide == {"wide": "periods", "metric": "sales", "columns": {"market": "Country"}}
    across = draft(["Year", "Peru", "Chile", "Brazil"], ["2014", "5", "6", "7"], ["2015", "5", "6", "7"]).keys
    assert (across["wide"], across["columns"]) == ("markets", {"period": "Year"})


def test_a_table_without_periods_needs_one() -> None:
    with pytest.raises(SourceError, match=r'no header names periods.*set period = "2015Q4"'):
        draft(["Country", "Sales"], ["Peru", "5.5"], ["Chile", "6.5"])
    assert draft(["Country", "Sales"], ["Peru", "5.5"], ["Chile", "6.5"], period="2015Q4").keys["period"] == "2015Q4"


def test_the_file_of_a_draft_reads_back_with_reasons_and_doubts_as_comments() -> None:
    proposal = Proposal({}, {}, ["look here"])
    proposal.add("columns", {"market": "Country name"}, "as it seems")
    proposal.add("exclude", ["a", 'b "c"'])
    proposal.add("complete", True)
    text = to_toml(proposal, "my sales", "s.csv", "m.toml")
    assert tomllib.loads(text) == {"mapping": {"my sales": proposal.keys}}
    assert "# To look at: look here." in text
    assert text.count("# as it seems") == 1
