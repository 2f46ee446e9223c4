"""A report of 12 columns with totals and three charts, at five sizes: time and peak memory against five peers.

Then xlmarket alone, its items generated one by one, up to a million rows: what a row costs.
"""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from bench.contestants import NAMES
from bench.drawing import templates
from bench.memory import Peak, peaks
from bench.outcome import charts, formats
from bench.sideways import medians, shown
from bench.subject import FIELDS, ROWS_OF, generated

OURS, CHECKED, PATIENCE = "of_xlmarket", 300, 3.0
LAZILY = (*ROWS_OF, 1_000_000)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        templates(folder)
        present, missing = found()
        lacks = {key: checked(one, folder) for key, one in present.items()}
        for rows in ROWS_OF:
            compare(rows, present, lacks, missing, folder)
        alone(present[OURS], folder)


def found() -> tuple[dict[str, ModuleType], list[str]]:
    """The contestants that are installed, and what is said of the others."""
    present, missing = {}, []
    for name in NAMES:
        try:
            present[name] = importlib.import_module(f"bench.contestants.{name}")
        except ImportError as error:
            missing.append(f"{name.removeprefix('of_')}: not measured, as it is not installed ({error})")
    return present, missing


def checked(contestant: ModuleType, folder: Path) -> str:
    """What a contestant's file lacks; its figures are held to be right."""
    path = folder / "checked.xlsx"
    contestant.write(folder, list(generated(CHECKED)), path)
    return formats(path, CHECKED)


def compare(
    rows: int, present: Mapping[str, ModuleType], lacks: Mapping[str, str], missing: list[str], folder: Path
) -> None:
    """One table; the peaks come first, while this process holds little."""
    memory = peaks(list(present), folder, rows)
    items = list(generated(rows))
    runs = {name: _run(one, folder, items) for name, one in present.items()}
    seconds = medians(runs, runs=7 if rows < 20_000 else 3, patience=PATIENCE)
    labels = {}
    for name, one in present.items():
        said = (version(one.PACKAGE), charts(folder / f"{name}.xlsx", rows), lacks[name])
        labels[name] = f"{one.LABEL} ({', '.join(filter(None, said))})"
    width = max(map(len, labels.values()))
    _head(f"Report of {rows:,} rows x {len(FIELDS)} columns (times as long as xlmarket; one that is slow runs once)")
    print(f"{'':<{width}}  {'median':>10}  {'ratio':>8}  {_memory_head()}")
    for name, label in labels.items():
        ratio = f"{seconds[name] / seconds[OURS]:.2f} x"
        print(f"{label:<{width}}  {shown(seconds[name]):>10}  {ratio:>8}  {_memory(memory[name])}")
    print(*missing, "", sep="\n")


def _run(contestant: ModuleType, folder: Path, items: list[object]) -> Callable[[], object]:
    return lambda: contestant.write(folder, items, folder / "timed.xlsx")


def alone(ours: ModuleType, folder: Path) -> None:
    """What a row costs, and what making the items has of it."""
    _head("xlmarket alone, items generated one by one")
    print(f"{'rows':>10}  {'time':>10}  {'per row':>10}  {'of it, items':>12}  {_memory_head()}")
    for rows in LAZILY:
        peak = peaks([OURS], folder, rows, lazily=True)[OURS]
        contestants = {
            "report": lambda rows=rows: ours.write(folder, generated(rows), folder / "timed.xlsx"),
            "items": lambda rows=rows: sum(1 for _ in generated(rows)),
        }
        seconds = medians(contestants, runs=3, patience=PATIENCE)
        each, items = shown(seconds["report"] / rows), shown(seconds["items"] / rows)
        print(f"{rows:>10,}  {shown(seconds['report']):>10}  {each:>10}  {items:>12}  {_memory(peak)}")
    print()


def _head(title: str) -> None:
    print(title, "-" * len(title), sep="\n")


def _memory_head() -> str:
    return f"{'peak':>9}  {'imports':>9}  {'file':>8}"


def _memory(peak: Peak) -> str:
    return f"{peak.most:>6,.0f} MB  {peak.imports:>6,.0f} MB  {peak.file:>5.2f} MB"


if __name__ == "__main__":
    main()
