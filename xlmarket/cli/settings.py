"""The options every command takes, and what commands share: the figures they open, and how they speak."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from xlmarket.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from xlmarket.config import Config
    from xlmarket.functions import Snapshot
    from xlmarket.store import DatasetState


@dataclass(frozen=True, slots=True)
class Settings:
    """The options every command takes."""

    dataset: str | None = None
    store: str | None = None
    config: Path | None = None
    quiet: bool = False
    json: bool = False

    def load_config(self) -> Config:
        from xlmarket.config import load_config

        return load_config(self.config)

    def open_snapshot(self, as_of: DatasetState | None = None) -> Snapshot:
        from xlmarket.functions import open_snapshot

        return open_snapshot(self.dataset, store=self.store, as_of=as_of, config=self.load_config())

    def say(self, text: str) -> None:
        """A message to the person at the terminal; results go to standard output instead."""
        if not self.quiet:
            sys.stderr.write(text + "\n")

    def answer(self, plain: str, data: Any) -> None:
        """The result of a command: text, or JSON when asked for."""
        text = json.dumps(data, ensure_ascii=False, indent=2, default=str) if self.json else plain
        sys.stdout.write(text + "\n")


def _shared(
    dataset: Annotated[
        str | None, typer.Option(help="The data set to read (default: cross-border-2015, or the config's).")
    ] = None,
    store: Annotated[
        str | None, typer.Option(help="Where imported figures lie: a file or URL (also XLMARKET_STORE).")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="The settings file (default: xlmarket.toml here, if there is one).")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No messages and no progress bar.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Results and errors as JSON.")] = False,
) -> None:
    """The shared options, declared as any command declares its own."""


@cache
def _shared_options() -> list[Any]:
    app = typer.Typer(add_completion=False)
    app.command()(_shared)
    return list(typer.main.get_command(app).params)


class Command(TyperCommand):
    """A command that also takes the shared options and hands them on as `ctx.obj`."""

    def __init__(self, name: str | None, **options: Any) -> None:
        options["params"] = [*(options.get("params") or []), *_shared_options()]
        super().__init__(name, **options)

    def invoke(self, ctx: Any) -> Any:
        ctx.obj = Settings(**{field.name: ctx.params.pop(field.name) for field in fields(Settings)})
        return super().invoke(ctx)


def example_lines(*commands: str) -> str:
    """The end of a command's help: its examples, a line each as it is typed."""
    return "\n".join(["\b", "Example:" if len(commands) == 1 else "Examples:", *(f"  {one}" for one in commands)])


def settings(context: typer.Context) -> Settings:
    """The shared options of the running command."""
    found = context.obj
    assert isinstance(found, Settings)  # noqa: S101 - every command is a Command
    return found


def read_date(text: str | None, option: str) -> date | None:
    """A date option written 2025-01-31."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} takes a date", found=text, allowed="2025-01-31") from None


def read_as_of(text: str | None) -> DatasetState | None:
    """What `--as-of` says: a day, or the number of a vintage."""
    from xlmarket.store import parse_as_of

    try:
        return None if text is None else parse_as_of(text)
    except ValueError:
        raise UsageError(
            "--as-of takes a date or the number of a vintage", found=text, allowed=("2025-01-31", "3")
        ) from None


AS_OF = "The figures as they stood on a day, or at a vintage: 2025-01-31, or 3."


def console() -> Console:
    """The terminal for progress bars: standard error."""
    from rich.console import Console

    return Console(stderr=True)
