"""The tokens of formulas as Excel and other programs write them."""

from __future__ import annotations

import pytest
from openpyxl.formula import Tokenizer

from xlmarket.package.lexer import TOKEN, TOKEN_OR_SIGN


def tokens(formula: str) -> list[tuple[str, str]]:
    return [(token.lastgroup or "", token[0]) for token in TOKEN.finditer(formula)]


def kind(text: str) -> str:
    """The one kind of an operand, which must be one token."""
    match = TOKEN.fullmatch(text)
    assert match is not None
    names = ("text", "external", "reference", "number", "error", "name")
    return next(name for name in names if match[name] is not None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"say ""A1"""', "text"),
        ("A1", "reference"),
        ("$A$1:B2", "reference"),
        ("A:C", "reference"),
        ("5:9", "reference"),
        ("Data!A1", "reference"),
        ("'Data 2015'!A1:B2", "reference"),
        ("'It''s'!A1", "reference"),
        ("Jan:Mar!A1", "reference"),
        ("[1]Data!$A$1", "external"),
        ("1.5E+3", "number"),
        (".5", "number"),
        ("#N/A", "error"),
        ("#REF!", "error"),
        ("#SPILL!", "error"),
        ("Sales", "name"),
        ("Größe_1", "name"),
        ("Sales[Country]", "name"),
        ("Sales[[#This Row],[Net sales]]", "name"),
        ("_xlfn.XLOOKUP", "name"),
        ("SUM", "name"),
        ("AB12CD", "name"),
    ],
)
def test_an_operand_is_one_token_of_its_kind(text: str, expected: str) -> None:
    assert kind(text) == expected


def test_a_cell_that_is_followed_by_a_parenthesis_or_letter_is_a_name() -> None:
    assert [text for _, text in tokens("LOG10(A1)+A1B")] == ["LOG10", "A1", "A1B"]
    assert TOKEN.match("LOG10(A1)")["name"] == "LOG10"


def test_what_stands_in_a_text_is_no_reference() -> None:
    assert [token[0] for token in TOKEN.finditer('"A1"&B2') if token["reference"]] == ["B2"]


def test_signs_are_tokens_where_arguments_count() -> None:
    assert [token[0] for token in TOKEN_OR_SIGN.finditer("IF(A1,{1;2},3)") if token["sign"]] == list("(,{;},)")


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(A1:B2,'Other sheet'!$C$3)*1.5",
        '=IF(A1="x;y",VLOOKUP(B2,Data!A:C,2,FALSE),#N/A)',
        "=SUMPRODUCT((Data!$A$2:$A$9=A2)*(Data!$B$2:$B$9))",
    ],
)
def test_references_are_those_that_openpyxl_finds(formula: str) -> None:
    expected = [
        token.value for token in Tokenizer(formula).items if token.type == "OPERAND" and token.subtype == "RANGE"
    ]
    assert [token[0] for token in TOKEN.finditer(formula) if token["reference"]] == expected
