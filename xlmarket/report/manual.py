"""The manual of the filters of templates, `docs/filters.md`, made from `FILTERS` and the docstrings.

`python -m xlmarket.report.manual docs` writes the page. A test compares it with what is generated.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xlmarket.report.filters import FILTERS

_EXAMPLE = re.compile(r"`\{\{ (.+) \}\}` -> `(.+)`")


@dataclass(frozen=True, slots=True)
class Example:
    """An expression, without its braces, and the text it gives."""

    expression: str
    shown: str


def examples(filter_: Callable[..., Any]) -> tuple[Example, ...]:
    """The examples in the docstring of a filter."""
    return tuple(Example(match[1], match[2]) for match in _EXAMPLE.finditer(inspect.getdoc(filter_) or ""))


def signature(name: str) -> str:
    """A filter as a template writes it, with its defaults: `percent(decimals=1)`."""
    _, *parameters = inspect.signature(FILTERS[name]).parameters.values()
    arguments = ", ".join(
        parameter.name if parameter.default is parameter.empty else f"{parameter.name}={json.dumps(parameter.default)}"
        for parameter in parameters
    )
    return f"{name}({arguments})" if arguments else name


def markdown() -> str:
    """The whole page of filters."""
    return "\n".join(_markdown()) + "\n"


def _markdown() -> Iterator[str]:
    names = [name for name, filter_ in FILTERS.items() if filter_.__name__ == name]
    yield "# Filters\n"
    yield "Made from the docstrings by `make docs`; each example is run by a test. A filter makes text of a value inside"
    yield "`{{ }}` of a template. What it cannot show passes through unchanged: an error such as `#N/A`, an empty value, a"
    yield 'text, a truth value. So `default` goes last: `{{ m.growth | percent | default("n/a") }}`. An argument that means'
    yield "nothing is an error that names the cell. Most of Jinja's own filters are there too.\n"
    yield ", ".join(f"[{name}](#{name})" for name in names)
    for name in names:
        yield from _section(name)


def _section(name: str) -> Iterator[str]:
    prose = _EXAMPLE.split(inspect.getdoc(FILTERS[name]) or "")[0].strip()
    yield f"\n## {name}\n\n`{signature(name)}`\n\n{prose}\n"
    for example in examples(FILTERS[name]):
        yield f"- `{{{{ {example.expression} }}}}` gives `{example.shown}`"


if __name__ == "__main__":
    target = Path(sys.argv[1]) / "filters.md"
    target.write_text(markdown(), encoding="utf-8")
