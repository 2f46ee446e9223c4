"""The types of options and arguments, and the options that several commands declare alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from xlmarket.addresses import is_address
from xlmarket.errors import UsageError

if TYPE_CHECKING:
    from xlmarket.store import DatasetState

Choices = Callable[[], Iterable[str]]


class TextType(click.types.StringParamType):
    """A text. Shells complete it by the name of its option or argument."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        from xlmarket.cli.suggestions import suggest

        return suggest(param.name or "", ctx, incomplete)


class PathType(click.ParamType[Path]):
    """A file or a folder. Whether it exists is the business of the command."""

    def __init__(self, name: str) -> None:
        self.name = name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        return Path(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        from xlmarket.cli.suggestions import suggest_files

        kind = "dir" if self.name == "folder" else "file"
        return suggest_files(param.name or "") or [CompletionItem(incomplete, type=kind)]


class SourceType(PathType):
    """A file, or the URL of an engine, which stays a text."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if is_address(value) else Path(value)


class DateType(click.ParamType[date]):
    """A day: 2025-01-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            raise _invalid(param, value, "give a date such as 2025-01-31") from None


class AsOfType(click.ParamType["DatasetState"]):
    """A day, or the number of a vintage."""

    name = "date|n"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> DatasetState:
        from xlmarket.store import parse_as_of

        try:
            return parse_as_of(value) if isinstance(value, str) else value
        except ValueError:
            remedy = "give a date or the number of a vintage, such as 2025-01-31 or 3"
            raise _invalid(param, value, remedy) from None


class ChoiceType(click.ParamType[str]):
    """One of several words, in any case. `choices` is called when the words are needed, for they may cost an import."""

    name = "choice"

    def __init__(self, choices: Choices) -> None:
        self._choices = choices

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        return None if param.param_type_name == "argument" else f"[{'|'.join(self._choices())}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return value if _is_completing(ctx) else _choose(param, value, tuple(self._choices()))

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        from xlmarket.cli.suggestions import suggest_choices

        return suggest_choices(self._choices(), incomplete)


class ListType(click.ParamType[tuple[str, ...]]):
    """Several words with commas between them, each one of the choices."""

    name = "list"

    def __init__(self, choices: Choices) -> None:
        self._choices = choices

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return f"[{','.join(self._choices())}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        words = [part for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        if _is_completing(ctx):
            return tuple(words)
        if not words:
            raise UsageError(f"{_label(param)} is empty", allowed=tuple(self._choices()))
        return tuple(dict.fromkeys(_choose(param, word, tuple(self._choices())) for word in words))

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        from xlmarket.cli.suggestions import suggest_choices

        before, comma, last = incomplete.rpartition(",")
        given = before.split(",")
        words = suggest_choices((word for word in self._choices() if word not in given), last)
        return [CompletionItem(f"{before}{comma}{word.value}") for word in words]


def _is_completing(ctx: click.Context | None) -> bool:
    """Whether a shell asks for completions. Then other options are not checked, for choices may cost an import."""
    return ctx is not None and ctx.resilient_parsing


def _choose(param: click.Parameter | None, value: str, choices: tuple[str, ...]) -> str:
    word = value.strip().lower()
    if word not in choices:
        raise UsageError.invalid(_label(param), value, choices)
    return word


def _invalid(param: click.Parameter | None, value: str, remedy: str) -> UsageError:
    return UsageError.invalid(_label(param), value, remedy=remedy)


def _label(param: click.Parameter | None) -> str:
    """What a message calls an option or argument: `--format`, `FILE`."""
    if param is None:
        return "value"
    return max(param.opts, key=len) if isinstance(param, click.Option) else param.human_readable_name


FILE = PathType("file")
SOURCE = SourceType("file")
FOLDER = PathType("folder")
DATE = DateType()
AS_OF = AsOfType()

as_of_option = click.option("--as-of", type=AS_OF, help="Figures as they were on a day or at a vintage: 2025-01-31, 3.")
theme_option = click.option(
    "--theme",
    metavar="FILE",
    help="A palette (teal, navy, forest, plum) or a file with your colours and fonts: .thmx, .xlsx, .potx.",
)
dataset_argument = click.argument("name", metavar="DATASET", help="A data set.")


def output_option(text: str, *, required: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare `-o FILE`."""
    return click.option("--output", "-o", type=FILE, required=required, help=text)


def prefix_option(names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare `--prefix`, with an example of a name that has one."""
    prefix = names.split("MARKET")[0].rstrip("_.")
    return click.option(
        "--prefix", default="", show_default=False, help=f"What the names begin with: {prefix} for {names}."
    )
