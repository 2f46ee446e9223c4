"""The main table of a report: a header, rows as wide as it, a missing figure as nothing."""

from __future__ import annotations

import pytest

from xlmarket.functions import open_snapshot
from xlmarket.report.context import context_of
from xlmarket.report.figures import MOMENT, ROW, STATEMENT, table_of


def table(dataset: str, names: set[str], region: str | None = None) -> list[list[object]]:
    context = context_of(open_snapshot(dataset), region=region, names=frozenset(names | {"period", "metric"}))
    rows = table_of(context)
    assert {len(row) for row in rows} == {len(rows[0])}
    return rows


def test_a_region_is_listed_by_member() -> None:
    header, *rows = table("sample-quarterly", {"region"}, "Latin America")
    assert header == ["region", "period", "metric", "unit", *ROW]
    assert {row[0] for row in rows} == {"Latin America"}
    assert [row[4] for row in rows][:2] == ["Brazil", "Mexico"]


def test_a_market_is_listed_by_period() -> None:
    header, *rows = table("sample-quarterly", {"market"}, "Brazil")
    assert header == ["market", "metric", "unit", "period", *MOMENT[1:]]
    assert [row[3] for row in rows] == [f"{year}Q{quarter}" for year in (2013, 2014, 2015) for quarter in (1, 2, 3, 4)]


def test_the_world_is_listed_by_region_and_market() -> None:
    header, *rows = table("sample-quarterly", {"regions", "world"})
    assert header[0] == "table"
    assert {row[0] for row in rows} == {"regions", "markets"}


def test_a_brief_is_listed_with_its_judgements_which_have_no_value() -> None:
    header, *rows = table("cross-border-2015", {"brief"})
    assert header == list(STATEMENT)
    judgements = [row for row in rows if row[STATEMENT.index("status")] == "judgement"]
    assert judgements
    assert {row[STATEMENT.index("value")] for row in judgements} == {None}


def test_a_missing_figure_is_nothing() -> None:
    header, *rows = table("cross-border-2015", {"region"}, "Latin America")
    assert [row[header.index("growth")] for row in rows] == [None]


def test_a_context_of_somebody_else_is_refused() -> None:
    with pytest.raises(TypeError, match="period and a metric"):
        table_of({"period": "2015Q4", "metric": "sales"})
