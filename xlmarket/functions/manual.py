"""The manual of the worksheet functions, made from the registry: pages for the terminal, and `docs/functions.md`.

`python -m xlmarket.functions.manual docs` writes the page. A test compares it with what is generated.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from xlmarket.functions.registry import find_function, registry
from xlmarket.functions.spec import Function

_ERRORS = """\
| a cell shows | it means |
| --- | --- |
| `#N/A` | a known market without that figure, or a figure that is not meaningful |
| `#VALUE!` | a name, period or argument that means nothing; the sentence names the nearest |
| `#DIV/0!` | a base of zero |
| `#NUM!` | mathematically undefined, such as a rate over a change of sign |

`MARKET_WHY("FUNCTION", arguments …)` says the sentence behind an error. An error given as an argument comes back."""

_OPTIONS = """\
The last argument of every function is one text, `"key=value; key=value"`:

| option | values |
| --- | --- |
"""


FAMILIES = ("Values and shares", "Growth", "Structure", "Outlook", "Lists", "Origins", "Names")


def families() -> dict[str, list[Function]]:
    """The functions by family, in the order of the manual."""
    found: dict[str, list[Function]] = {family: [] for family in FAMILIES}
    for function in registry().values():
        found[function.family].append(function)
    return found


def index(width: int = 80) -> str:
    """Every function with its first sentence, for the terminal."""
    longest = max(len(name) for name in registry())
    lines = []
    for family, functions in families().items():
        lines += ["", family]
        for function in functions:
            lead = f"  {function.cell_name:<{longest}}  "
            lines.append(lead + textwrap.shorten(function.summary, width - len(lead), placeholder=" …"))
    return "\n".join([*lines[1:], "", "xlmarket functions NAME shows one."])


def page(name: str, width: int = 80) -> str:
    """The manual page of a function, for the terminal."""
    function = find_function(name)
    lines = [*textwrap.wrap(function.signature, width, subsequent_indent="    "), ""]
    lines += textwrap.wrap(function.summary, width)
    for paragraph in filter(None, function.description.split("\n\n")):
        lines += ["", *textwrap.wrap(" ".join(paragraph.split()), width)]
    lines += ["", "Arguments"]
    longest = max((len(parameter.label) for parameter in function.parameters), default=0)
    for parameter in function.parameters:
        lead = f"  {parameter.label:<{longest}}  "
        lines += textwrap.wrap(parameter.takes.help, width, initial_indent=lead, subsequent_indent=" " * len(lead))
    if function.options:
        lines += ["", *textwrap.wrap(f"Options: {', '.join(function.options)}", width, subsequent_indent="    ")]
    lines += ["", "Examples"]
    for example in function.examples:
        lines.append(f"  {example.formula}")
        lines += [f"    {line}" for line in example.shown.expandtabs(20).splitlines()]
        lines.append(f"    (on {example.dataset})")
    return "\n".join(lines)


def data(name: str | None = None) -> object:
    """The same as plain data, for `--json` and other programs."""
    functions = list(registry().values()) if name is None else [find_function(name)]
    return [
        {
            "name": function.cell_name,
            "family": function.family,
            "signature": function.signature,
            "summary": function.summary,
            "description": function.description,
            "answers": function.format,
            "options": list(function.options),
            "parameters": [
                {"name": one.name, "help": one.takes.help, "optional": one.optional, "allowed": list(one.takes.choices)}
                for one in function.parameters
            ],
            "examples": [
                {"formula": one.formula, "shown": one.shown, "dataset": one.dataset} for one in function.examples
            ],
        }
        for function in functions
    ]


def markdown() -> str:
    """The whole page of functions."""
    return "\n".join(_markdown()) + "\n"


def _markdown() -> Iterator[str]:
    from xlmarket.functions.options import CHOICES, FREE

    yield "# Functions\n"
    yield "Made from the registry by `make docs`. The same call gives the same answer in a cell, a template, Python and"
    yield "on the command line. Markets spill down, periods across; omitted, empty text and an empty cell are the same.\n"
    for family, functions in families().items():
        links = ", ".join(f"[{function.cell_name}](#{function.anchor})" for function in functions)
        yield f"- {family}: {links}"
    yield "\n## Errors\n"
    yield _ERRORS
    yield "\n## Options\n"
    rows = [
        f"| `{key}` | {', '.join(f'`{value}`' for value in values if value)}{' (the first is the default)' * bool(values[0])} |"
        for key, values in CHOICES.items()
    ]
    rows += [f"| `{key}` | {what} |" for key, what in FREE.items()]
    yield _OPTIONS + "\n".join(rows)
    yield from _options_by_function()
    for family, functions in families().items():
        yield f"\n## {family}"
        for function in functions:
            yield from _section(function)


def _options_by_function() -> Iterator[str]:
    """Which function takes which option."""
    from xlmarket.functions.options import CHOICES, FREE

    takers = [function for function in registry().values() if function.options]
    keys = [key for key in (*CHOICES, *FREE) if any(key in function.options for function in takers)]
    yield "\nAn option that has no meaning for a function is an error that lists those that have:\n"
    yield f"| function | {' | '.join(f'`{key}`' for key in keys)} |"
    yield f"| --- |{' :-: |' * len(keys)}"
    for function in takers:
        marks = " | ".join("•" if key in function.options else " " for key in keys)
        yield f"| [{function.cell_name}](#{function.anchor}) | {marks} |"


def _section(function: Function) -> Iterator[str]:
    yield f'\n<a id="{function.anchor}"></a>\n### {function.cell_name}\n'
    yield f"`{function.signature}`\n"
    yield function.summary
    if function.description:
        yield f"\n{function.description}"
    if function.parameters:
        yield "\n| argument | |\n| --- | --- |"
    for parameter in function.parameters:
        yield f"| `{parameter.label}` | {parameter.takes.help.replace('|', chr(92) + '|')} |"
    if function.options:
        yield f"\nOptions: {', '.join(f'`{key}`' for key in function.options)}"
    for example in function.examples:
        yield f"\n```\n{example.formula}\n{example.shown}\n```\n*on {example.dataset}*"


if __name__ == "__main__":
    target = Path(sys.argv[1]) / "functions.md"
    target.write_text(markdown(), encoding="utf-8")
