"""How a command is declared: its shared options, its examples, and the layout of its help. Every command uses this."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import click

from xlmarket.cli.options import FILE, TextType
from xlmarket.cli.session import Session
from xlmarket.errors import UsageError


class SharedOption(click.Option):
    """An option that every command takes, before or after the name of the command."""


def _shared_options() -> list[click.Parameter]:
    return [
        SharedOption(["--dataset"], help="The data set to read (default: cross-border-2015, or that of the settings)."),
        SharedOption(
            ["--store"], metavar="URL", help="The store of imported figures: a file or a URL (also XLMARKET_STORE)."
        ),
        SharedOption(["--config"], type=FILE, help="The settings file (default: xlmarket.toml in this folder)."),
        SharedOption(["--quiet"], is_flag=True, help="Print no messages and no progress bar."),
        SharedOption(["--json"], is_flag=True, help="Print results and errors as JSON."),
    ]


class Command(click.Command):
    """A command with the shared options. Its function gets them as a `Session`, its first argument."""

    def __init__(self, name: str | None = None, **attributes: Any) -> None:
        attributes["params"] = [*(attributes.get("params") or []), *_shared_options()]
        for parameter in attributes["params"]:
            parameter.type = TextType() if parameter.type is click.STRING else parameter.type
        super().__init__(
            name, context_settings={"show_default": True, "help_option_names": ["-h", "--help"]}, **attributes
        )

    def invoke(self, ctx: click.Context) -> Any:
        shared = {option.name: ctx.params.pop(option.name) for option in self._shared()}
        ctx.obj = replace(ctx.obj or Session(), **{name: value for name, value in shared.items() if value})
        return super().invoke(ctx)

    def _shared(self) -> list[SharedOption]:
        return [parameter for parameter in self.params if isinstance(parameter, SharedOption)]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options in two parts: those of the command, and those of every command."""
        shared = self._shared()
        options = [option for option in self.get_params(ctx) if option not in shared and option.opts[0][:1] == "-"]
        _write_section(ctx, formatter, "Options", options)
        _write_section(ctx, formatter, "Options of every command", shared)


class CommandGroup(Command, click.Group):
    """Commands under one name, listed in the order of their declaration."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name, known = args[0], self.list_commands(ctx)
        if name not in known and not name.startswith("-"):
            raise unknown_command(ctx, name, known)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        super().format_options(ctx, formatter)


def unknown_command(ctx: click.Context, name: str, known: Sequence[str]) -> UsageError:
    """The error of a command that does not exist."""
    return UsageError.unknown("command", name, known, allowed=(), remedy=f"see '{ctx.command_path} --help'")


def _write_section(
    ctx: click.Context, formatter: click.HelpFormatter, title: str, parameters: Iterable[click.Parameter]
) -> None:
    records = [record for parameter in parameters if (record := parameter.get_help_record(ctx))]
    if records:
        with formatter.section(title):
            formatter.write_dl(records)


def command(name: str, *examples: str) -> Callable[[Callable[..., int | None]], Command]:
    """Declare a command of a function. Its help ends with the examples, and the function may return an exit code."""

    def declare(function: Callable[..., int | None]) -> Command:
        return click.command(name, cls=Command, epilog=_example_lines(examples))(click.pass_obj(function))

    return declare


def command_group(name: str, summary: str, *commands: Command) -> CommandGroup:
    """Declare a group of commands, such as `xlmarket data`."""
    return CommandGroup(name, help=summary, commands=list(commands), no_args_is_help=True)


def _example_lines(examples: Sequence[str]) -> str:
    """The end of a command's help: one example a line."""
    title = "Example:" if len(examples) == 1 else "Examples:"
    return "\n".join(["\b", title, *(f"  {example}" for example in examples)])
