"""`functions.json` against what Microsoft's own generator makes of the same functions written in TypeScript."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import program
from tests.hosts.officejs.conftest import ROOT, package
from tests.hosts.officejs.running import Running
from xlmarket.functions import registry
from xlmarket.functions.help import short_help
from xlmarket.functions.spec import Function
from xlmarket.hosts.officejs.metadata import metadata

GENERATE = """
require("custom-functions-metadata").generateCustomFunctionsMetadata(process.argv[1])
  .then(({ metadataJson, errors }) => console.log(JSON.stringify({ errors, metadata: JSON.parse(metadataJson || "{}") })));
"""


def typescript(function: Function) -> str:
    """A function of the registry as an author of an Office add-in would write it down."""
    told = [
        f" * @param {{any[][]}} {one.label if one.optional else one.name} {short_help(one.takes.help)}"
        for one in function.parameters
    ]
    # `function` and `from` mean something else in TypeScript, so parameters are numbered there
    names = [f"{'a' + str(place)}{'?' if one.optional else ''}" for place, one in enumerate(function.parameters)]
    for place, one in enumerate(function.parameters):
        told[place] = told[place].replace(one.label, one.label.replace(one.name, f"a{place}"), 1)
    lines = [
        "/**",
        f" * {short_help(function.summary)}",
        f" * @customfunction {function.cell_name} {function.cell_name}",
        " * @cancelable",
        *told,
        " * @returns {any[][]}",
        " */",
    ]
    given = ", ".join([*(f"{name}: any[][]" for name in names), "invocation?: CustomFunctions.CancelableInvocation"])
    return "\n".join([*lines, f"function {function.name}({given}): any[][] {{ return [[1]]; }}"])


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Any:
    package("custom-functions-metadata")
    package("typescript")
    source = tmp_path_factory.mktemp("oracle") / "functions.ts"
    source.write_text("\n\n".join(typescript(one) for one in registry().values()), encoding="utf-8")
    done = subprocess.run(
        [program("node", "nodejs"), "-e", GENERATE, str(source)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_microsofts_generator_makes_the_same_of_the_same_functions(generated: Any) -> None:
    assert generated["errors"] == []
    theirs = generated["metadata"]
    for function, spec in zip(theirs["functions"], registry().values(), strict=True):
        for parameter, one in zip(function["parameters"], spec.parameters, strict=True):
            parameter["name"] = one.name
    # that errors may go in is a switch of the format for which the generator has no tag
    assert metadata() == {**theirs, "allowErrorForDataTypeAny": True}


def test_the_server_serves_it(server: Running) -> None:
    assert server.data("/functions.json") == metadata()


def test_every_function_is_associated_with_its_id(in_excel: Callable[[Running], Any], server: Running) -> None:
    known = in_excel(server).evaluate("Object.keys(CustomFunctions._association.mappings)")
    assert sorted(known) == sorted(one["id"] for one in server.data("/functions.json")["functions"])
