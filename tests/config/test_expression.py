"""The language of `value`, `where` and the rules of facts."""

from __future__ import annotations

import pytest

from xlmarket.config.expression import Column, Literal, Operation, columns_of, parse
from xlmarket.config.facts import Facts, expression
from xlmarket.errors import ConfigError


@pytest.mark.parametrize(
    ("source", "same"),
    [
        ("a + b * c", "a + (b * c)"),
        ("a - b - c", "(a - b) - c"),
        ("not a or b and c", "(not a) or (b and c)"),
        ("a <> 1", "a != 1"),
        ("a == 1", "a = 1"),
        ("a between 1 and 2 and b", "(a >= 1 and a <= 2) and b"),
        ("a NOT IN ('x')", "not (a in ('x'))"),
        ("a is not null", "not (a is null)"),
        ("-a * b", "(0 - a) * b"),
        ("COALESCE(a, -1)", "coalesce(a, - 1)"),
    ],
)
def test_operators_bind_as_in_sql(source: str, same: str) -> None:
    assert parse(source) == parse(same)


def test_double_quotes_are_columns_and_single_quotes_are_texts() -> None:
    assert parse("\"Order Status\" = 'it''s'") == Operation("=", (Column("Order Status"), Literal("it's")))
    assert list(columns_of(parse('"a b" + coalesce(c, d) / e'))) == ["a b", "c", "d", "e"]


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("", "ends too early at character 1"),
        ("a +", "ends too early at character 4"),
        ("a b", 'unexpected "b" at character 3'),
        ("a; drop", 'unexpected ";" at character 2'),
        ("'a", "the text that begins at character 1 has no end"),
        ("sum(a)", 'unknown function "sum"'),
        ("a in (b)", 'unexpected "b" at character 7'),
        ("a like '\\%'", "at character 8"),
        ("a not = 1", 'unexpected "=" at character 7'),
        ("a = b = c", 'unexpected "=" at character 7'),
        ("(" * 60 + "a" + ")" * 60, "nested more than 50 deep"),
        ("a" * 3000, "at most 2,000 characters"),
        ("1.2.3", 'unexpected "1"'),
    ],
)
def test_what_cannot_be_read_is_an_error_with_its_position(source: str, what: str) -> None:
    with pytest.raises(ConfigError, match=r"where: .*") as error:
        expression("where", source)
    assert what in str(error.value)


@pytest.mark.parametrize(
    ("keys", "what"),
    [
        ({"how": "median", "kind": "flow"}, "a median is never a flow"),
        ({"how": "quantile"}, "need each other"),
        ({"quantile": 0.5}, "need each other"),
        ({"how": "mean", "returns": "a < 0"}, "cannot be subtracted from a mean"),
        ({"how": "mean", "complete": True}, "a mean of no rows is not zero"),
    ],
)
def test_measures_and_keys_that_do_not_go_together_are_refused(keys: dict[str, object], what: str) -> None:
    with pytest.raises(ConfigError, match=what):
        Facts(**keys)  # type: ignore[arg-type]
