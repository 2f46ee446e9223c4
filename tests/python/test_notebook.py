"""The session of the design runs in a notebook, with the pandas of the lock and with the one before it."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

import pandas as pd
import pytest

PANDAS_2 = Path(sys.prefix) / "pandas-2"
"""Where `make test` puts pandas 2, next to the pandas 3 that is installed."""

SALES = "market,period,metric,value,unit,kind\nBrazil,2015Q4,sales,2.5,USD million,flow\n"
SETTINGS = '[mapping.sales]\nmetric = "sales"\nkind = "flow"\n'
SESSION = [
    "import xlmarket as xm",
    'data = xm.open("sample-quarterly", as_of="2016-01-31")\ndata',
    'data.share("Brazil")',
    't = data.share(["Brazil", "Japan"], "2014Q1:2015Q4")\nt',
    't.to_frame(); t["Brazil", "2015Q4"]',
    'import pandas as pd\ndf = pd.DataFrame({"country": ["Japan", "Brazil", "Japan"]}, index=[7, 3, 5])',
    'df["growth"] = data.growth(df["country"], "2015Q4", kind="YOY", metric="parcels")\ndf',
    'print(df["growth"].round(3).to_dict(), pd.__version__)',
    'print(data.share("Brazil", pd.Period("2015Q4")), data.share("Brazil", pd.Timestamp("2015-12-31")))',
    'try:\n    data.share("Brazl", errors="raise")\nexcept xm.UnknownMarket as error:\n    print(error)',
    "print(data.formula('=MARKET_SHARE(\"Brazil\")*100').value)",
    'read = xm.read("sales.csv", mapping="sales"); print(read.rejects, len(read.to_frame()))',
    'xm.store().add(read, dataset="mine", published="2024-11-20").label',
    'data.report("region-quarterly", region="Europe", period="2015Q4").save("europe.xlsx").name',
    'len(xm.export(data, regions=["Europe"], formats=["xlsx", "csv"], to="reports", workers=1))',
    'data.chart("share", region="Europe")',
]


@pytest.fixture(params=["installed", "2"])
def pandas_version(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The first figure of the version of pandas in the kernel."""
    if request.param == "installed":
        return pd.__version__.partition(".")[0]
    if not PANDAS_2.is_dir():
        if os.environ.get("CI"):
            pytest.fail("pandas 2 is missing: run make test")
        pytest.skip("pandas 2 is missing: make test installs it")
    monkeypatch.setenv("PYTHONPATH", str(PANDAS_2), prepend=os.pathsep)
    return str(request.param)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of a user with settings, a file of figures, and nothing of Jupyter outside of it."""
    (tmp_path / "sales.csv").write_text(SALES, encoding="utf-8")
    (tmp_path / "xlmarket.toml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.setenv("XLMARKET_STORE", str(tmp_path / "store.sqlite"))
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "jupyter"))
    return tmp_path


def run(cells: list[str], folder: Path) -> list[dict[str, str]]:
    """What each cell of a notebook shows: plain text, HTML, or what it prints."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Jupyter warns of is its own
        from nbclient import NotebookClient
        from nbformat.v4 import new_code_cell, new_notebook

        notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
        NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    return [shown(cell["outputs"]) for cell in notebook["cells"]]


def shown(outputs: list[dict[str, object]]) -> dict[str, str]:
    """The texts of a cell by their kind. A stream may come in several pieces."""
    texts: dict[str, str] = {}
    for output in outputs:
        data = output.get("data") or {output.get("name", ""): output.get("text", "")}
        assert isinstance(data, dict)
        for kind, text in data.items():
            texts[kind] = texts.get(kind, "") + str(text)
    return {kind: text.strip() for kind, text in texts.items()}


@pytest.mark.slow
def test_the_session_of_the_design_runs_in_a_notebook(folder: Path, pandas_version: str) -> None:
    assert len(SESSION) == 16
    cells = dict(zip(SESSION, run(SESSION, folder), strict=True))
    assert not any("stderr" in cell for cell in cells.values()), cells
    outputs = list(cells.values())
    assert "<td" in outputs[1]["text/html"]
    assert outputs[2]["text/plain"] == "<Answer 2.2 %, 2015Q4, illustrative>"
    assert "<strong>2.2 %</strong>" in outputs[2]["text/html"]
    assert "<td" in outputs[3]["text/html"]
    assert outputs[4]["text/plain"] == outputs[2]["text/plain"]
    growth, _, version = outputs[7]["stdout"].rpartition(" ")
    assert growth == "{7: 0.143, 3: 0.129, 5: 0.143}"
    assert version.startswith(f"{pandas_version}.")
    assert outputs[8]["stdout"] == "2.2 % 2.2 %"
    assert outputs[9]["stdout"] == 'unknown market "Brazl": did you mean Brazil?'
    assert float(outputs[10]["stdout"]) == pytest.approx(2.2085, abs=1e-4)
    assert outputs[11]["stdout"] == "() 1"
    assert outputs[12]["text/plain"] == "'mine vintage 1 of 2024-11-20'"
    assert outputs[13]["text/plain"] == "'europe.xlsx'"
    assert outputs[14]["text/plain"] == "2"
    assert outputs[15]["image/svg+xml"].startswith("<svg ")
    assert outputs[15]["text/plain"].startswith("Bar chart: shares of Europe in Q4 2015. Russia 17.0%")
    written = sorted(file.name for file in (folder / "reports").iterdir() if file.suffix in (".csv", ".xlsx"))
    assert written == ["region-quarterly Europe 2015Q4.csv", "region-quarterly Europe 2015Q4.xlsx"]
