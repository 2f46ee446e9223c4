"""How arrays spill: each cell has its own error, a lone one stands for all."""

from __future__ import annotations

import pytest

from xlmarket.functions import open_snapshot
from xlmarket.functions.call import call
from xlmarket.package.values import CellError

SAMPLE = open_snapshot("sample-quarterly")


def sentences(*arguments: object, function: str = "MARKET_SHARE") -> list[list[str]]:
    rows = call(SAMPLE, function, *arguments).rows
    return [[cell.sentence if isinstance(cell, CellError) else "" for cell in row] for row in rows]


def test_each_misspelt_market_has_its_own_sentence() -> None:
    assert sentences(["Brazl", "Jpan", "India"], "2015Q4") == [
        ['unknown market "Brazl": did you mean Brazil?'],
        ['unknown market "Jpan": did you mean Japan?'],
        [""],
    ]


def test_each_wrong_period_has_its_own_sentence() -> None:
    ((first, second, sound),) = sentences("Brazil", [["2015Q5", "2015Q6", "2015Q4"]])
    assert "2015Q5" in first
    assert "2015Q6" in second
    assert sound == ""


def test_errors_given_as_cells_keep_their_sentences() -> None:
    given = [CellError("#N/A", "first"), CellError("#N/A", "second"), "Brazil"]
    assert sentences(given, "2015Q4") == [["first"], ["second"], [""]]


@pytest.mark.parametrize(
    "arguments", [("Brazl", [["2013", "2014"]]), (["Brazil", "Japan"], "2015Q5")], ids=["market", "period"]
)
def test_a_lone_wrong_market_or_period_is_one_error(arguments: tuple[object, ...]) -> None:
    assert isinstance(call(SAMPLE, "MARKET_VALUE", *arguments).value, CellError)


def test_a_market_asked_for_twice_is_there_twice() -> None:
    rows = call(SAMPLE, "MARKET_VALUE", ["Brazil", "Brasil", "Brazil"], "2015Q4").rows
    assert len(rows) == 3
    assert rows[0] == rows[1] == rows[2]
