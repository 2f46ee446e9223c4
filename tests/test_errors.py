"""Errors are immutable values that print as one line and travel between processes."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator

import pytest

from xlmarket import errors
from xlmarket.errors import (
    AmbiguousMarket,
    ArgumentError,
    ConfigError,
    NotAvailable,
    Place,
    SourceError,
    UnknownMarket,
    UnknownMetric,
    XlmarketError,
)


def classes() -> Iterator[type[XlmarketError]]:
    return (kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, XlmarketError))


@pytest.mark.parametrize("kind", [*classes()])
def test_every_class_is_in_the_tree_of_the_module_with_its_cell_error_and_exit_code(kind: type[XlmarketError]) -> None:
    rows = [re.sub("[│├└─]", " ", line).split() for line in (errors.__doc__ or "").splitlines()]
    assert [kind.__name__, kind.cell_error, str(kind.exit_code)] in [row[:3] for row in rows]


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (
            ArgumentError.invalid("kind", "YYO", ("YOY", "POP")),
            'invalid kind "YYO": choose from YOY, POP (did you mean YOY?)',
        ),
        (ArgumentError.invalid("kind", "zzz", ("YOY", "POP")), 'invalid kind "zzz": choose from YOY, POP'),
        (UnknownMarket.named("Brazl", ["Brazil"]), 'unknown market "Brazl": did you mean Brazil?'),
        (UnknownMarket.named("xyz", []), 'unknown market "xyz"'),
        (
            AmbiguousMarket.between("Congo", ["Congo", "DR Congo"]),
            '"Congo" means several markets: choose from Congo, DR Congo',
        ),
        (
            UnknownMetric.named("saels", ["sales", "parcels"]),
            'unknown metric "saels": choose from sales, parcels (did you mean sales?)',
        ),
        (
            ConfigError.unknown("setting", "regoins", ["regions"], where=Place(file="x.toml", key="[a]"), remedy="see"),
            'x.toml, [a]: unknown setting "regoins": choose from regions (did you mean regions?); see',
        ),
        (SourceError("not a period", found="x", allowed="2015"), 'not a period; found "x"; allowed: 2015'),
        (SourceError("a" * 3, found="b" * 100), f'aaa; found "{"b" * 79}…"'),
    ],
)
def test_an_error_is_one_line(error: XlmarketError, line: str) -> None:
    assert str(error) == line


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place(), ""),
        (Place(file="a.xlsx", sheet="S", cell="B2"), "a.xlsx!S!B2"),
        (Place(file="a.csv", row=3, column="value"), "a.csv, row 3, column value"),
        (Place(file="a.toml", key="[regions]"), "a.toml, [regions]"),
        (Place(file="a.xlsx", part="xl/workbook.xml"), "a.xlsx, part xl/workbook.xml"),
        (Place(key="[names] Own"), "[names] Own"),
    ],
)
def test_a_place_is_one_text(place: Place, text: str) -> None:
    assert str(place) == text


def test_an_error_cannot_be_changed() -> None:
    error = NotAvailable("gone")
    with pytest.raises(AttributeError, match="immutable"):
        error.remedy = "try again"
    assert not error.remedy


def test_a_place_is_filled_in_on_a_copy_and_only_once() -> None:
    error = NotAvailable("gone", found="x")
    placed = error.at(Place(file="a.csv"))
    assert error.where is None
    assert (type(placed), str(placed)) == (NotAvailable, 'a.csv: gone; found "x"')
    assert placed.at(Place(file="b.csv")) is placed


def test_a_copy_with_a_place_keeps_the_traceback_and_one_to_be_kept_has_none() -> None:
    with pytest.raises(NotAvailable) as caught:
        raise NotAvailable("gone")
    assert caught.value.at(Place(file="a.csv")).__traceback__ is caught.value.__traceback__
    assert caught.value.replace(remedy="look").__traceback__ is None


def test_an_error_travels_with_all_its_fields() -> None:
    error = UnknownMetric.named("saels", ["sales"]).at(Place(file="a.toml", key="[mapping.a]"))
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.fields(), str(copy)) == (UnknownMetric, error.fields(), str(error))
