"""Calls of our functions are found in any formula, in every spelling hosts write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlmarket.formulas.spelling import FAMILY, CallSpelling, calls_in, spell
from xlmarket.functions.registry import registry

CELLS = {
    CallSpelling.BARE: ("", ""),
    CallSpelling.OFFICEJS: ("", ""),
    CallSpelling.XLL: ("", ""),
    CallSpelling.ADDIN: ("", "[1]"),
    CallSpelling.LIBREOFFICE: ("ORG.XLMARKET.FUNCTIONS.", ""),
    CallSpelling.UNKNOWN: ("", ""),
}


@pytest.mark.parametrize(
    ("formula", "spelling", "name", "prefix"),
    [
        ("MARKET_SHARE(A1)", "bare", "MARKET_SHARE", ""),
        ("=market_share(A1)", "bare", "MARKET_SHARE", ""),
        ("XL_MARKET_SHARE(A1)", "bare", "MARKET_SHARE", "XL_"),
        ("XL.MARKET_SHARE(A1)", "bare", "MARKET_SHARE", "XL."),
        ("_xldudf_MARKET_SHARE(A1)", "officejs", "MARKET_SHARE", ""),
        ("_xldudf_XL_MARKET_SHARE(A1)", "officejs", "MARKET_SHARE", "XL_"),
        ("[2]!_xldudf_MARKET_SHARE(A1)", "officejs", "MARKET_SHARE", ""),
        ("_xll.MARKET_SHARE(A1)", "xll", "MARKET_SHARE", ""),
        ("[1]!MARKET_SHARE(A1)", "addin", "MARKET_SHARE", ""),
        ("xlmarket.xlam!MARKET_SHARE(A1)", "addin", "MARKET_SHARE", ""),
        ("'C:\\Add-ins (new)\\it''s xlmarket.xlam'!XL_MARKET_SHARE(A1)", "addin", "MARKET_SHARE", "XL_"),
        ("ORG.XLMARKET.FUNCTIONS.MARKET_SHARE(A1)", "libreoffice", "MARKET_SHARE", "ORG.XLMARKET.FUNCTIONS."),
        ("_xlfn.MARKET_SHARE(A1)", "unknown", "MARKET_SHARE", ""),
        ("_xlfn._xll.MARKET_SHARE(A1)", "xll", "MARKET_SHARE", ""),
        ("MARKET_SHAER(A1)", "bare", "MARKET_SHAER", ""),
    ],
)
def test_every_spelling_is_read(formula, spelling, name, prefix):
    (call,) = calls_in(formula)
    assert (call.spelling, call.name, call.prefix, call.given) == (spelling, name, prefix, ("A1",))
    assert call.is_whole
    assert call.spelled + "(A1)" == formula.removeprefix("=")
    assert call.known == (name == "MARKET_SHARE")


@pytest.mark.parametrize(
    "formula",
    [
        "XMARKET_SHARE(A1)",
        "MY_MARKET_SHARE(A1)",
        '"MARKET_SHARE(A1)"',
        "'MARKET_SHARE(A1)'!B2",
        "Table1[MARKET_SHARE(A1)]",
        "MARKET_SHARE",
        "MARKET_SHARE (A1)",
        "MARKET_SHARE(A1",
        "SUM(A1:B2)",
    ],
)
def test_what_only_looks_like_a_call_is_none(formula):
    assert calls_in(formula) == ()


def test_a_prefix_of_ones_own_is_read_when_it_is_named():
    assert calls_in("ACME_MARKET_SHARE(A1)") == ()
    assert [call.prefix for call in calls_in("ACME_MARKET_SHARE(A1)", "ACME_")] == ["ACME_"]


def test_longer_names_are_not_taken_for_shorter_ones():
    assert [call.name for call in calls_in("MARKET_SHARE_CHANGE(A1)-MARKET_SHARE(A1)")] == [
        "MARKET_SHARE_CHANGE",
        "MARKET_SHARE",
    ]


def test_nested_calls_are_found_with_their_arguments():
    formula = 'IF(A1=",(",MARKET_SHARE(MARKET_NAME("BR,"),,{"a",1;"b",2},(A1,B2)),MARKET_CHECK( ))'
    assert [(call.name, call.given) for call in calls_in(formula)] == [
        ("MARKET_SHARE", ('MARKET_NAME("BR,")', "", '{"a",1;"b",2}', "(A1,B2)")),
        ("MARKET_NAME", ('"BR,"',)),
        ("MARKET_CHECK", ()),
    ]
    assert not any(call.is_whole for call in calls_in(formula))


def test_all_functions_belong_to_the_family_by_which_calls_are_found():
    assert all(name.startswith(FAMILY) for name in registry())


ARGUMENTS = st.sampled_from(['"Brazil"', "A5", "$B$1:C9", "", '"a"",b)("', "{1,2;3,4}", "Figures!B2", "2015", "T[x]"])


def formulas(inner):
    call = st.tuples(
        st.sampled_from(sorted(registry())), st.sampled_from(CallSpelling), st.lists(inner, max_size=4)
    ).map(lambda parts: f"{spell(parts[0], parts[1], *CELLS[parts[1]])}({','.join(parts[2])})")
    return call | st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"IFERROR({','.join(parts)},0)+1")


@given(st.recursive(ARGUMENTS, formulas, max_leaves=12))
def test_a_call_that_was_spelled_is_read_as_it_was_spelled(formula):
    for call in calls_in(formula):
        assert call.known
        assert spell(call.name, call.spelling, *CELLS[call.spelling]) == call.spelled
        assert call.text == f"{call.spelled}({','.join(formula[a:b] for a, b in call.arguments)})"
    assert len(calls_in(formula)) == sum(formula.count(f"{name}(") for name in registry())
