"""The worksheet functions as methods, each made from the registry when it is first used.

Their types are in `methods.pyi`, which `stub` writes from the same registry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from xlmarket.functions import registry
from xlmarket.functions.spec import Function
from xlmarket.nearest import nearest
from xlmarket.python.answering import answer_call
from xlmarket.python.signatures import docstring_of, signature_of


class MarketMethods:
    """The worksheet functions on the figures of `snapshot`: `market_share` is `.share`."""

    snapshot: Any


@dataclass(frozen=True, slots=True)
class LazyMethod:
    """The place of a method in the class until it is first used. Reading all signatures costs more than one call."""

    spec: Function

    def __get__(self, instance: MarketMethods | None, owner: type[MarketMethods]) -> Any:
        method = method_of(self.spec)
        setattr(MarketMethods, self.spec.method, method)
        return method.__get__(instance, owner)


def method_of(spec: Function) -> Any:
    """The method of a worksheet function."""
    signature = signature_of(spec)

    def method(self: MarketMethods, *given: Any, **named: Any) -> Any:
        for name in named.keys() - signature.parameters.keys():
            raise TypeError(_unknown_keyword(spec.method, name, signature.parameters))
        return answer_call(self.snapshot, spec, signature.bind(self, *given, **named).arguments)

    method.__name__ = spec.method
    method.__qualname__ = f"{MarketMethods.__name__}.{spec.method}"
    method.__doc__ = docstring_of(spec)
    method.__signature__ = signature  # type: ignore[attr-defined]
    return method


def _unknown_keyword(method: str, name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f"{method}() has no keyword {name!r}" + (f": did you mean {' or '.join(near)}?" if near else "")


for _spec in registry().values():
    setattr(MarketMethods, _spec.method, LazyMethod(_spec))
