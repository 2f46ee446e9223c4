"""Where the text of a tag is cut: at words that no expression can go on with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.exceptions import TemplateSyntaxError

from xlmarket.template.environment import PLAIN
from xlmarket.template.read.pieces import ClausePiece, cut


def pieces(text: str) -> list[tuple[str, str]]:
    return [(piece.word, piece.text) for piece in cut(text)]


def test_each_word_begins_a_piece() -> None:
    assert pieces("r.members where m.share > 0.01 orderby m.outlook, m.value desc top 10 merge A, B pagebreak") == [
        ("", "r.members"),
        ("where", "m.share > 0.01"),
        ("orderby", "m.outlook"),
        (",", "m.value"),
        ("desc", ""),
        ("top", "10"),
        ("merge", "A"),
        (",", "B"),
        ("pagebreak", ""),
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("where.top | sort(attribute='orderby top') top 3", "where.top | sort(attribute='orderby top')"),
        ("f(where, top)[top].where top 3", "f(where, top)[top].where"),
        ("a if where else top top 3", "a if where else top"),
        ("[m for_ in x] top 3", "[m for_ in x]"),
        ("a not in where and not top top 3", "a not in where and not top"),
        ('{"where": top}["where"] top 3', '{"where": top}["where"]'),
        ("'}}' ~ top top 3", "'}}' ~ top"),
    ],
)
def test_names_arguments_and_texts_may_be_called_like_a_clause(text: str, first: str) -> None:
    assert pieces(text) == [("", first), ("top", "3")]


@pytest.mark.parametrize(
    "condition",
    [
        "m.x is defined",
        "m.x is not missing",
        "m.x is eq top",
        "m.x is divisibleby 3",
        "m.x is divisibleby(3)",
        "m.x is in [1, 2]",
        "m.x is not in where",
    ],
)
def test_a_test_takes_its_argument_and_no_clause(condition: str) -> None:
    assert pieces(f"x where {condition} top 3") == [("", "x"), ("where", condition), ("top", "3")]


def test_a_comma_cuts_only_where_parts_are_listed() -> None:
    assert pieces("a, b") == [("", "a, b")]
    assert pieces("a orderby f(b, c), d where e, f") == [
        ("", "a"),
        ("orderby", "f(b, c)"),
        (",", "d"),
        ("where", "e, f"),
    ]


def test_a_text_that_cannot_be_read_is_one_piece() -> None:
    assert cut("x where 'open") == [ClausePiece("", "x where 'open")]


NAMES = st.sampled_from(["m", "where", "top", "orderby", "merge", "pagebreak", "g"])
VALUES = st.one_of(
    NAMES, st.integers(0, 99).map(str), st.sampled_from(["'top 3'", '"a where b"', "[1, top]", "{'a': 1}"])
)


@st.composite
def operands(draw: st.DrawFn) -> str:
    text = draw(VALUES)
    for _ in range(draw(st.integers(0, 2))):
        name = draw(NAMES)
        text += draw(
            st.sampled_from([f".{name}", f"[{name}]", f"['{name} x']", " | length", f" | default({name}, 'top')"])
        )
    return text


@st.composite
def expressions(draw: st.DrawFn) -> str:
    text = draw(operands())
    for _ in range(draw(st.integers(0, 3))):
        other = draw(operands())
        joined = [" + ", " and ", " or not ", " == ", " not in ", " ~ ", " is eq ", " is not ne ", ", "]
        text = draw(st.sampled_from([f"{text}{word}{other}" for word in joined] + [f"({text}) if {other} else 1"]))
        if draw(st.booleans()):
            text = f"({text}) is defined"
    return text


def is_sound(text: str) -> bool:
    """Whether Jinja reads it."""
    try:
        PLAIN.sandbox.parse("{{ " + text + " }}")
    except TemplateSyntaxError:
        return False
    return True


SOUND = expressions().filter(is_sound)


@given(SOUND)
def test_an_expression_of_jinja_is_never_cut(text: str) -> None:
    assert pieces(text) == [("", text)]


@given(SOUND, SOUND)
def test_behind_an_expression_a_word_cuts(text: str, condition: str) -> None:
    assert pieces(f"{text} where {condition} top 3") == [("", text), ("where", condition), ("top", "3")]
