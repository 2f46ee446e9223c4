"""The types of options: each converts a text, or refuses it in one line that lists what is allowed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest

from xlmarket.cli.options import AS_OF, DATE, FILE, ChoiceType, ListType
from xlmarket.errors import UsageError

OPTION = click.Option(["--kind", "-k"])
ARGUMENT = click.Argument(["kind"])


def words() -> tuple[str, ...]:
    return ("values", "lambda", "addin")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (DATE, "2015-01-31", date(2015, 1, 31)),
        (AS_OF, "2015-01-31", date(2015, 1, 31)),
        (AS_OF, "3", 3),
        (FILE, "a/b.csv", Path("a/b.csv")),
        (ChoiceType(words), " Lambda ", "lambda"),
        (ListType(words), "values, addin,values,", ("values", "addin")),
    ],
)
def test_a_text_is_converted(kind: click.ParamType[Any], text: str, value: object) -> None:
    assert kind.convert(text, OPTION, None) == value


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (DATE, "31.1.2015", 'invalid --kind "31.1.2015"; give a date such as 2015-01-31'),
        (AS_OF, "then", 'invalid --kind "then"; give a date or the number of a vintage'),
        (
            ChoiceType(words),
            "lamda",
            'invalid --kind "lamda": choose from values, lambda, addin (did you mean lambda?)',
        ),
        (ListType(words), "values,x", 'invalid --kind "x": choose from values, lambda, addin'),
    ],
)
def test_another_text_is_refused_with_what_is_allowed(kind: click.ParamType[Any], text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        kind.convert(text, OPTION, None)
    assert str(caught.value).startswith(message.replace("2015-01-31", "2025-01-31"))


def test_the_choices_stand_in_the_help_of_an_option_and_not_of_an_argument() -> None:
    context = click.Context(click.Command("x"))
    assert ChoiceType(words).get_metavar(OPTION, context) == "[values|lambda|addin]"
    assert ChoiceType(words).get_metavar(ARGUMENT, context) is None
    assert ListType(words).get_metavar(OPTION, context) == "[values,lambda,addin]"
