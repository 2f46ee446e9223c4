"""The public names: what `import xlmarket as xm` gives, and what it does not load."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib.metadata import version

import pytest

import xlmarket as xm


def test_the_public_names_are_these() -> None:
    assert xm.__all__ == [
        "Answer", "CellError", "Data", "FigureStore", "FigureTable", "Mapping", "NotAvailable", "Reading", "Report",
        "UnknownMarket", "XlmarketError", "__version__", "draft", "export", "fetch", "open", "read", "store",
    ]  # fmt: skip
    assert all(hasattr(xm, name) for name in xm.__all__)
    assert dir(xm) == sorted(xm.__all__)


def test_the_version_is_that_of_the_package() -> None:
    assert xm.__version__ == version("xlmarket")


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="opne"):
        _ = xm.opne


def test_importing_the_room_store_does_not_replace_the_function() -> None:
    import xlmarket.store  # noqa: F401

    assert inspect.isfunction(xm.store)
    assert sys.modules["xlmarket.store"].open_store


@pytest.mark.parametrize("name", [name for name in xm.__all__ if name != "__version__"])
def test_every_public_name_has_help(name: str) -> None:
    assert (inspect.getdoc(getattr(xm, name)) or "").strip()


def test_importing_it_loads_nothing_heavy_and_none_of_our_rooms() -> None:
    code = "import sys, xlmarket; dir(xlmarket); print(sorted(name for name in sys.modules if name in HEAVY or 'xlmarket.' in name))"
    heavy = {"pandas", "openpyxl", "sqlalchemy", "duckdb", "babel", "numpy", "lxml"}
    run = [sys.executable, "-c", f"HEAVY = {heavy}; {code}"]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout == "[]\n"


def test_opening_a_data_set_loads_no_pandas() -> None:
    code = "import sys, xlmarket; str(xlmarket.open().share('Brazil')); print('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
