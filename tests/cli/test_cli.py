"""The command line: what it prints, what it ends with, and that a mistake is one clear line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from xlmarket.cli import run
from xlmarket.cli.program import COMMANDS as COMMAND_TABLE
from xlmarket.cli.program import PROGRAM
from xlmarket.functions import open_snapshot

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLMARKET_STORE", str(tmp_path / "store.sqlite"))
    monkeypatch.chdir(tmp_path)


def said(capsys: Captured, *arguments: str) -> tuple[int, str, str]:
    code = run(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def test_one_formula_is_printed_as_a_cell_would_show_it(capsys: Captured) -> None:
    assert said(capsys, "eval", '=MARKET_SHARE("Brazil")') == (0, "2.2%\n", "")


def test_json_has_the_raw_value_and_what_stands_behind_it(capsys: Captured) -> None:
    code, out, _ = said(capsys, "eval", '=MARKET_SHARE("Brazil")', "--json")
    answer = json.loads(out)
    assert (code, answer["value"], answer["unit"], answer["status"]) == (0, 0.022, "fraction", "published")
    assert answer["source"]
    assert answer["vintage"] == "cross-border-2015 vintage 1 of 2016-01-01"


def test_an_error_value_is_printed_with_its_reason_beside_and_ends_with_3(capsys: Captured) -> None:
    code, out, err = said(capsys, "eval", '=MARKET_GROWTH("Brazil")')
    assert (code, out) == (3, "#N/A\n")
    assert "one period has no growth" in err


@pytest.mark.parametrize(
    ("arguments", "code", "what"),
    [
        (["eval", "=MARKT_SHARE()"], 3, "did you mean"),
        (["eval"], 2, "Missing argument"),
        (["evil", "=1"], 2, "unknown command"),
        (["data", "undoo", "mine"], 2, "did you mean undo?"),
        (["eval", "=1", "--datset", "x"], 2, "No such option"),
        (["eval", "=1", "--dataset", "sampl-quarterly"], 3, "did you mean sample-quarterly?"),
        (["eval", "=1", "--as-of", "yesterday"], 2, 'invalid --as-of "yesterday"; give a date or the number'),
        (["eval", "=1", "--config", "nowhere.toml"], 3, "settings file not found"),
        (["functions", "MARKET_SHAR"], 3, "did you mean MARKET_SHARE"),
        (["import", "nowhere.csv"], 3, "file not found"),
        (["import", "nowhere.csv", "--map", "x"], 2, "unknown mapping"),
        (["report", "region-quartely", "-o", "x.xlsx"], 3, "did you mean region-quarterly?"),
        (["report", "region-quarterly", "-o", "x.docx"], 2, 'invalid ending ".docx"'),
        (["report", "region-quarterly", "-o", "x.xlsx"], 3, "--region"),
        (["report", "region-quarterly", "--region", "Europ", "-o", "x.xlsx"], 3, "did you mean Europe"),
        (["report", "region-quarterly", "--region", "Europe", "--period", "2015Q9", "-o", "x.xlsx"], 3, "a year has 4"),
        (["export", "--all-regions", "-f", "docx", "-o", "out"], 2, 'invalid --format "docx": choose from xlsx, csv'),
        (["export", "-o", "out"], 2, "asks for a region"),
        (["data", "show", "nothing"], 3, "unknown data set"),
        (["data", "undo", "nothing"], 3, "no import to undo"),
        (["template", "check", "nowhere.xlsx"], 3, "missing template file"),
        (
            ["template", "new", "regoin"],
            2,
            'invalid KIND "regoin": choose from region, market, world, deck (did you mean region?)',
        ),
        (["template", "new", "region", "-o", "a.txt"], 2, "a template for Excel ends in .xlsx"),
    ],
)
def test_a_mistake_is_one_clear_line_with_its_exit_code(
    capsys: Captured, tmp_path: Path, arguments: list[str], code: int, what: str
) -> None:
    ended, out, err = said(capsys, *arguments)
    assert (ended, out) == (code, "")
    assert err.count("\n") == 1
    assert what in err
    assert not list(tmp_path.rglob("*.xlsx"))


def test_json_errors_have_the_same_in_fields(capsys: Captured) -> None:
    code, _, err = said(capsys, "data", "show", "sampl-quarterly", "--json")
    fields = json.loads(err)
    assert (code, fields["exit_code"], fields["found"]) == (3, 3, "sampl-quarterly")
    assert fields["nearest"] == ["sample-quarterly"]


def test_an_import_is_all_or_nothing_unless_bad_rows_are_skipped(capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "figures.csv"
    file.write_text("market,metric,period,value\nBrazil,sales,2015Q4,1\nJapan,sales,2015Q4,x\n")
    code, _, err = said(capsys, "import", str(file), "--as", "mine")
    assert code == 3
    assert "figures.csv, row 3, column value" in err
    assert said(capsys, "data", "show", "mine")[0] == 3
    code, out, _ = said(capsys, "import", str(file), "--as", "mine", "--dry-run")
    assert (code, "nothing was imported" in out) == (3, True)
    assert said(capsys, "import", str(file), "--as", "mine", "--skip-bad")[0] == 0
    assert "row" in (tmp_path / "figures.rejects.csv").read_text()
    assert said(capsys, "eval", '=MARKET_VALUE("Brazil")', "--dataset", "mine")[1] == "1\n"
    assert "has these figures already" in said(capsys, "import", str(file), "--as", "mine", "--skip-bad")[1]
    assert "1 import, all sound" in said(capsys, "data", "check")[1]
    assert said(capsys, "data", "export", "mine")[1].startswith("market,metric,period,value")
    assert "undone" in said(capsys, "data", "undo", "mine")[1]


def test_an_older_release_imported_later_makes_reports_out_of_date(capsys: Captured, tmp_path: Path) -> None:
    head, found = "market,metric,period,value,unit,status,source\n", []
    for year, published in ((2015, "2025-06-01"), (2014, "2025-01-01")):
        (tmp_path / "own.csv").write_text(f"{head}Brazil,sales,{year},5,USD,published,me\n")
        assert said(capsys, "import", "own.csv", "--as", "own", "--published", published)[0] == 0
        found.append(open_snapshot("own").fingerprint)
    assert found[0] != found[1]


def test_regions_of_the_user_are_known_everywhere(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "xlmarket.toml").write_text('[regions]\n"South Cone" = ["Argentina", "Chile"]\n')
    code, out, _ = said(capsys, "eval", '=MARKET_VALUE("South Cone","2015Q4")', "--dataset", "sample-quarterly")
    both = [
        float(said(capsys, "eval", f'=MARKET_VALUE("{name}","2015Q4")', "--dataset", "sample-quarterly")[1])
        for name in ("Argentina", "Chile")
    ]
    assert (code, float(out)) == (0, pytest.approx(sum(both), abs=0.02))
    (tmp_path / "xlmarket.toml").write_text('[regions]\nX = ["Argentna"]\n')
    code, _, err = said(capsys, "eval", '=MARKET_VALUE("X")', "--dataset", "sample-quarterly")
    assert (code, "[regions] X" in err, "Argentina" in err) == (3, True, True)
    assert said(capsys, "eval", '=MARKET_SHARE("Brazil")')[:2] == (0, "2.2%\n")


def commands(command: click.Command = PROGRAM, *names: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command of the program with its names, the program itself first."""
    yield names, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from commands(inner, *names, name)


COMMANDS = dict(commands())


@pytest.mark.parametrize("names", COMMANDS, ids=" ".join)
def test_every_command_has_help_that_fits_a_terminal_and_is_cut_nowhere(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = said(capsys, *names, "--help")
    usage, *lines = out.splitlines()
    assert (code, usage.startswith("Usage: xlmarket")) == (0, True)
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if line.endswith("...")]
    assert said(capsys, *names, "-h")[1] == out


@pytest.mark.parametrize("names", COMMANDS, ids=" ".join)
def test_the_types_of_options_read_plainly(names: tuple[str, ...]) -> None:
    context = click.Context(COMMANDS[names])
    options = [option for option in COMMANDS[names].params if isinstance(option, click.Option) and not option.is_flag]
    types = {option.make_metavar(context) for option in options}
    plain = {"ADDRESS", "TEXT", "FILE", "FOLDER", "URL", "DATE", "DATE|N", "N", "NAME", "WXH"}
    assert all(name in plain or re.fullmatch(r"\[[\w-]+([|,][\w-]+)+\]", name) for name in types), types


@pytest.mark.parametrize("name", COMMAND_TABLE)
def test_the_table_of_commands_has_the_first_line_of_their_help(name: str) -> None:
    help_text = COMMANDS[name,].help
    assert help_text is not None
    assert COMMAND_TABLE[name][2] == help_text.splitlines()[0]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--dataset", "sample-quarterly", "--json", "eval", '=MARKET_VALUE("Brazil")'],
        ["--dataset", "sample-quarterly", "eval", '=MARKET_VALUE("Brazil")', "--json"],
        ["--json", "eval", '=MARKET_VALUE("Brazil")', "--dataset", "sample-quarterly"],
        ["--dataset", "mine", "eval", '=MARKET_VALUE("Brazil")', "--json", "--dataset", "sample-quarterly"],
    ],
)
def test_shared_options_stand_before_or_after_the_command(capsys: Captured, arguments: list[str]) -> None:
    code, out, _ = said(capsys, *arguments)
    assert (code, json.loads(out)["vintage"].split()[0]) == (0, "sample-quarterly")


def test_shared_options_stand_before_or_after_a_group(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('dataset = "sample-quarterly"\n')
    for arguments in (["--config", "own.toml", "--json", "data", "list"], ["data", "--json", "list"]):
        code, out, _ = said(capsys, *arguments)
        assert (code, json.loads(out)[0]["name"]) == (0, "cross-border-2015")


@pytest.mark.parametrize(
    "command", [["report", "brief", "-o", "x.xlsx"], ["export", "-t", "brief", "-f", "csv", "-j", "1", "-o", "out"]]
)
def test_a_region_without_effect_is_told(capsys: Captured, command: list[str]) -> None:
    code, _, err = said(capsys, *command, "--region", "European Union")
    assert (code, err) == (0, 'xlmarket: the template "brief" has no region, so --region is ignored\n')


def test_a_new_template_is_written_once_and_makes_a_report(capsys: Captured, tmp_path: Path) -> None:
    code, out, _ = said(capsys, "template", "new", "region")
    assert code == 0
    assert "xlmarket template check region-template.xlsx" in out
    assert said(capsys, "template", "check", "region-template.xlsx")[0] == 0
    before = (tmp_path / "region-template.xlsx").read_bytes()
    code, _, err = said(capsys, "template", "new", "region")
    assert (code, "choose another name with -o" in err) == (3, True)
    assert (tmp_path / "region-template.xlsx").read_bytes() == before
    arguments = ["--region", "Latin America", "--dataset", "sample-quarterly", "-o", "report.xlsx"]
    assert said(capsys, "report", "region-template.xlsx", *arguments)[0] == 0


def test_a_new_template_may_have_any_name_and_says_so_in_fields(capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "a new folder" / "my report.xlsx"
    assert f'template check "{file}"' in said(capsys, "template", "new", "market", "-o", str(file))[1]
    other = str(tmp_path / "other.xlsx")
    code, out, _ = said(capsys, "template", "new", "world", "-o", other, "--json")
    assert (code, json.loads(out)) == (0, {"file": other})
    listed = json.loads(said(capsys, "template", "list", "--json")[1])
    gallery = ["kpi-card", "league-table", "growth-waterfall", "share-shift"]
    first = ["region-quarterly", "market-profile", "world-overview", "brief"]
    assert [one["name"] for one in listed] == [*first, *gallery, "live"]
    assert "unknown template" in said(capsys, "report", "region", "-o", "x.xlsx")[2]
