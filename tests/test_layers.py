"""Who may import whom, read from the sources: a layer imports what stands below it and never a sibling."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1] / "xlmarket"
LAYERS = [
    {"cli", "__main__"},
    {"batch"},
    {"hosts", "report"},
    {"functions"},
    {"measures", "store", "sources"},
    {"config"},
    {"observations", "package"},
    {"gate"},
    {"markets"},
    {"periods", "files"},
    {"nearest", "errors"},
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
MODULES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def room(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").parts[0]


def rooms_imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("xlmarket.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_its_own_room_and_the_layers_below(path: Path) -> None:
    own = room(path)
    assert own in RANK, f"{own} has no layer"
    wrong = {other for other in rooms_imported(path) if other in RANK and other != own and RANK[other] <= RANK[own]}
    assert not wrong, f"{own} must not import {wrong}"


def test_pure_measures_import_no_store_and_no_pandas() -> None:
    for path in (ROOT / "measures").rglob("*.py"):
        assert "import pandas" not in path.read_text(encoding="utf-8")


def test_compile_and_render_share_only_the_plan() -> None:
    for name, other in (("compile", "render"), ("render", "compile")):
        text = (ROOT / "report" / f"{name}.py").read_text(encoding="utf-8")
        assert f"report.{other}" not in text
        assert f"report import {other}" not in text
