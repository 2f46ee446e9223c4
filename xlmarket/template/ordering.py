"""How the items of a list are put in order and in groups: by clauses of tags and by the filters `sort` and `groupby`.

As Excel sorts: numbers before dates, texts and truth values, and what is missing (a figure that is not there, an empty
text) last, upwards and downwards. Texts compare without regard to case and accents. Items that tie keep their order.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any, NamedTuple

from jinja2 import Environment, Undefined, pass_environment
from jinja2.filters import make_attrgetter

from xlmarket.errors import TemplateError
from xlmarket.package.values import CellError
from xlmarket.template.marks import Marked

OrderKey = tuple[Any, ...]
_NUMBER, _DATE, _TEXT, _TRUTH = range(4)


class Group(NamedTuple):
    """The items of a list that have the same value, `grouper`. It is None for those in which it is missing."""

    grouper: Any
    list: list[Any]


def is_missing(value: Any) -> bool:
    """Whether there is no figure or name."""
    if value is None or isinstance(value, (Undefined, CellError)):
        return True
    return isinstance(value, (float, Decimal)) and not isfinite(value)


def put_in_order(
    items: Iterable[Any], key: Callable[[Any], Any], *, descending: bool = False, heeds_case: bool = False
) -> list[Any]:
    """The items by the values that `key` returns for them.

    Raises `TemplateError` for values that have no order.
    """
    keyed = [(order_key(key(item), heeds_case=heeds_case), item) for item in items]
    present = [pair for pair in keyed if pair[0] is not None]
    try:
        present.sort(key=_first, reverse=descending)
    except TypeError as fault:
        raise TemplateError(f"these values have no order: {fault}") from None
    return [item for _, item in present] + [item for key, item in keyed if key is None]


def group(items: Iterable[Any], key: Callable[[Any], Any], *, heeds_case: bool = False) -> list[Group]:
    """The items with the same value together, the groups in the order of their values, the one without a value last.

    Raises `TemplateError` for values that have no order.
    """
    groups: dict[OrderKey | None, Group] = {}
    for item in items:
        value = key(item)
        place = order_key(value, heeds_case=heeds_case)
        groups.setdefault(place, Group(None if place is None else value, [])).list.append(item)
    return put_in_order(groups.values(), lambda of: of.grouper, heeds_case=heeds_case)


def order_key(value: Any, *, heeds_case: bool = False) -> OrderKey | None:
    """What a value is compared by, None for a missing one.

    Raises `TemplateError` for a value that is no number, date, text or truth value.
    """
    if isinstance(value, Marked):
        value = value.value
    if is_missing(value) or value == "":
        return None
    if isinstance(value, str):
        return (_TEXT, *_letters(value, heeds_case=heeds_case))
    if isinstance(value, bool):
        return _TRUTH, value
    if isinstance(value, (int, float, Decimal)):
        return _NUMBER, value
    if isinstance(value, date):
        return _DATE, value if isinstance(value, datetime) else datetime.combine(value, time())
    if hasattr(value, "item") and callable(value.item):
        return order_key(value.item(), heeds_case=heeds_case)
    what = "a list is put in order by numbers, dates, texts or truth values"
    raise TemplateError(what, found=type(value).__name__)


@pass_environment
def sort(
    environment: Environment, value: Iterable[Any], reverse: bool = False, case_sensitive: bool = False,
    attribute: str | int | None = None,
) -> list[Any]:  # fmt: skip
    """The list in order, by attributes separated by commas or by the items themselves. What is missing comes last."""
    names: Sequence[str | int | None] = attribute.split(",") if isinstance(attribute, str) else [attribute]
    items = list(value)
    for name in reversed(names):
        key = _reader(environment, name)
        items = put_in_order(items, key, descending=reverse, heeds_case=case_sensitive)
    return items


@pass_environment
def groupby(
    environment: Environment, value: Iterable[Any], attribute: str | int, default: Any = None,
    case_sensitive: bool = False,
) -> list[Group]:  # fmt: skip
    """The items with the same attribute together, as `grouper` and `list`. Those in which it is missing come last."""
    return group(value, _reader(environment, attribute, default), heeds_case=case_sensitive)


def _reader(environment: Environment, attribute: str | int | None, default: Any = None) -> Callable[[Any], Any]:
    """A reader of an attribute that raises for one that is not there."""
    get = make_attrgetter(environment, attribute.strip() if isinstance(attribute, str) else attribute, default=default)

    def read(item: Any) -> Any:
        value = get(item)
        if isinstance(value, Undefined):
            value._fail_with_undefined_error()
        return value

    return read


def _letters(text: str, *, heeds_case: bool) -> tuple[str, str]:
    """A text without its accents and then with them, both in small letters."""
    whole = text if heeds_case else text.casefold()
    if text.isascii():
        return whole, whole
    parts = unicodedata.normalize("NFKD", whole)
    return "".join(letter for letter in parts if not unicodedata.combining(letter)), whole


def _first(pair: tuple[OrderKey | None, Any]) -> Any:
    return pair[0]
