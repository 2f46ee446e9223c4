"""Cold start of `xlmarket eval` and `xlmarket --help` against importing pandas, each a process of its own.

All have their bytecode, as installed packages have, whatever the environment says about writing it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

from bench.sideways import medians, table


def process(*arguments: str) -> Callable[[], object]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, *arguments]
    return lambda: subprocess.run(command, check=True, capture_output=True, env=environment)


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
