"""The options that every command takes, with what a command does with them: open figures and print results."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from xlmarket.config import Config
    from xlmarket.functions import Snapshot
    from xlmarket.store import DatasetState


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The options that every command takes."""

    dataset: str | None = None
    store: str | None = field(default=None, repr=False)
    config: Path | None = None
    quiet: bool = False
    json: bool = False

    def load_config(self) -> Config:
        """The settings file of `--config`, or `xlmarket.toml` in this folder. Raises `ConfigError`."""
        from xlmarket.config import load_config

        return load_config(self.config)

    def store_url(self) -> str | None:
        """The store of `--store`, else of the settings file. Raises `ConfigError`."""
        return self.store or self.load_config().store

    def open_snapshot(self, as_of: DatasetState | None = None) -> Snapshot:
        """The figures of the data set. Raises `ConfigError`, `InputError` or `StoreDamaged`."""
        from xlmarket.functions import open_snapshot

        return open_snapshot(self.dataset, store=self.store, as_of=as_of, config=self.load_config())

    def message(self, text: str) -> None:
        """Write a line to standard error, unless `--quiet` was given."""
        if not self.quiet:
            sys.stderr.write(text + "\n")

    def result(self, plain: str, data: Any) -> None:
        """Write the result of a command to standard output: text, or with `--json` the data."""
        text = json.dumps(data, ensure_ascii=False, indent=2, default=str) if self.json else plain
        sys.stdout.write(text + "\n")


def is_terminal() -> bool:
    """Whether a person can be asked: both input and messages are a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def console() -> Console:
    """The terminal that shows progress bars: standard error."""
    from rich.console import Console

    return Console(stderr=True)
