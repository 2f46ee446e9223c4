"""The formulas keep to what Excel allows, which IronCalc does not enforce."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xlmarket.formulas.names import available_functions, limitations
from xlmarket.formulas.names.functions import LambdaName, names, too_long
from xlmarket.formulas.names.storage import file_formula
from xlmarket.functions import registry

STRINGS = re.compile(r'"(?:[^"]|"")*"')
LOCAL = re.compile(r"_xl(?:pm|op)\.(\w+)")
LIKE_A_CELL = re.compile(r"[a-z]{1,3}\d+|r\d*c\d*|r|c", re.IGNORECASE)
MOST_NESTED = 64


def bare(named: LambdaName) -> str:
    return STRINGS.sub('""', named.text)


def depth(text: str) -> int:
    deepest = at = 0
    for sign in text:
        at += (sign == "(") - (sign == ")")
        deepest = max(deepest, at)
    return deepest


@pytest.mark.parametrize("named", names(), ids=lambda one: one.name)
def test_a_formula_is_short_closed_and_not_nested_too_deep(named: LambdaName) -> None:
    assert len(named.text) < 8_192
    assert bare(named).count("(") == bare(named).count(")")
    assert depth(bare(named)) <= MOST_NESTED
    assert len(named.help) <= 255


@pytest.mark.parametrize("named", names(), ids=lambda one: one.name)
def test_no_parameter_looks_like_a_cell(named: LambdaName) -> None:
    assert not [one for one in LOCAL.findall(named.text) if LIKE_A_CELL.fullmatch(one)]


@pytest.mark.parametrize("named", names(), ids=lambda one: one.name)
def test_no_text_in_a_formula_is_longer_than_excel_takes(named: LambdaName) -> None:
    assert all(len(one) <= 257 for one in STRINGS.findall(named.text))


def test_every_function_is_expressed_or_listed_with_a_reason() -> None:
    assert set(registry()) == set(available_functions()) | (set(limitations()) & set(registry()))
    assert not set(available_functions()) & set(limitations())
    assert too_long() == []


def test_parameters_and_newer_functions_are_stored_as_excel_stores_them() -> None:
    source = 'LAMBDA(text,[size], LET(found,SORT(FILTER(text,At(size)>0)), IF(ISOMITTED(size),"LET(x)",MAX(found))))'
    assert file_formula(source) == (
        "_xlfn.LAMBDA(_xlpm.text,_xlop.size,_xlfn.LET(_xlpm.found,_xlfn._xlws.SORT(_xlfn._xlws.FILTER(_xlpm.text,"
        '_market_At(_xlpm.size)>0)),IF(_xlfn.ISOMITTED(_xlpm.size),"LET(x)",MAX(_xlpm.found))))'
    )


def test_the_page_lists_everything_a_worksheet_cannot_say() -> None:
    page = (Path(__file__).parents[3] / "docs" / "live-workbook.md").read_text(encoding="utf-8")
    assert [one for one in limitations() if f"`{one}`" not in page] == []
