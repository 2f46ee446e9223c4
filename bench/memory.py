"""Peak memory and file size of one contestant, in a process of its own: `python -m bench.memory of_xlmarket FOLDER 300`.

A started process inherits its starter's peak (Linux counts it in until the program is loaded), so the measured one is
a fork of a bare interpreter. Works where Python has `resource`: not on Windows.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.subject import generated


@dataclass(frozen=True)
class Peak:
    """Megabytes: at most, with nothing done but the imports, and of the file."""

    most: float
    imports: float
    file: float


def peaks(contestants: Sequence[str], folder: Path, rows: int, *, lazily: bool = False) -> dict[str, Peak]:
    """The peak of each contestant; two run at a time, as time does not count here."""

    def measured(name: str) -> Peak:
        command = [sys.executable, "-m", "bench.memory", name, str(folder), str(rows), "lazily" if lazily else "list"]
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
        return Peak(**json.loads(answer))

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(contestants, pool.map(measured, contestants), strict=True))


def main(name: str, folder: str, rows: str, how: str) -> None:
    contestant = importlib.import_module(f"bench.contestants.{name}")
    imports = _megabytes()
    items, out = generated(int(rows)), Path(folder) / f"{name}.xlsx"
    contestant.write(Path(folder), items if how == "lazily" else list(items), out)
    print(json.dumps({"most": _megabytes(), "imports": imports, "file": out.stat().st_size / 1e6}))


def _megabytes() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    child = os.fork()
    if child:
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    main(*sys.argv[1:])
