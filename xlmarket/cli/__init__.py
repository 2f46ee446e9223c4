"""The command line: `main` runs a command and turns every error into one line and the exit code of its class."""

from __future__ import annotations

import json
import os
import sys

import click
from click.exceptions import Exit, NoArgsIsHelpError

from xlmarket.cli.program import PROGRAM
from xlmarket.errors import XlmarketError

INTERRUPTED = 130


def main() -> None:
    """The entry point of the `xlmarket` program."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    if shell := os.environ.get("_XLMARKET_COMPLETE"):
        from xlmarket.cli.completion import answer_shell

        sys.exit(answer_shell(PROGRAM, shell))
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    try:
        return _invoke(arguments)
    except XlmarketError as error:
        _print_error(error, as_json="--json" in arguments)
        return error.exit_code
    except NoArgsIsHelpError as request:
        sys.stdout.write(request.format_message().rstrip("\n") + "\n")
        return 0
    except click.ClickException as fault:
        return _print_usage(fault)
    except (KeyboardInterrupt, EOFError, click.Abort):
        sys.stderr.write("xlmarket: interrupted; the same command goes on from here\n")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:  # noqa: BLE001 - the last resort of a program
        return _print_fault(fault)


def _invoke(arguments: list[str]) -> int:
    """Run a command without click's own handling of errors."""
    try:
        with PROGRAM.make_context("xlmarket", list(arguments)) as context:
            code = PROGRAM.invoke(context)
    except Exit as end:
        code = end.exit_code
    sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _print_error(error: XlmarketError, *, as_json: bool) -> None:
    sys.stdout.flush()
    text = json.dumps(error.fields(), ensure_ascii=False) if as_json else f"xlmarket: {error}"
    sys.stderr.write(text + "\n")


def _print_usage(fault: click.ClickException) -> int:
    """The parser's message of an unknown option or a missing argument."""
    context = getattr(fault, "ctx", None)
    remedy = f"; see '{context.command_path} --help'" if context else ""
    sys.stderr.write(f"xlmarket: {fault.format_message().rstrip('.')}{remedy}\n")
    return 2


def _print_fault(fault: Exception) -> int:
    """An error that is not the user's. Raises it when `XLMARKET_DEBUG` is set."""
    if os.environ.get("XLMARKET_DEBUG"):
        raise fault
    kind = type(fault).__name__
    sys.stderr.write(f"xlmarket: a fault of ours: {kind}: {fault}; XLMARKET_DEBUG=1 shows where\n")
    return 1
