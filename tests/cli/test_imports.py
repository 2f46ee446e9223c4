"""What an import says of a file, asks of a person, and refuses."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_cli import Captured, own_store, said  # noqa: F401
from tests.conftest import shared

TOTAL = "Country,Year,Sales\nGermany,2014,100\nFrance,2014,200\nTotal,2014,300\nGermany,2015,110\nFrance,2015,190\nTotal,2015,300\n"


def put(text: str, name: str = "f.csv") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def test_a_file_is_accounted_for_by_kind_with_a_count_and_three_places(capsys: Captured) -> None:
    bad = "".join(f"Brazil,sales,{1950 + n},x,\n" for n in range(50))
    file = put(f"market,metric,period,value,remark\nJapan,sales,2015,5,a\n{bad}Peru,sales,2015,,\n")
    code, out, err = said(capsys, "import", file, "--skip-bad")
    lines = err.splitlines()
    assert (code, "1 figure imported" in out) == (0, True)
    assert lines[0] == "f.csv: 1 figure, 0 gaps, 50 rejected, 2 not used"
    assert [line for line in lines if line.startswith("  rejected 50: not a figure")]
    assert any("row 3, column value" in line and "row 4" in line for line in lines)
    assert "row 7" not in err
    assert err.count("not used 1: ") == 2
    assert max(map(len, lines)) <= 80
    assert len(Path("f.rejects.csv").read_text().splitlines()) == 51


def test_json_has_all_of_it_in_fields(capsys: Captured) -> None:
    bad = "".join(f"Brazil,sales,{1950 + n},x,\n" for n in range(50))
    file = put(f"market,metric,period,value,remark\nJapan,sales,2015,5,a\n{bad}")
    code, out, err = said(capsys, "import", file, "--json")
    (account,) = json.loads(out)
    assert (code, json.loads(err)["exit_code"]) == (3, 3)
    assert [(one["row"], one["column"], one["found"]) for one in account["rejected"]] == [
        (n, "value", "x") for n in range(3, 53)
    ]
    assert [(one["kind"], one["column"]) for one in account["unused"]] == [("column", "remark")]
    assert account["figures"] == 1


def test_a_dry_run_says_the_same_and_imports_nothing(capsys: Captured) -> None:
    file = put("Country,Year,Sales\nGermany,2014,1\nGermany,2015,x\n")
    code, out, dry = said(capsys, "import", file, "--dry-run")
    assert (code, out) == (3, "nothing was imported (dry run)\n")
    assert dry == said(capsys, "import", file, "--skip-bad")[2].replace("  rejected values are in f.rejects.csv\n", "")
    assert said(capsys, "import", file)[0] == 3


@pytest.mark.parametrize(("options", "share"), [
    (["--aggregate", "Total"], "36.7%"), (["--exclude", "Total"], "36.7%"), (["--skip-bad"], "36.7%"),
])  # fmt: skip
def test_a_total_is_refused_until_it_is_declared(capsys: Captured, options: list[str], share: str) -> None:
    file = put(TOTAL)
    code, out, err = said(capsys, "import", file)
    assert (code, out) == (3, "")
    assert err.splitlines()[-1].startswith(
        'xlmarket: f.csv: "Total" has the name of a sum of other rows; nothing was imported; pass --aggregate "Total"'
    )
    assert said(capsys, "data", "show", "mine")[0] == 3
    assert said(capsys, "import", file, *options)[0] == 0
    assert said(capsys, "eval", '=MARKET_SHARE("Germany")', "--dataset", "mine")[1].strip() == share


def test_a_kind_that_nothing_says_is_refused_until_it_is_given(capsys: Captured) -> None:
    file = put("Country,Year,Metric,Value\nGermany,2014,x,1\nGermany,2014,y,1\n")
    code, _, err = said(capsys, "import", file)
    assert (code, 'how "x" adds up over time; the same of "y"' in err, "--kind flow, stock or ratio" in err) == (
        3,
        True,
        True,
    )
    assert said(capsys, "import", file, "--kind", "stck")[0] == 2
    code, out, _ = said(capsys, "import", file, "--kind", "stock", "--dry-run", "--json")
    assert (code, json.loads(out)[0]["kinds"]) == (0, {"x": "stock", "y": "stock"})


@pytest.mark.parametrize(
    ("answers", "markets"),
    [("agg\n", ["DEU", "FRA", "WORLD"]), ("what?\nexclude\n", ["DEU", "FRA"]), ("m\n", ["DEU", "FRA", "Total"])],
)
def test_a_person_in_a_terminal_is_asked(answers: str, markets: list[str]) -> None:
    """Both ends are a terminal: the question is printed there, and the answer changes how the file is read."""
    file = put(TOTAL)
    outer, inner = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "xlmarket.cli", "import", file, "--as", "asked"], stdin=inner, stderr=inner, stdout=subprocess.PIPE
    ) as process:  # fmt: skip
        os.write(outer, answers.encode())
        out, _ = process.communicate(timeout=60)
    shown = os.read(outer, 1 << 16).decode()
    os.close(inner)
    os.close(outer)
    assert (process.returncode, "aggregate, exclude, market?" in " ".join(shown.split())) == (0, True)
    from xlmarket.store import read_dataset

    held = {row.market for row in read_dataset("asked", os.environ["XLMARKET_STORE"]).observations}
    assert (sorted(held), b"imported as" in out) == (markets, True)


def test_the_end_of_the_input_interrupts_a_question_and_imports_nothing() -> None:
    file = put(TOTAL)
    outer, inner = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "xlmarket.cli", "import", file], stdin=inner, stderr=inner, stdout=subprocess.PIPE
    ) as process:
        os.write(outer, b"\x04")
        out, _ = process.communicate(timeout=60)
    shown = os.read(outer, 1 << 16).decode()
    os.close(inner)
    os.close(outer)
    assert (process.returncode, out, "interrupted" in shown) == (130, b"", True)
    assert not Path("store.sqlite").exists()


@pytest.mark.parametrize(("name", "code", "what"), [
    ("space-group", 3, "written like 1 234,56"), ("trailing-minus", 3, 'minus = "trailing"'), ("flag-suffix", 3, 'flags = ["p"]'),
    ("currency", 3, 'signs = ["€"]'), ("wide-drop", 3, "header is not a period"), ("wide-mixed", 3, "header is not a period"),
    ("fiscal-wide", 3, "fiscal_start"),
])  # fmt: skip
def test_the_cases_end_with_one_line_that_names_the_key(capsys: Captured, name: str, code: int, what: str) -> None:
    folder = shared("cases") / name
    arguments = ["import", str(folder / "a.csv"), "--map", "m", "--config", str(folder / "xlmarket.toml")]
    ended, out, err = said(capsys, *arguments)
    assert (ended, out, what in err.splitlines()[-1]) == (code, "", True)
    ended, _, err = said(capsys, *arguments, "--skip-bad", "--dry-run")
    assert (ended, what in " ".join(err.split())) == (3, True)


def test_an_import_says_how_many_earlier_figures_it_replaces(capsys: Captured) -> None:
    head = "market,metric,period,value\n"
    first = put(f"{head}Germany,sales,2014,5\nFrance,sales,2014,6\nItaly,sales,2014,7\n", "v1.csv")
    assert "replaced" not in said(capsys, "import", first)[1]
    second = put(f"{head}Germany,sales,2014,50\nFrance,sales,2014,6\nSpain,sales,2014,7\n", "v2.csv")
    assert "1 figure of earlier vintages replaced: xlmarket data diff mine" in said(capsys, "import", second)[1]
    assert "replaced" not in said(capsys, "import", second)[1]
    assert said(capsys, "eval", '=MARKET_VALUE("Germany")', "--dataset", "mine")[1].strip() == "50"
    exported = said(capsys, "data", "export", "mine")[1]
    assert exported.count("DEU,sales,2014,") == 1


HEAD = "market,metric,period,value,kind\n"


@pytest.mark.parametrize(("second", "what"), [
    ("Germany,sales,2014,50,flow\nFrance,sales,2014,60,flow\n", "the parts sum to 110, more than the world, 11"),
    ("Germany,sales,2015Q1,5,flow\n", "3 figures for periods of another length than Q (2014, …) will not be used"),
    ("Germany,sales,2015,5,ratio\n", "sales was a flow and is a ratio from now on"),
])  # fmt: skip
def test_a_vintage_that_does_not_go_with_the_earlier_ones_is_told(capsys: Captured, second: str, what: str) -> None:
    first = put(f"{HEAD}Germany,sales,2014,5,flow\nFrance,sales,2014,6,flow\nWorld,sales,2014,11,flow\n", "a.csv")
    assert "odd" not in said(capsys, "import", first)[2]
    code, _, err = said(capsys, "import", put(HEAD + second, "b.csv"))
    assert (code, "odd, with the earlier vintages: " in err, what in err) == (0, True, True)


@pytest.mark.parametrize(("rows", "what"), [
    ("Germany,sales,2014Q1,1,flow\nGermany,sales,2014,99,flow\n", "1 figure for periods of another length than Q"),
    ("Germany,sales,2014,7,flow\nFrance,sales,2014,6,flow\nWorld,sales,2014,11,flow\n", "the parts sum to 13, more than"),
])  # fmt: skip
def test_figures_of_one_file_that_do_not_go_together_are_told(capsys: Captured, rows: str, what: str) -> None:
    code, _, err = said(capsys, "import", put(HEAD + rows))
    assert (code, what in " ".join(err.split())) == (0, True)
