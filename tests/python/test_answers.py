"""What methods return: an answer for one figure, a labelled table for several."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

import xlmarket as xm
from xlmarket.errors import ArgumentError, FormulaError, UnknownName
from xlmarket.functions import call

DATA = xm.open("sample-quarterly", as_of="2016-01-31")
TABLE = DATA.share(["Brazil", "Japan"], "2014Q1:2015Q4")


def test_one_figure_is_an_answer_with_what_stands_behind_it() -> None:
    answer = DATA.share("Brazil")
    assert str(answer) == "2.2 %"
    assert answer.value == call(DATA.snapshot, "MARKET_SHARE", "Brazil").value
    assert (answer.status, answer.period, answer.unit) == ("illustrative", "2015Q4", "fraction")
    assert "sample generator" in answer.source
    assert answer.vintage.startswith("sample-quarterly vintage 1")


def test_several_figures_are_a_table_of_markets_and_periods() -> None:
    assert isinstance(TABLE, xm.FigureTable)
    assert TABLE.index == ("Brazil", "Japan")
    assert TABLE.columns == ("2014Q1", "2014Q2", "2014Q3", "2014Q4", "2015Q1", "2015Q2", "2015Q3", "2015Q4")
    assert TABLE.shape == TABLE.values.shape == (2, 8)
    assert (len(TABLE), [len(row) for row in TABLE]) == (2, [8, 8])
    assert np.asarray(TABLE).dtype == np.float64


def test_a_frame_has_the_labels_of_the_table() -> None:
    frame = TABLE.to_frame()
    assert (frame.index.name, list(frame.index), list(frame.columns)) == (
        "market",
        list(TABLE.index),
        list(TABLE.columns),
    )
    assert frame.loc["Brazil", "2015Q4"] == TABLE["Brazil", "2015Q4"].value


def test_a_figure_of_a_table_is_the_answer_to_it_alone() -> None:
    assert TABLE["Brazil", "2015Q4"] == DATA.share("Brazil", "2015Q4")
    assert repr(TABLE["Brazil", "2015Q4"]) == "<Answer 2.2 %, 2015Q4, illustrative>"


def test_a_row_and_a_column_of_a_table_are_tables() -> None:
    row, column = TABLE["Japan"], TABLE[:, "2015Q4"]
    assert (row.shape, column.shape) == ((1, 8), (2, 1))
    assert row["Japan", "2014Q1"] == TABLE["Japan", "2014Q1"]
    assert column["Japan", "2015Q4"] == TABLE["Japan", "2015Q4"]
    assert list(column.to_series()) == [one[-1] for one in TABLE]


def test_a_label_that_is_not_in_the_table_is_an_error_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean Brazil"):
        _ = TABLE["Brazl", "2015Q4"]
    with pytest.raises(UnknownName, match="2016Q4"):
        _ = TABLE["Brazil", "2016Q4"]


def test_one_market_over_several_periods_is_a_row() -> None:
    assert DATA.share("Brazil", "2015Q3:2015Q4").shape == (1, 2)
    assert DATA.share("Brazil", ["2015Q3", "2015Q4"]).columns == ("2015Q3", "2015Q4")


def test_a_list_of_one_is_a_table() -> None:
    assert DATA.share(["Brazil"], "2015Q4").shape == (1, 1)


def test_an_empty_list_is_an_empty_table() -> None:
    assert DATA.share([], "2015Q4").to_frame().empty


def test_an_error_is_the_value_and_its_sentence_the_reason() -> None:
    answer = DATA.share("Brazl")
    assert answer.value == xm.CellError("#VALUE!")
    assert answer.reason == 'unknown market "Brazl": did you mean Brazil?'
    table = DATA.share(["Brazil", "Brazl"], "2015Q4")
    assert math.isnan(table.values[1, 0])
    assert table.reasons.tolist() == [[""], [answer.reason]]
    assert table.reason == answer.reason


def test_errors_are_raised_on_request() -> None:
    with pytest.raises(xm.UnknownMarket, match="did you mean Brazil") as raised:
        DATA.share("Brazl", errors="raise")
    assert (raised.value.found, raised.value.nearest) == ("Brazl", ("Brazil",))
    with pytest.raises(FormulaError, match="MARKET_SHARE"):
        DATA.formula('=MARKET_SHRAE("Brazil")', errors="raise")
    with pytest.raises(xm.UnknownMarket):
        DATA.formula('=MARKET_SHARE("Brazl")', errors="raise")
    with pytest.raises(xm.UnknownMarket):
        DATA.share(["Brazil", "Brazl"], errors="raise")
    with pytest.raises(xm.NotAvailable):
        xm.open().growth("Brazil", errors="raise")
    assert str(DATA.share("Brazil", errors="raise")) == "2.2 %"
    with pytest.raises(ArgumentError, match="choose from return, raise"):
        DATA.share("Brazil", errors="ignore")


def test_an_error_in_a_whole_argument_fills_the_table() -> None:
    table = DATA.share(["Brazil", "Japan"], "2015Q4", metric="saels")
    assert table.shape == (2, 1)
    assert "sales" in table.reasons[1, 0]
    assert "saels" in DATA.table(metric="saels").reason


@pytest.mark.parametrize("labels", [range(3), ["x", "y", "z"], [7, 7, 7]], ids=["numbers", "texts", "repeated"])
def test_a_series_gives_a_column_that_fits_next_to_it(labels: list[object]) -> None:
    frame = pd.DataFrame({"country": ["Japan", "Brazil", "Japan"]}, index=labels)
    table = DATA.growth(frame["country"], "2015Q4", kind="YOY", metric="parcels")
    assert table.to_frame().index.equals(frame.index)
    frame["growth"] = table.to_series().to_numpy()
    assert frame["growth"].tolist() == [
        DATA.growth(name, "2015Q4", "YOY", "parcels").value for name in frame["country"]
    ]
    if frame.index.is_unique:
        frame["aligned"] = table.to_series()
        assert frame["aligned"].tolist() == frame["growth"].tolist()


def test_a_table_of_one_column_can_be_put_into_a_frame() -> None:
    frame = pd.DataFrame({"country": ["Japan", "Brazil", "Brazl"]}, index=[5, 3, 9])
    frame["share"] = DATA.share(frame["country"], "2015Q4")
    assert frame["share"].tolist()[:2] == [DATA.share(name, "2015Q4").value for name in ("Japan", "Brazil")]
    assert math.isnan(frame["share"][9])


def test_two_columns_of_a_frame_are_taken_row_by_row() -> None:
    frame = pd.DataFrame({"country": ["Japan", "Brazil", "Japan"], "quarter": ["2015Q4", "2015Q1", "2014Q1"]})
    table = DATA.value(frame["country"], frame["quarter"])
    assert table.to_series().tolist() == [DATA.value(*pair).value for pair in frame.itertuples(index=False)]
    assert table["Brazil, 2015Q1", "value"].period == "2015Q1"
    with pytest.raises(ArgumentError, match="index"):
        DATA.value(frame["country"], frame["quarter"].iloc[:2], errors="raise")


def test_arrays_and_indexes_go_in_as_lists_do() -> None:
    names = np.array(["Brazil", "Japan"])
    for given in (names, pd.Index(names), ("Brazil", "Japan")):
        assert DATA.share(given, "2015Q4").values.tolist() == TABLE.values[:, -1:].tolist()


@pytest.mark.parametrize(
    "period",
    [date(2015, 12, 31), pd.Timestamp("2015-12-31"), pd.Period("2015Q4"), np.datetime64("2015-12-31")],
    ids=str,
)
def test_days_and_periods_of_other_libraries_are_periods(period: object) -> None:
    assert DATA.share("Brazil", period) == DATA.share("Brazil", "2015Q4")
    table = DATA.share(["Brazil"], pd.Series([period]))
    assert table.columns == ("2015Q4",)


def test_numbers_of_numpy_are_numbers() -> None:
    assert DATA.share(np.str_("Brazil"), np.int64(2015)) == DATA.share("Brazil", 2015)
    assert DATA.table(top=np.int64(2)) == DATA.table(top=2)


def test_a_missing_name_in_a_column_is_a_missing_figure() -> None:
    table = DATA.share(pd.Series(["Brazil", None, np.nan]), "2015Q4")
    assert [math.isnan(value) for value in table.to_series()] == [False, True, True]


def test_options_are_keywords() -> None:
    assert DATA.value("Brazil", "2015Q4", currency="EUR").unit == "EUR million"
    assert str(DATA.share("Brazil", as_="percent")) == "2.2085"
    assert DATA.share("Brazil", as_of=date(2016, 2, 1)) == DATA.share("Brazil")
    by_weight = DATA.score("Singapore", weights={"population": 2, "law_index": 1})
    assert (
        by_weight.value
        == call(DATA.snapshot, "MARKET_SCORE", "Singapore", None, None, "weights=population:2,law_index:1").value
    )


def test_lists_have_their_header_as_columns() -> None:
    table = DATA.table(top=2, columns="value,share")
    assert (table.columns, table.index) == (("Value", "Share"), ("United States", "Japan"))
    assert table.texts()[0] == ["5,008.1", "16.2 %"]
    assert table["Japan", "Share"].value == DATA.share("Japan").value
    assert DATA.series("Brazil", "2015Q3").columns == ("Brazil",)
    assert DATA.find("brazl").to_frame().to_dict("list") == {"market": ["Brazil"], "code": ["BRA"]}
    assert DATA.members("USMCA", 2021).to_series().tolist() == ["Canada", "Mexico", "United States"]
    assert DATA.check()["Missing", "value"].value == "none"
    assert DATA.screen(top=2).columns == ("Score", "Coverage", "Rank", "Best rank", "Worst rank")


def test_other_results_have_columns_of_their_own() -> None:
    assert DATA.decomp(["India", "Japan"], 2014, 2015).columns == ("market effect", "share effect")
    assert DATA.forecast("Brazil", "2016Q1", level=0.9).columns == ("value", "low", "high")
    assert DATA.cagr(["India"], from_=2013, to=2015).columns == ("cagr",)
    assert DATA.outlook(["Brazil", "Viet Nam"]).to_series().tolist() == ["contested", "fast-growing"]
    assert DATA.concentration(period=["2014", "2015"]).index == ("World",)


def test_a_formula_gives_what_a_cell_shows() -> None:
    assert DATA.formula('=MARKET_SHARE("Brazil")*100').value == pytest.approx(2.2085, abs=1e-4)
    assert DATA.formula("={1,2;3,4}*2").to_frame().to_numpy().tolist() == [[2, 4], [6, 8]]
    assert "SHRAE" in DATA.formula('=MARKET_SHRAE("Brazil")').reason


def test_a_table_shows_itself() -> None:
    lines = str(TABLE[:, "2015Q4"]).splitlines()
    assert lines == ["market  2015Q4", "Brazil   2.2 %", "Japan    6.3 %"]
    html = TABLE._repr_html_()
    assert "<th" in html
    assert "2.2 %" in html
    assert "illustrative" in html
    hostile = DATA.share(["<script>"], "2015Q4")._repr_html_()
    assert "<script>" not in hostile


def test_a_long_table_shows_its_ends() -> None:
    table = DATA.value(list(DATA.markets) * 2, "2015Q4")
    assert len(table) == len(table.values) == 140
    assert len(str(table).splitlines()) == 62
    assert "…" in table._repr_html_()


@pytest.mark.parametrize("periods", [["2013:2015", "2013:2015"], ["2013:2015", "2015"]], ids=["alone", "among others"])
def test_a_range_of_periods_has_no_one_figure_in_a_row(periods: list[str]) -> None:
    frame = pd.DataFrame({"market": ["Brazil", "Japan"], "period": periods})
    answer = DATA.share(frame["market"], frame["period"])
    assert "2013:2015" in (answer.reason or str(answer.rows[0][0].sentence))


def test_the_bounds_of_a_forecast_are_not_dropped_row_by_row() -> None:
    frame = pd.DataFrame({"market": ["Brazil", "Japan"], "period": ["2016Q1", "2016Q1"]})
    with pytest.raises(ArgumentError, match="2016Q1 gives 3"):
        DATA.forecast(frame["market"], frame["period"], level=0.9, errors="raise")


def test_the_bounds_of_a_forecast_have_its_period_status_and_source() -> None:
    table = DATA.forecast(["Brazil", "Japan"], "2016Q1", level=0.9)
    low, value = table["Brazil", "low"], table["Brazil", "value"]
    assert low.value < value.value
    assert (low.period, low.status, low.source) == (value.period, value.status, value.source)
    assert low.period == "2016Q1"
