"""Living with data sets: what changed, other names, removing them, what was undone, vintages of one day."""

from __future__ import annotations

import csv
import json
import os
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests import ooxml
from xlmarket.cli import run

Captured = pytest.CaptureFixture[str]
HEAD = "market,metric,period,value,unit\n"
FIRST = f"""{HEAD}Brazil,sales,2024Q1,100,USD million
Brazil,sales,2024Q2,110.5,USD million
India,sales,2024Q1,50,USD million
India,visits,2024Q1,5000000,visits
"""
SECOND = f"{HEAD}Brazil,sales,2024Q2,99.45,USD million\nIndia,sales,2024Q1,51,USD million\nJapan,sales,2024Q2,7,USD million\n"


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLMARKET_STORE", str(tmp_path / "store.sqlite"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def two(own_store: None, capsys: Captured) -> None:
    """A data set `mine` with two vintages of one day."""
    bring("a.csv", FIRST)
    bring("b.csv", SECOND)
    capsys.readouterr()


def bring(name: str, text: str, *options: str) -> None:
    Path(name).write_text(text)
    assert run(["import", name, "--quiet", *options]) == 0


def said(capsys: Captured, *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = run(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def changes(capsys: Captured, *arguments: str) -> dict[str, Any]:
    code, out, err = said(capsys, "data", "diff", "mine", *arguments, "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert isinstance(found, dict)
    return found


@pytest.mark.usefixtures("two")
def test_a_diff_lists_the_cells_that_changed_the_largest_first(capsys: Captured) -> None:
    found = changes(capsys)
    rows = [(row["market"], row["period"], row["change"], row["difference"]) for row in found["changes"]]
    assert rows == [
        ("Brazil", "2024Q2", "changed", pytest.approx(-11.05)),
        ("India", "2024Q1", "changed", 1),
        ("Japan", "2024Q2", "added", None),
    ]
    assert found["changes"][0]["ratio"] == pytest.approx(-0.1)
    counts = ("changed", "added", "removed", "withdrawn", "same")
    assert [found[name] for name in counts] == [2, 1, 0, 0, 2]


@pytest.mark.usefixtures("two")
def test_a_diff_the_other_way_round_takes_away_what_came(capsys: Captured) -> None:
    found = changes(capsys, "2", "1")
    assert [(row["market"], row["change"]) for row in found["changes"]][-1] == ("Japan", "removed")
    assert (found["before"], found["after"]) == (2, 1)


@pytest.mark.usefixtures("two")
def test_the_terminal_has_a_line_for_the_whole_and_for_each_metric(capsys: Captured) -> None:
    code, out, _ = said(capsys, "data", "diff", "mine")
    lines = out.splitlines()
    assert code == 0
    assert lines[0].endswith("2 changed, 1 added; 2 cells the same")
    assert lines[1] == "sales: 2 changed by -10.05 USD million, at most -10.0%"
    assert lines[2].split() == ["Brazil", "sales", "2024Q2", "110.5", "99.45", "-11.05", "-10.0%", "changed"]


@pytest.mark.usefixtures("two")
def test_the_same_state_twice_has_no_changes(capsys: Captured) -> None:
    for state in ("1", "2"):
        found = changes(capsys, state, state)
        assert found["changes"] == []
        assert found["same"] > 0
    assert "nothing changed" in said(capsys, "data", "diff", "mine", "2", "2")[1]


def test_a_diff_of_days_compares_what_stood_then(capsys: Captured) -> None:
    for name, text, day in (("a.csv", FIRST, "2024-05-01"), ("b.csv", SECOND, "2024-08-01")):
        bring(name, text, "--published", day)
    assert changes(capsys, "2024-05-31", "2024-08-31")["changed"] == 2
    assert changes(capsys, "2024-08-02", "2024-08-31")["changed"] == 0
    assert said(capsys, "data", "diff", "mine", "2024-01-01")[0] == 3


def test_another_unit_or_status_is_marked_with_what_it_was(capsys: Captured) -> None:
    bring("a.csv", f"{HEAD}Peru,sales,2024,5,USD\nChile,sales,2024,6,USD\n")
    bring("b.csv", f"{HEAD}Peru,sales,2024,5,EUR\nChile,sales,2024,7,EUR\n")
    rows = {row["market"]: (row["change"], row["difference"], row["note"]) for row in changes(capsys)["changes"]}
    assert rows == {"Peru": ("marked", None, "unit USD → EUR"), "Chile": ("changed", None, "unit USD → EUR")}


def test_a_status_that_became_final_is_marked(capsys: Captured) -> None:
    for name, status in (("a.csv", "estimated"), ("b.csv", "published")):
        bring(name, f"market,metric,period,value,unit,status\nPeru,sales,2024,5,USD,{status}\n")
    (row,) = changes(capsys)["changes"]
    assert (row["change"], row["difference"], row["note"]) == ("marked", 0, "status estimated → published")


def test_a_base_of_zero_has_a_difference_and_no_percentage(capsys: Captured) -> None:
    bring("a.csv", f"{HEAD}Peru,sales,2024,0,USD\nChile,sales,2024,-2,USD\n")
    bring("b.csv", f"{HEAD}Peru,sales,2024,3,USD\nChile,sales,2024,-1,USD\n")
    rows = {row["market"]: (row["difference"], row["ratio"]) for row in changes(capsys)["changes"]}
    assert rows == {"Peru": (3, None), "Chile": (1, 0.5)}


@pytest.mark.usefixtures("two")
def test_the_workbook_of_a_diff_is_sound_and_holds_every_change() -> None:
    assert run(["data", "diff", "mine", "-o", "d.xlsx"]) == 0
    assert ooxml.errors(Path("d.xlsx")) == {}
    book = openpyxl.load_workbook("d.xlsx")
    assert book.sheetnames == ["Changes", "Totals"]
    sheet = book["Changes"]
    rows = [[cell.value for cell in row[1:12]] for row in sheet.iter_rows()]
    head = rows.index(next(row for row in rows if row[0] == "Market"))
    assert rows[head + 1][:7] == ["Brazil", "sales", "2024Q2", "changed", 110.5, 99.45, pytest.approx(-11.05)]
    assert len([row for row in rows[head + 1 :] if row[0]]) == 3
    assert sheet.freeze_panes == f"C{head + 2}"
    assert sheet.auto_filter.ref == f"B{head + 1}:L{head + 4}"
    assert sheet.cell(head + 2, 9).number_format == "+0.0%;-0.0%;0.0%"


@pytest.mark.usefixtures("two")
def test_a_csv_of_a_diff_has_the_rows_of_the_json(capsys: Captured) -> None:
    assert run(["data", "diff", "mine", "-o", "d.csv"]) == 0
    rows = list(csv.DictReader(Path("d.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["market"] for row in rows] == [row["market"] for row in changes(capsys)["changes"]]


def test_a_workbook_of_no_change_is_written_too(capsys: Captured) -> None:
    bring("a.csv", FIRST)
    assert run(["data", "diff", "mine", "1", "1", "-o", "d.xlsx"]) == 0
    assert ooxml.errors(Path("d.xlsx")) == {}


@pytest.mark.parametrize(
    ("arguments", "code", "what"),
    [
        (["diff", "mine"], 3, "has only one vintage"),
        (["diff", "mine", "1", "9"], 3, "no vintage of this number"),
        (["diff", "mine", "first"], 2, "a date or the number of a vintage"),
        (["diff", "mine", "1", "1", "-o", "d.pdf"], 2, "name.xlsx, name.csv"),
        (["diff", "sample-quarterly"], 3, "has only one vintage"),
        (["diff", "min"], 3, "did you mean mine?"),
        (["rename", "mine", "sample-quarterly"], 3, "comes with xlmarket"),
        (["rename", "cross-border-2015", "x"], 3, "comes with xlmarket"),
        (["rename", "mine", "a;b"], 3, "cannot have this name"),
        (["rename", "mine", " "], 3, "cannot have this name"),
        (["rename", "mine", "mine"], 3, "there is a data set of this name"),
        (["rename", "mien", "x"], 3, "did you mean mine?"),
        (["delete", "mine"], 2, "give --yes"),
        (["delete", "sample-quarterly", "--yes"], 3, "comes with xlmarket"),
        (["delete", "nothing", "--yes"], 3, "unknown data set"),
        (["history", "nothing"], 3, "unknown data set"),
        (["show", "mine", "--as-of", "5"], 3, 'no vintage of this number; found "5"; allowed: 1'),
    ],
)
def test_a_mistake_is_one_line_and_changes_nothing(
    capsys: Captured, arguments: list[str], code: int, what: str
) -> None:
    bring("a.csv", FIRST)
    ended, out, err = said(capsys, "data", *arguments)
    assert (ended, out) == (code, "")
    assert err.count("\n") == 1
    assert what in err
    assert said(capsys, "data", "check")[1].splitlines()[-1] == "1 import, all sound"


@pytest.mark.usefixtures("two")
def test_a_renamed_data_set_is_the_same_under_its_new_name(capsys: Captured) -> None:
    before = said(capsys, "data", "export", "mine")[1]
    assert said(capsys, "data", "rename", "mine", "sales 2024") == (0, "mine is now sales 2024\n", "")
    assert said(capsys, "data", "export", "sales 2024")[1] == before
    assert said(capsys, "data", "show", "mine")[0] == 3
    assert said(capsys, "data", "check")[0] == 0
    bring("a.csv", FIRST, "--as", "sales 2024")
    assert len(said(capsys, "data", "history", "sales 2024")[1].splitlines()) == 2
    assert Path("store.sqlite.backup").exists()


@pytest.mark.usefixtures("two")
def test_a_rename_covers_no_damage(capsys: Captured) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect("store.sqlite")) as connection, connection:
        connection.execute("update observations set value = value + 1 where row = 0")
    assert said(capsys, "data", "rename", "mine", "other")[0] == 6
    assert said(capsys, "data", "show", "mine")[0] == 0


@pytest.mark.usefixtures("two")
def test_a_deleted_data_set_is_gone_and_its_backup_has_it(capsys: Captured) -> None:
    bring("other.csv", FIRST, "--as", "other")
    code, out, _ = said(capsys, "data", "delete", "mine", "--yes")
    assert code == 0
    assert "mine is deleted (2 vintages); the store before it is " in out
    assert "mine" not in said(capsys, "data", "list")[1]
    assert said(capsys, "data", "check")[1].splitlines()[-1] == "1 import, all sound"
    bring("later.csv", SECOND, "--as", "other")
    backup = Path("store.sqlite.before-delete.backup")
    assert len(said(capsys, "data", "history", "mine", "--store", str(backup))[1].splitlines()) == 2


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(("typed", "left", "ended"), [("y\n", 3, 0), ("n\n", 0, 0), ("\x04", 0, 130)])
@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo terminal is of Unix")
def test_a_delete_asks_at_a_terminal(capsys: Captured, typed: str, left: int, ended: int) -> None:
    import pty
    import subprocess

    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "xlmarket.cli", "data", "delete", "mine"]
    asked = subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower)
    os.close(follower)
    os.write(leader, typed.encode())
    assert asked.wait(timeout=120) == ended
    os.close(leader)
    assert said(capsys, "data", "show", "mine")[0] == left


@pytest.mark.usefixtures("two")
def test_the_history_marks_what_was_undone(capsys: Captured) -> None:
    assert run(["data", "undo", "mine"]) == 0
    lines = said(capsys, "data", "history", "mine")[1].splitlines()
    assert [line.endswith("(undone)") for line in lines] == [False, True]
    history = json.loads(said(capsys, "data", "history", "mine", "--json")[1])
    assert [one["undone"] for one in history] == [False, True]
    assert run(["data", "undo", "mine"]) == 0
    lines = said(capsys, "data", "history", "mine")[1].splitlines()
    assert [line.endswith("(undone)") for line in lines] == [True, True]
    assert said(capsys, "data", "delete", "mine", "--yes")[0] == 0


@pytest.mark.usefixtures("two")
def test_vintages_of_one_day_are_told_apart_by_number(capsys: Captured) -> None:
    formula = '=MARKET_VALUE("India","2024Q1","sales")'
    for number, value in (("1", "50"), ("2", "51")):
        assert said(capsys, "eval", formula, "--dataset", "mine", "--as-of", number)[1].strip() == value
        within = formula.replace('"sales"', f'"sales","as_of={number}"')
        assert said(capsys, "eval", within, "--dataset", "mine")[1].strip() == value
        command = ["report", "market-profile", "--region", "India", "--metric", "sales", "--dataset", "mine"]
        assert run([*command, "--period", "2024Q1", "--as-of", number, "-o", f"{number}.xlsx", "--quiet"]) == 0
    assert Path("1.xlsx").read_bytes() != Path("2.xlsx").read_bytes()


@pytest.mark.usefixtures("two")
def test_a_vintage_that_was_undone_is_not_there(capsys: Captured) -> None:
    assert run(["data", "undo", "mine"]) == 0
    code, _, err = said(capsys, "data", "show", "mine", "--as-of", "2")
    assert code == 3
    assert "allowed: 1" in err


@pytest.mark.usefixtures("two")
def test_a_vintage_number_means_its_day_in_another_data_set(capsys: Captured) -> None:
    formula = '=MARKET_SHARE("Brazil",,,,"dataset=cross-border-2015")'
    assert said(capsys, "eval", formula, "--dataset", "mine", "--as-of", "2")[1] == "2.2%\n"


def test_an_import_of_figures_that_later_ones_replaced_says_so(capsys: Captured) -> None:
    bring("a.csv", FIRST)
    bring("b.csv", SECOND)
    code, out, _ = said(capsys, "import", "a.csv", "--as", "mine")
    assert code == 0
    assert "already as vintage 1; nothing was imported, and what 1 later import replaced stays replaced" in out
