"""`xlmarket completion`: scripts that complete commands in a shell, and the answers that they ask for.

A script calls the program with the words typed so far in `COMP_WORDS` and the shell in `_XLMARKET_COMPLETE`. It prints one
completion a line: what kind it is, the text, a help text. A file is left to the shell, of which only the ending is printed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem, ShellComplete, split_arg_string

from xlmarket.cli.commands import command
from xlmarket.cli.options import ChoiceType
from xlmarket.cli.session import Session
from xlmarket.cli.shells import SCRIPTS
from xlmarket.errors import XlmarketError

VARIABLE = "_XLMARKET_COMPLETE"


def _shells() -> Iterable[str]:
    return SCRIPTS


@command("completion", "xlmarket completion bash", "xlmarket completion powershell")
@click.argument("shell", type=ChoiceType(_shells), metavar="SHELL", help="bash, zsh, fish or powershell.")
def completion(session: Session, shell: str) -> None:
    """Print the script that completes commands in your shell.

    It completes commands, options, choices, templates, data sets, regions, markets, metrics, periods, and files by their
    endings. To have it in every new shell:

    \b
    bash  xlmarket completion bash >> ~/.bashrc
    zsh   xlmarket completion zsh >> ~/.zshrc
    fish  xlmarket completion fish > ~/.config/fish/completions/xlmarket.fish
    pwsh  xlmarket completion powershell >> $PROFILE
    """  # noqa: D301 - \b is click's mark of lines that it does not wrap
    session.result(SCRIPTS[shell].rstrip("\n"), {"shell": shell, "script": SCRIPTS[shell]})


def answer_shell(program: click.Command, shell: str) -> int:
    """Print the completions of the words typed so far. What cannot be completed has none."""
    answerer = {"fish": _FishWords, "powershell": _PowerShellWords}.get(shell, _Words)(
        program, {}, "xlmarket", VARIABLE
    )
    try:
        text = answerer.complete()
    except (XlmarketError, click.ClickException, OSError):
        return 0
    sys.stdout.buffer.write(text.encode() + b"\n" if text else b"")
    return 0


class _Words(ShellComplete):
    """The words of bash and zsh: all of them as typed, and the number of the one at the cursor."""

    name = "words"

    def get_completion_args(self) -> tuple[list[str], str]:
        words = split_arg_string(os.environ.get("COMP_WORDS", ""))
        number = int(os.environ.get("COMP_CWORD", "0"))
        return words[1:number], words[number] if number < len(words) else ""

    def format_completion(self, item: CompletionItem[str]) -> str:
        help_text = " ".join((item.help or "").split())
        return f"{item.type}\t{item.value}\t{help_text}"


class _FishWords(_Words):
    """The words of fish: those before the cursor, and the one at it again by itself."""

    def get_completion_args(self) -> tuple[list[str], str]:
        words = split_arg_string(os.environ.get("COMP_WORDS", ""))[1:]
        last = "".join(split_arg_string(os.environ.get("COMP_CWORD", ""))[:1])
        return words[:-1] if last and words[-1:] == [last] else words, last


class _PowerShellWords(_Words):
    """The words of PowerShell: one a line without their quotes, up to the cursor, and the one at it by itself."""

    def get_completion_args(self) -> tuple[list[str], str]:
        words = os.environ.get("COMP_WORDS", "").splitlines()[1:]
        last = os.environ.get("COMP_CWORD", "").strip("'\"")
        return words[:-1] if last and words[-1:] == [last] else words, last
