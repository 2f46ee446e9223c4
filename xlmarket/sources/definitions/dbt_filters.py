"""Filters of dbt: templates such as `{{ Dimension('order__is_food') }}` become the columns of their own table."""

from __future__ import annotations

import re

from xlmarket.errors import SourceError
from xlmarket.sources.definitions.aggregation import expression, inner
from xlmarket.sources.definitions.dbt_models import SemanticModel
from xlmarket.sources.definitions.definition import Origin

_TEMPLATE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_CALL = re.compile(r"(Dimension|Entity)\(\s*(['\"])(\w+)\2\s*\)")
_ALLOWED = ("{{ Dimension('entity__dimension') }}", "{{ Entity('entity') }}")


def condition(text: str, model: SemanticModel, origin: Origin) -> str:
    """A filter as an expression over the columns of a model. Raises `SourceError` for one that needs more."""

    def column(match: re.Match[str]) -> str:
        return _column(match[1].strip(), model, origin)

    return expression(_TEMPLATE.sub(column, text), origin)


def _column(call: str, model: SemanticModel, origin: Origin) -> str:
    match = _CALL.fullmatch(call)
    if match is None:
        remedy = "a filter on times is written by hand: where = \"ordered >= '2020-01-01'\"" if "Time" in call else ""
        raise origin.error("a filter that is not taken over", found=call, allowed=_ALLOWED, remedy=remedy)
    sql = _entity(match[3], model, origin) if match[1] == "Entity" else _dimension(match[3], model, origin)
    return inner(expression(sql, origin))


def _entity(name: str, model: SemanticModel, origin: Origin) -> str:
    if name not in model.entities:
        raise SourceError.unknown("entity", name, model.entities, where=origin.place)
    return model.entities[name]


def _dimension(path: str, model: SemanticModel, origin: Origin) -> str:
    entity, _, name = path.rpartition("__")
    if entity not in model.own:
        own = [f"{one}__{name}" for one in model.own]
        raise origin.error(
            "a filter on another table needs a join", found=path, allowed=own, remedy="add a lookup by hand"
        )
    if name in model.times:
        remedy = f"write it by hand: where = \"{name} >= '2020-01-01'\""
        raise origin.error("a filter on a time is not taken over", found=path, remedy=remedy)
    if name not in model.dimensions:
        raise SourceError.unknown("dimension", name, model.dimensions, where=origin.place)
    return model.dimensions[name]
