"""How a command is declared: its session, its exit code, its examples; and that a command loads when it is used."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from xlmarket.cli.commands import Command, command, command_group
from xlmarket.cli.session import Session
from xlmarket.errors import UsageError


@command("show", "xlmarket show")
@click.option("--number", type=int)
def show(session: Session, number: int | None) -> int:
    """Show a number."""
    session.result(f"{session.dataset} {number}", {"number": number})
    return number or 0


group = command_group("group", "Some commands.", show)


def invoke(target: Command, *arguments: str) -> object:
    with target.make_context("x", list(arguments)) as context:
        return target.invoke(context)


def test_a_command_gets_the_shared_options_as_its_session(capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(show, "--dataset", "mine", "--number", "3") == 3
    assert capsys.readouterr().out == "mine 3\n"


def test_options_after_the_name_of_a_command_win(capsys: pytest.CaptureFixture[str]) -> None:
    invoke(group, "--dataset", "a", "--json", "show", "--dataset", "b")
    assert capsys.readouterr().out == '{\n  "number": null\n}\n'
    invoke(group, "--dataset", "a", "show")
    assert capsys.readouterr().out == "a None\n"


def test_an_unknown_command_of_a_group_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r'unknown command "shw": did you mean show\? see'):
        invoke(group, "shw")


def test_the_help_has_the_shared_options_apart_and_ends_with_the_examples() -> None:
    with show.make_context("x", []) as context:
        text = show.get_help(context)
    assert text.index("\nOptions:") < text.index("\nOptions of every command:") < text.index("  Example:")
    assert text.endswith("    xlmarket show")
    assert text.count("--number") == text.count("--dataset") == 1


@pytest.mark.parametrize("arguments", [["--help"], ["eval", "--help"], ["--version"]])
def test_a_help_loads_no_figures(arguments: list[str]) -> None:
    heavy = "{'numpy', 'pandas', 'openpyxl', 'lxml', 'sqlalchemy', 'rich', 'pydantic', 'xlmarket.functions'}"
    code = f"import sys; from xlmarket.cli import run; run({arguments}); sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0
