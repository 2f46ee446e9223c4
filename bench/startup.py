"""Cold start of `xlmarket eval` and `xlmarket --help` against importing pandas, each a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from bench.sideways import medians, table


def process(*arguments: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def main() -> None:
    seconds = medians(
        {
            "xlmarket eval '=MARKET_SHARE(\"Brazil\")'": process(
                "-m", "xlmarket.cli", "eval", '=MARKET_SHARE("Brazil")'
            ),
            "xlmarket --help": process("-m", "xlmarket.cli", "--help"),
            "python -c 'import pandas'": process("-c", "import pandas"),
        },
        runs=9,
    )
    print(table("Cold start (ratio to importing pandas)", seconds, "python -c 'import pandas'"))


if __name__ == "__main__":
    main()
