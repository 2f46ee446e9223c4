"""Plays the terminal sessions of the pages and writes in what is printed: `python -m tests.docs.sessions`.

A session is a fenced block of `console`: lines that begin with `$ ` are typed, the others are what they print. All sessions
of a page are one: they run in one empty folder with an empty store, at 80 columns, output and messages as they come. A
block with a title, as in `toml title="gdp.toml"`, is a file saved in that folder. The arguments are run in this process,
by what the command `xlmarket` runs.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from tests.conftest import SHARED
from xlmarket.cli import run

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCK = re.compile(r'^```(?:(console)|\w+ title="([^"]+)")\n(.*?)^```$', re.DOTALL | re.MULTILINE)
DOWNLOADS = {"tutorial.md": {"gdp.csv": SHARED / "data" / "worldbank_gdp_current_usd.csv"}}
"""The files that the reader of a page has downloaded."""


def pages() -> list[Path]:
    """The pages with sessions."""
    return [page for page in sorted(DOCS.rglob("*.md")) if "```console\n" in page.read_text(encoding="utf-8")]


def missing(page: Path) -> list[Path]:
    """The downloads of a page that are not on this machine."""
    return [file for file in DOWNLOADS.get(page.name, {}).values() if not file.is_file()]


def play(page: Path, folder: Path) -> str:
    """The text of a page, with what its commands print in `folder`. The folder keeps the files they write.

    Raises `ValueError` for a command of another program.
    """
    for name, source in DOWNLOADS.get(page.name, {}).items():
        shutil.copyfile(source, folder / name)
    with settle(folder):
        return BLOCK.sub(answer, page.read_text(encoding="utf-8"))


@contextmanager
def settle(folder: Path) -> Iterator[None]:
    """Works in a folder with a store of its own."""
    before = Path.cwd()
    with patch.dict(os.environ, {"COLUMNS": "80", "XLMARKET_STORE": str(folder / "store.db")}):
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def answer(block: re.Match[str]) -> str:
    """A block as it should be: files are saved, sessions are played."""
    console, name, text = block.groups()
    if not console:
        Path(name).write_text(text, encoding="utf-8")
        return block[0]
    typed = [line for line in text.splitlines() if line.startswith("$ ")]
    return "\n".join(["```console", *(line + "\n" + print_of(line) for line in typed)]).rstrip("\n") + "\n```"


def print_of(line: str) -> str:
    """What a typed line prints, without the line break at its end."""
    program, *arguments = shlex.split(line.removeprefix("$ "))
    if program != "xlmarket":
        raise ValueError(f"a session has commands of xlmarket alone; found {line!r}")
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        run(arguments)
    return "\n".join(line.rstrip() for line in printed.getvalue().rstrip("\n").splitlines())


def main() -> None:
    for page in pages():
        if absent := missing(page):
            print(f"{page.name} is left as it is: no {absent[0].name}", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory() as folder:
            page.write_text(play(page, Path(folder).resolve()), encoding="utf-8")


if __name__ == "__main__":
    main()
