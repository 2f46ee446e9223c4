"""The program: a table of its commands, each loaded when it is used."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from xlmarket.cli.commands import CommandGroup

COMMANDS = {
    "eval": ("evaluate", "evaluate", "Calculate one formula and print it as a cell shows it."),
    "functions": ("evaluate", "functions", "Print the manual of the worksheet functions, or of one."),
    "import": ("imports", "import_files", "Import files of figures as a new vintage."),
    "fetch": ("fetch", "fetch", "Fetch series from the agencies that publish them, each as a new vintage."),
    "data": ("data", "data", "List, show, compare, undo, export, copy and connect data sets."),
    "report": ("reports", "report", "Write one report."),
    "export": ("export", "export", "Write reports for many regions and periods."),
    "chart": ("chart", "chart", "Draw a chart."),
    "trace": ("trace", "trace", "Print where a figure of a finished report comes from."),
    "template": ("templates", "template", "List, check, preview and start report templates."),
    "workbook": ("workbooks", "workbook", "Write a workbook that calculates with nothing installed."),
    "embed": ("embed", "embed", "Put the figures and the functions into a workbook."),
    "formulas": ("formulas", "formulas", "Check, convert or freeze the functions in a workbook."),
    "addin": ("addin", "addin", "Install the functions in Excel on Windows or LibreOffice."),
    "doctor": ("doctor", "doctor", "Show what is installed, what is wrong, and how to mend it."),
    "completion": ("completion", "completion", "Print the script that completes commands in your shell."),
    "serve": ("serve", "serve", "Serve the functions to Excel on Mac and the web."),
}
"""Each command with its module, the name in it, and the first line of its help."""


class Program(CommandGroup):
    """`xlmarket` itself. `eval` does not pay for the imports of `report`, and `--help` for none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        return getattr(import_module(f"xlmarket.cli.{module}"), attribute)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """Return the commands with the first line of their help, without loading them."""
        commands = [CompletionItem(name, help=row[2]) for name, row in COMMANDS.items() if name.startswith(incomplete)]
        return commands if not incomplete.startswith("-") else super().shell_complete(ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, _, summary) in COMMANDS.items()])


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"xlmarket {version('xlmarket')}")
        ctx.exit()


PROGRAM = Program(
    "xlmarket",
    help="Market shares, growth and ranks as formulas, finished Excel reports and batch exports.",
    no_args_is_help=True,
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_version,
            help="Print the version.",
        )
    ],
)
