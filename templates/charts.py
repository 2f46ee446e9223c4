"""Makes the pictures of the page of charts: `python templates/charts.py` runs each command of `docs/charts.md`.

The picture of `xlmarket chart … -o NAME.svg` is `docs/images/chart-NAME.svg`.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from xlmarket.cli import run

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "charts.md"
IMAGES = ROOT / "docs" / "images"


def commands() -> dict[str, list[str]]:
    """The arguments of each command of the page, by the name of its picture."""
    lines = re.findall(r"^xlmarket (chart .*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    arguments = [shlex.split(line) for line in lines]
    return {f"chart-{words[-1]}": words[:-1] for words in arguments}


def main() -> None:
    for name, arguments in commands().items():
        if run([*arguments, str(IMAGES / name)]):
            raise SystemExit(f"no picture for {name}")


if __name__ == "__main__":
    main()
