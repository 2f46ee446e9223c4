"""`docs/series.md`, made from the catalogue and the keys of a series: `python -m xlmarket.agencies.manual docs` writes it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import fields
from itertools import groupby
from pathlib import Path

from xlmarket.agencies.catalogue import ListedSeries, ready_series
from xlmarket.config import AgencySeries, Config
from xlmarket.config.series import series_keys

_TOP = """\
# Series of agencies

Made from the code by `make docs`. How they are fetched: [agencies](agencies.md).

## Ready series

`xlmarket fetch NAME` fetches one, `xlmarket fetch list` prints this table.

| name | agency | what | unit | how often | terms of use |
| --- | --- | --- | --- | --- | --- |"""

_SEEN = """
## Where they were seen

No agency can be reached from the machine that tests xlmarket. The tests play answers of agencies kept in public, and
for each ready series this is the document that dataflow and key were read in. Where an agency has moved or renamed
something since, a fetch says what came back, and the keys below mend it.

| name | dataflow | key | seen in |
| --- | --- | --- | --- |"""

_KEYS = """
## Keys of a series

A series stands in `xlmarket.toml`. One that has the name of a ready series takes from it what it does not say, so
`[fetch.population]` with a `url` alone is the ready series at another address.

```toml
[fetch.dollar]
provider = "ECB"
dataflow = "EXR"
key = "M.USD.EUR.SP00.A"
parameters = {startPeriod = "2015"}

[fetch.dollar.mapping]
metric = "exchange_rate"
kind = "ratio"
```
"""


def markdown() -> str:
    """The whole page."""
    return "\n".join(_markdown()) + "\n"


def _markdown() -> Iterator[str]:
    yield _TOP
    listed = [ListedSeries.of(name, series, Config()) for name, series in ready_series().items()]
    for entry in listed:
        yield _row(f"`{entry.name}`", entry.agency, entry.title, entry.unit, entry.frequency, entry.licence)
    yield _SEEN
    for name, series in ready_series().items():
        yield _row(f"`{name}`", f"{series.provider} `{series.dataflow}`", _code(series.key), series.seen)
    yield _KEYS
    yield "| key | | what it does | default | example |\n| --- | --- | --- | --- | --- |"
    for group, entries in groupby(series_keys().items(), lambda entry: entry[1].group):
        for key, about in entries:
            yield _row(f"`{key}`", group.lower(), about.help, _default(key), f"`{key} = {about.example}`")


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _default(key: str) -> str:
    value = {entry.name: entry.default for entry in fields(AgencySeries)}[key]
    return _code(value) if isinstance(value, str) else ""


if __name__ == "__main__":
    target = Path(sys.argv[1]) / "series.md"
    target.write_text(markdown(), encoding="utf-8")
