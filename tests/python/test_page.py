"""The examples of docs/python.md are run, one after the other, and print what stands below them."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "python.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.+?)```(?:\n\n```text\n(.*?)```)?", PAGE, re.DOTALL)
FILES = {"sales.csv": "csv", "xlmarket.toml": "toml"}


def test_the_page_has_examples_and_every_output_belongs_to_one() -> None:
    assert len(EXAMPLES) == PAGE.count("```python") == 19
    assert sum(bool(output) for _, output in EXAMPLES) == PAGE.count("```text")


@pytest.mark.slow
def test_the_examples_print_what_stands_below_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XLMARKET_STORE", str(tmp_path / "store.sqlite"))
    for name, language in FILES.items():
        (content,) = re.findall(rf"```{language}\n(.+?)```", PAGE, re.DOTALL)
        (tmp_path / name).write_text(content, encoding="utf-8")
    names: dict[str, object] = {"__name__": "__main__"}
    for code, output in EXAMPLES:
        assert run(code, names) == output.rstrip("\n"), code


def run(code: str, names: dict[str, object]) -> str:
    """What an example prints, without spaces at the ends of lines."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(code, names)
    return "\n".join(line.rstrip() for line in printed.getvalue().rstrip().split("\n"))
