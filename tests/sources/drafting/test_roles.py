"""What each column of a foreign table holds."""

from __future__ import annotations

from collections.abc import Sequence

from xlmarket.markets import standard_markets
from xlmarket.sources.drafting.header import Header
from xlmarket.sources.drafting.roles import Column, Roles, is_figure_only, is_year_column
from xlmarket.sources.tables import RawCell, RawRow


def roles(labels: Sequence[str], *rows: Sequence[RawCell]) -> Roles:
    body = [RawRow(number, row) for number, row in enumerate(rows, 2)]
    return Roles(Header(labels=tuple(labels), number=1, levels=1, body=body, titles=()), standard_markets())


def headers(columns: Sequence[Column]) -> list[str]:
    return [column.header for column in columns]


def test_a_column_has_a_role_by_its_usual_names_in_their_order() -> None:
    found = roles(("Partner", "Country", "x"), ("a", "b", "c"))
    assert [column and column.header for column in (found.find("market"), found.find("unit"))] == ["Country", None]


def test_headers_are_periods_with_the_keys_that_read_them() -> None:
    found = roles(("Market", "2014", "2015p", "Growth"), ("Peru", "5", "6", "7"))
    assert headers(found.period_labels()) == ["2014", "2015p"]
    found = roles(("Market", "Jan 14", "Feb 14", "Mrz 14"), ("Peru", "5", "6", "7"))
    assert (len(found.period_labels()), found.period_keys["dates"]) == (3, "MMM YY")


def test_headers_are_markets_where_three_are_known() -> None:
    assert headers(roles(("Year", "Peru", "Chile", "Brazil"), ("2015", "5", "6", "7")).market_labels()) == [
        "Peru",
        "Chile",
        "Brazil",
    ]
    assert roles(("Year", "Peru", "Chile"), ("2015", "5", "6")).market_labels() == []


def test_the_period_column_is_found_by_its_cells_and_days_get_a_frequency() -> None:
    rows = [("Peru", f"{day:02d}/01/2015", "5") for day in (13, 20, 27)]
    found = roles(("a", "b", "c"), *rows)
    column = found.period_column()
    assert column is not None
    assert (column.header, found.period_keys) == ("b", {"dates": "D/M/YYYY", "frequency": "W"})


def test_the_market_column_is_that_with_the_most_known_names() -> None:
    rows = [(f"row {n}", name, "x", "5") for n, name in enumerate(("Peru", "Chile", "Brazil", "Cuba"))]
    column = roles(("Label", "Where", "Kind", "Value"), *rows).market_column(())
    assert column is not None
    assert column.header == "Where"


def test_years_and_codes_are_no_amounts() -> None:
    years, codes = Column(0, "Year", ("2014", "2015")), Column(1, "ISIC code", ("12", "13"))
    assert (years.is_code, codes.is_code, Column(2, "Sales", ("12", "13")).is_code) == (True, True, False)
    assert (is_year_column(years), is_figure_only(years), is_figure_only(codes)) == (True, False, True)
    assert Column(3, "empty", ()).figures == 0
