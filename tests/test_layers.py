"""Who may import whom, read from the sources: rooms, rooms inside rooms, and no circle of modules anywhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "xlmarket"
LAYERS = [
    {"cli", "python", "__main__"},
    {"batch"},
    {"hosts", "output"},
    {"report"},
    {"template", "formulas"},
    {"functions", "agencies"},
    {"measures", "store", "sources"},
    {"config"},
    {"calculation"},
    {"observations", "package"},
    {"gate"},
    {"markets"},
    {"periods", "files"},
    {"errors"},
    {"addresses", "csv_texts", "nearest", "listing", "magnitudes", "programs"},
]
"""A room imports only what stands below it, never a sibling."""

RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}


def module_name(path: Path) -> str:
    parts = ("xlmarket", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


PATHS = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
ROOMS = {name: path for name, path in PATHS.items() if name != "xlmarket"}


@cache
def imports_of(name: str) -> frozenset[str]:
    """The modules of ours that a module imports, at the top, inside a function or for types only."""
    imported = set()
    for node in ast.walk(ast.parse(PATHS[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name}: relative import"
            members = (f"{node.module}.{alias.name}" for alias in node.names)
            imported |= {member if member in PATHS else node.module for member in members}
        elif isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
    return frozenset(imported & PATHS.keys() - {name})


def room(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


def circle_in(graph: Mapping[str, frozenset[str] | set[str]]) -> list[str]:
    """The modules of one circle, in order, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("name", sorted(ROOMS))
def test_a_module_imports_only_its_own_room_and_the_layers_below(name: str) -> None:
    own = room(name)
    assert own in RANK, f"{own} has no layer"
    others = {room(module) for module in imports_of(name)} - {own, ""}
    wrong = {other for other in others if RANK[other] <= RANK[own]}
    assert not wrong, f"{own} must not import {wrong}"


def test_no_circle_of_modules_is_left() -> None:
    graph = {name: imports_of(name) for name in ROOMS}
    assert circle_in(graph) == []


def subrooms(outer: str) -> Iterator[tuple[str, set[str]]]:
    """The rooms inside a room and the siblings each imports; a module directly in it counts as a room of its own."""
    depth = outer.count(".") + 1

    def inner(module: str) -> str:
        parts = module.split(".")
        return parts[depth] if len(parts) > depth else ""

    inside = [name for name in ROOMS if name.startswith(f"{outer}.")]
    for name in sorted({inner(module) for module in inside}):
        modules = [module for module in inside if inner(module) == name]
        imported = {inner(other) for module in modules for other in imports_of(module) if other.startswith(f"{outer}.")}
        yield name, imported - {name, ""}


@pytest.mark.parametrize("outer", [name for name in ROOMS if PATHS[name].name == "__init__.py"])
def test_rooms_inside_a_room_form_no_circle(outer: str) -> None:
    assert circle_in(dict(subrooms(outer))) == []


def test_pure_measures_import_no_store_and_no_pandas() -> None:
    for path in (PACKAGE / "measures").rglob("*.py"):
        assert "import pandas" not in path.read_text(encoding="utf-8")


ENGINE_MAY_IMPORT = {"calculation", "package", "errors", "nearest", "files"}


@pytest.mark.parametrize("name", [name for name in ROOMS if room(name) == "template"])
def test_the_template_engine_knows_no_market(name: str) -> None:
    assert {room(module) for module in imports_of(name)} - {"template", ""} <= ENGINE_MAY_IMPORT


def test_reading_and_rendering_a_template_share_only_the_plan() -> None:
    for name, other in (("read", "render"), ("render", "read"), ("follow", "read"), ("read", "follow")):
        modules = [module for module in ROOMS if module.startswith(f"xlmarket.template.{name}.")]
        imported = {item for module in modules for item in imports_of(module)}
        assert {item for item in imported if item.startswith(f"xlmarket.template.{other}")} == set()
