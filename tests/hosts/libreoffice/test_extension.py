"""The extension as a file: types and texts are the registry's, and its modules are ones an older Python reads."""

from __future__ import annotations

import ast
import io
import json
import subprocess
import zipfile
from importlib import resources
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import IN_CI
from tests.hosts.libreoffice.office import python_with_uno
from xlmarket.errors import EnvironmentFault, UsageError
from xlmarket.functions import registry
from xlmarket.hosts import libreoffice
from xlmarket.hosts.libreoffice.extension import build
from xlmarket.hosts.libreoffice.interface import IDL, RDB, compile_types, idl, load_shipped
from xlmarket.hosts.settings import AddinSettings

OLDEST_INSIDE = (3, 8)
INSIDE = Path(str(resources.files(libreoffice) / "inside"))
NAME = "{http://openoffice.org/2001/registry}name"


def parts(**given: object) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(build(**given))) as archive:  # type: ignore[arg-type]
        return {name: archive.read(name) for name in archive.namelist()}


def nodes(content: bytes, name: str) -> list[ElementTree.Element]:
    """The nodes within the one of a name."""
    return [one for outer in ElementTree.fromstring(content).iter("node") if outer.get(NAME) == name for one in outer]


def said(node: ElementTree.Element, name: str) -> str:
    return next(one.findtext("value", "") for one in node.iter("prop") if one.get(NAME) == name)


def test_the_shipped_types_are_those_of_the_registry() -> None:
    assert load_shipped(IDL).decode() == idl(), "run: python -m xlmarket.hosts.libreoffice.interface"


def test_the_shipped_types_are_compiled_from_the_shipped_text() -> None:
    try:
        made = compile_types(idl())
    except EnvironmentFault as fault:
        if IN_CI or "not installed" not in str(fault):
            raise
        pytest.skip(str(fault))
    assert made == load_shipped(RDB)


def test_every_function_has_the_name_help_and_parameters_of_the_registry() -> None:
    found = {one.get(NAME): one for one in nodes(parts()["CalcAddIns.xcu"], "AddInFunctions")}
    assert list(found) == list(registry())
    for name, function in registry().items():
        assert said(found[name], "DisplayName") == name
        assert said(found[name], "Description") == function.summary
        parameters = next(one for one in found[name] if one.get(NAME) == "Parameters")
        told = [(one.get(NAME), said(one, "Description")) for one in parameters]
        assert told == [(one.name, one.takes.help) for one in function.parameters]


def test_a_prefix_stands_before_the_names_a_user_types_and_not_before_those_in_files() -> None:
    found = nodes(parts(settings=AddinSettings(prefix="XL_"))["CalcAddIns.xcu"], "AddInFunctions")
    names = {one.get(NAME): said(one, "DisplayName") for one in found}
    assert names["MARKET_SHARE"] == "XL_MARKET_SHARE"
    with pytest.raises(UsageError, match="a prefix is a letter"):
        AddinSettings(prefix="1")


def test_interpreter_and_figures_are_written_into_it() -> None:
    told = json.loads(parts(python="/a/python", settings=AddinSettings("own", "s", "c"))["settings.json"])
    assert told["python"] == "/a/python"
    assert told["figures"] == {"dataset": "own", "store": "s", "config": "c", "prefix": ""}
    assert told["functions"] == list(registry())


def test_the_manifest_names_parts_that_are_there() -> None:
    held = parts()
    entries = ElementTree.fromstring(held["META-INF/manifest.xml"])
    paths = [entry.get("{http://openoffice.org/2001/manifest}full-path") for entry in entries]
    assert len(paths) == 5
    assert set(paths) <= set(held)


def test_the_same_extension_comes_out_every_time() -> None:
    assert build() == build()


@pytest.mark.parametrize("module", sorted(INSIDE.rglob("*.py")), ids=lambda path: path.name)
def test_a_module_that_runs_inside_libreoffice_reads_in_its_oldest_python(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"), feature_version=OLDEST_INSIDE)
    names = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not any(name.startswith(("xlmarket.", "numpy", "pandas")) for name in names)


def test_it_imports_where_its_types_are_not_registered_yet() -> None:
    asked = f"import sys; sys.path[:0] = [{str(INSIDE)!r}, {str(INSIDE / 'pythonpath')!r}]; import components"
    done = subprocess.run([python_with_uno(), "-B", "-c", asked], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
