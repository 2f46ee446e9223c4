"""Names that mean a total instead of a market."""

from __future__ import annotations

import pytest

from xlmarket.errors import UnknownMarket
from xlmarket.markets import standard_markets

BOOK = standard_markets()


@pytest.mark.parametrize(
    "name",
    [
        "Total", "TOTAL", "total:", "Grand Total", "  Total ", "Total (all countries)", "Total, all countries",
        "All categories", "Overall", "Sum", "Gesamt", "Insgesamt", "Summe", "Total général", "TOTAL GENERAL", "Ensemble",
        "Suma", "Total geral", "Soma", "Totale", "Totaal", "Totalt", "Ogółem", "Итого", "总计", "合计", "總計", "合計", "総計",
        "計", "합계", "Toplam", "Tổng cộng", "الإجمالي", "**Total**",
    ],
)  # fmt: skip
def test_a_word_for_total_means_a_total_and_is_no_market(name: str) -> None:
    assert BOOK.is_total(name)
    assert not BOOK.is_subtotal(name)
    with pytest.raises(UnknownMarket):
        BOOK.resolve(name)


@pytest.mark.parametrize(
    "name",
    [
        "Subtotal",
        "Sub-total",
        "Zwischensumme",
        "Sous-total",
        "小计",
        "小計",
        "Total Europe",
        "Asia total",
        "Subtotal EU",
    ],
)
def test_the_total_of_a_part_is_a_subtotal(name: str) -> None:
    assert BOOK.is_subtotal(name)
    assert not BOOK.is_total(name)


@pytest.mark.parametrize(
    "name",
    ["World", "All countries", "Brazil", "Others", "TotalEnergies", "Totalia", "Ensembles", "", "Allianz", "Togo"],
)
def test_a_market_means_no_total(name: str) -> None:
    assert not BOOK.is_total(name)
    assert not BOOK.is_subtotal(name)


def test_a_market_that_data_brought_under_such_a_name_still_means_a_total() -> None:
    assert BOOK.including(["Total", "Brazil"]).is_total("Total")


def test_a_name_the_user_has_given_a_meaning_means_no_total() -> None:
    assert not BOOK.including([], {"Total": "World"}).is_total("total")
