"""The command line: `main` runs a command and turns every error into one line and the exit code of its class."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from typing import Annotated

import typer

from xlmarket.errors import XlmarketError

INTERRUPTED = 130

ROOMS = {
    "formulas": ("eval", "functions"),
    "spellings": ("formulas",),
    "imports": ("import",),
    "data": ("data",),
    "reports": ("report", "export", "template"),
    "workbooks": ("workbook",),
    "embed": ("embed",),
    "serve": ("serve",),
    "addin": ("addin",),
    "doctor": ("doctor",),
}
"""The modules of this room with the commands each declares."""


def _app(arguments: list[str]) -> typer.Typer:
    """The program with the room of the command asked for, so that `eval` pays for nothing else; with all for help."""
    app = typer.Typer(
        name="xlmarket",
        help="Market shares, growth and ranks as formulas, finished Excel reports and batch exports.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_everywhere)
    wanted = [room for room, commands in ROOMS.items() if arguments and arguments[0] in commands]
    for room in wanted or ROOMS:
        import_module(f"xlmarket.cli.{room}").register(app)
    return app


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"xlmarket {version('xlmarket')}")
        raise typer.Exit


def _everywhere(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    pass


def main() -> None:
    """The entry point of the `xlmarket` program."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; answers its exit code."""
    try:
        code = _app(arguments)(arguments, prog_name="xlmarket", standalone_mode=False)
        sys.stdout.flush()
        if code == INTERRUPTED:
            sys.stderr.write("xlmarket: interrupted; the same command goes on from here\n")
        return code if isinstance(code, int) else 0
    except XlmarketError as error:
        _report(error, as_json="--json" in arguments)
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:  # noqa: BLE001 - the last resort of a program
        if type(fault).__name__ == "NoArgsIsHelpError":
            return _help(fault)
        return _wrong_usage(fault) if hasattr(fault, "format_message") else _fault_of_ours(fault)


def _report(error: XlmarketError, *, as_json: bool) -> None:
    text = json.dumps(error.fields(), ensure_ascii=False) if as_json else f"xlmarket: {error}"
    sys.stderr.write(text + "\n")


def _help(asked: Exception) -> int:
    """`xlmarket` and its rooms without a command print their help: nothing is wrong."""
    sys.stdout.write(asked.format_message().rstrip("\n") + "\n")  # type: ignore[attr-defined]
    return 0


def _wrong_usage(fault: Exception) -> int:
    """What the command line parser says of a wrong option or argument."""
    context = getattr(fault, "ctx", None)
    remedy = f"; see '{context.command_path} --help'" if context else ""
    sys.stderr.write(f"xlmarket: {fault.format_message().rstrip('.')}{remedy}\n")  # type: ignore[attr-defined]
    return 2


def _fault_of_ours(fault: Exception) -> int:
    if os.environ.get("XLMARKET_DEBUG"):
        raise fault
    kind = type(fault).__name__
    sys.stderr.write(f"xlmarket: a fault of ours: {kind}: {fault}; XLMARKET_DEBUG=1 shows where\n")
    return 1
