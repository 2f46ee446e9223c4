"""The examples at the end of every command's help: each command has one, it fits the terminal, and it runs."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click
import duckdb
import openpyxl
import pytest

from tests import conftest
from tests.agencies.messages import BRAZIL, message
from tests.agencies.server import serving
from tests.cli.test_cli import COMMANDS, Captured, own_store, said
from tests.test_pages import FENCED, PAGES
from xlmarket.cli import run

__all__ = ["own_store"]

RUNS_UNTIL_ENDED = ("xlmarket", "serve")
"""`test_serve` runs it as a process."""

SAMPLE = ("--dataset", "sample-quarterly")
FIGURES = """market,metric,period,value,unit
Brazil,sales,2024Q1,100,USD million
Brazil,visits,2024Q1,5000,visits
Japan,sales,2024Q1,70,USD million
Japan,visits,2024Q1,2000,visits
"""
DEFINITIONS = """cubes:
- name: orders
  sql_table: orders
  dimensions: [{name: day, sql: day, type: time}]
  measures: [{name: sales, sql: amount, type: sum}]
"""
WORLD_BANK = """"Data Source","World Development Indicators",

"Last Updated Date","2025-01-28",

"Country Name","Country Code","Indicator Name","Indicator Code","2014","2015"
"Brazil","BRA","GDP (current US$)","NY.GDP.MKTP.CD","2456","1802"
"Japan","JPN","GDP (current US$)","NY.GDP.MKTP.CD","4897","4445"
"""


def leaves() -> list[tuple[str, ...]]:
    """The names of every command that is no group."""
    return [names for names in COMMANDS if not any(other[:-1] == names for other in COMMANDS if other)]


def examples_of(names: tuple[str, ...]) -> list[str]:
    """The examples in the declaration of a command."""
    lines = (COMMANDS[names].epilog or "").splitlines()
    return [line.strip() for line in lines if line.startswith("  ")]


def write_book(name: str, *rows: list[object]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(name)


def write_orders() -> None:
    """A database of orders, the mapping that groups them, and a definition that becomes one."""
    duckdb.connect("shop.duckdb").execute(
        "CREATE TABLE orders AS SELECT 'Brazil' AS country, DATE '2024-01-05' AS day, 5 AS amount"
    ).close()
    Path("models").mkdir()
    Path("models/orders.yml").write_text(DEFINITIONS)
    Path("orders.toml").write_text('[facts.orders]\nmarket = "country"\ndate = "day"\nvalue = "amount"\n')


@pytest.fixture
def folder(own_store: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the examples name, and a store with three vintages of `mine`."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name, text in (("sales.csv", FIGURES), ("API_NY.GDP.MKTP.CD.csv", WORLD_BANK)):
        Path(name).write_text(text)
    write_orders()
    write_book("plan.xlsx", ['=_xll.MARKET_SHARE("Brazil")'])
    write_book("messy.xlsx", ["Country", "Quarter", "Sales (USD m)"], ["Brazil", "1Q2024", 5], ["Japan", "1Q2024", 7])
    for number in (1, 2, 3):
        Path("older.csv").write_text(FIGURES.replace("100", f"10{number}"))
        assert run(["import", "older.csv", "--as", "mine", "--quiet"]) == 0
    return tmp_path


@pytest.mark.parametrize("names", leaves(), ids=" ".join)
def test_the_help_of_a_command_ends_with_examples_that_fit_the_terminal(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = said(capsys, *names, "--help")[1]
    examples = examples_of(names)
    title = "Example:" if len(examples) == 1 else "Examples:"
    assert examples
    assert out.endswith("\n".join([f"  {title}", *(f"    {example}" for example in examples)]) + "\n")
    assert max(map(len, out.splitlines())) <= 80


@contextmanager
def agencies() -> Iterator[None]:
    """The agencies of the ready series that the examples name, on this machine, with one series fetched before."""
    paths = {"exchange-rates": "/data/EXR/M..EUR.SP00.A", "population": "/data/WDI/A.SP_POP_TOTL./"}
    with serving() as agency, Path("xlmarket.toml").open("w") as settings:
        for name, path in paths.items():
            agency.play(path, message(BRAZIL))
            settings.write(f'[fetch.{name}]\nurl = "{agency.url}"\n')
        settings.close()
        assert run(["fetch", "population", "--quiet"]) == 0
        yield


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Ibis calls methods of its engine that will have other names
@pytest.mark.parametrize("example", [example for names in leaves() for example in examples_of(names)])
def test_an_example_of_a_help_runs(capsys: Captured, folder: Path, example: str) -> None:
    program, *arguments = shlex.split(example)
    assert program == "xlmarket"
    if (program, arguments[0]) == RUNS_UNTIL_ENDED:
        pytest.skip("runs until it is ended: tests/cli/test_serve.py")
    if arguments[:2] == ["template", "preview"] or arguments[-1].endswith(".pdf"):
        conftest.program("soffice", "libreoffice-calc")
    if "region-template.xlsx" in arguments:
        assert run(["template", "new", "region"]) == 0
    if arguments[0] == "trace":
        assert run(["report", "region-quarterly", "--region", "Europe", *SAMPLE, "-o", "europe.xlsx"]) == 0
    if arguments[0] == "addin":
        arguments += ["--host", "excel", "--folder", str(folder)]
    with agencies() if arguments[0] == "fetch" else nullcontext():
        capsys.readouterr()
        code, _, err = said(capsys, *arguments)
    assert code == (5 if arguments[0] == "doctor" and "--host" in arguments else 0), err


def commands_of(pieces: Iterable[str]) -> list[str]:
    """The commands among lines or spans of code, without prompt, path, comment and what is aligned to their right."""
    starts = (re.sub(r"^(\$ )?(\.venv/bin/)?", "", piece) for piece in pieces)
    return [re.split(r" {2,}|  #", piece)[0] for piece in starts if piece.startswith("xlmarket ")]


def lines_of(text: str) -> list[str]:
    """The commands in the fenced blocks of a page: whole ones, as they are typed."""
    return commands_of(line for block in FENCED.findall(text) for line in block.splitlines())


def spans_of(text: str) -> list[str]:
    """The commands within the sentences of a page, which may leave out what is required."""
    return commands_of(re.findall(r"`([^`\n]+)`", FENCED.sub("", text)))


def typed(find: Callable[[str], list[str]]) -> list[tuple[str, str]]:
    """Commands of all pages, with their page."""
    return [(page.name, command) for page in PAGES for command in find(page.read_text(encoding="utf-8"))]


def leaf_of(command: str) -> tuple[tuple[str, ...], list[str]]:
    """The names of a command, and the words after them."""
    words = shlex.split(command)[1:]
    names: tuple[str, ...] = ()
    while words and (*names, words[0]) in COMMANDS:
        names = (*names, words.pop(0))
    return names, words


@pytest.mark.parametrize(("page", "command"), typed(lines_of))
def test_a_command_in_a_block_of_a_page_parses(page: str, command: str) -> None:
    names, words = leaf_of(command)
    assert names in leaves(), page
    with COMMANDS[names].make_context("xlmarket", words):
        pass


def test_a_block_with_a_wrong_command_would_be_found() -> None:
    assert lines_of("```\nxlmarket exprt  # all\n$ xlmarket report x --as-off 1\n```") == [
        "xlmarket exprt",
        "xlmarket report x --as-off 1",
    ]
    assert leaf_of("xlmarket exprt")[0] not in leaves()
    names, words = leaf_of("xlmarket report brief --as-off 1 -o x.xlsx")
    with pytest.raises(click.UsageError, match="as-off"):
        COMMANDS[names].make_context("xlmarket", words)


@pytest.mark.parametrize(("page", "command"), typed(spans_of))
def test_a_command_in_a_sentence_is_there_with_its_options(page: str, command: str) -> None:
    names, words = leaf_of(command)
    assert names in leaves() or not words or words[0].startswith("-"), page
    parameters = COMMANDS[names].params
    options = {name for parameter in parameters for name in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in words if re.match(r"--?[a-z]", word)} <= options | {"--help", "--version"}, page
