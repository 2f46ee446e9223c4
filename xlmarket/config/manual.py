"""`docs/mapping.md`, made from the keys of a mapping: `python -m xlmarket.config.manual docs` writes it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import fields
from itertools import groupby
from pathlib import Path

from xlmarket.config.facts import Facts, facts_keys
from xlmarket.config.keys import MappingKey
from xlmarket.config.mapping import Mapping, mapping_keys

_TOP = """\
# Keys of a mapping

Made from the code by `make docs`. A mapping says how a foreign file becomes figures. It stands in `xlmarket.toml`, or in
a file of its own that holds one, and is used as `xlmarket import FILE --map NAME` or `--map FILE.toml`:

```toml
[mapping.NAME]
wide = "periods"
columns = {market = "Country"}
```

A key that is misspelt or has a value it cannot have is an error before the file is read.
"""


def markdown() -> str:
    """The whole page."""
    return "\n".join(_markdown()) + "\n"


_FACTS = """\
# Keys of facts

Orders are grouped by `[facts.NAME]`, which is used like a mapping: see [Facts](facts.md).
"""


def _markdown() -> Iterator[str]:
    yield _TOP
    yield from _tables("", Mapping, mapping_keys())
    yield _FACTS
    yield from _tables("Facts: ", Facts, facts_keys())


def _tables(title: str, settings: type[Mapping | Facts], keys: dict[str, MappingKey]) -> Iterator[str]:
    defaults = {one.name: one.default for one in fields(settings)}
    for group, entries in groupby(keys.items(), lambda entry: entry[1].group):
        yield f"## {title}{group}\n"
        yield "| key | what it does | default | example |\n| --- | --- | --- | --- |"
        for name, key in entries:
            yield f"| `{name}` | {key.help} | {_default(defaults[name])} | `{name} = {key.example}` |"
        yield ""


def _default(value: object) -> str:
    match value:
        case bool():
            return f"`{str(value).lower()}`"
        case str() | int() | float() if value != "":
            return f"`{value}`"
    return ""


if __name__ == "__main__":
    target = Path(sys.argv[1]) / "mapping.md"
    target.write_text(markdown(), encoding="utf-8")
