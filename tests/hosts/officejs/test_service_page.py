"""The systemd unit and the container file of docs/server-service.md."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from xlmarket.cli.serve import serve

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "assets" / "server"
UNIT = (FOLDER / "xlmarket.service").read_text(encoding="utf-8")
CONTAINER = (FOLDER / "Containerfile").read_text(encoding="utf-8")


def parsed(words: list[str]) -> dict[str, object]:
    """The parameters that a command line gives to `serve`, or the error of one it does not take."""
    assert words[1] == "serve"
    return dict(serve.make_context("serve", words[2:]).params)


def test_both_start_the_server_with_options_it_takes_and_a_token_from_a_file() -> None:
    [start] = re.findall(r"^ExecStart=((?:.*\\\n)*.*)$", UNIT, re.MULTILINE)
    lists = [json.loads(text) for text in re.findall(r"^(?:ENTRYPOINT|CMD) (\[.*\])$", CONTAINER, re.MULTILINE)]
    for words in (shlex.split(start.replace("\\\n", " ")), [*lists[0], *lists[1]]):
        given = parsed(words)
        assert given["token"] is None
        assert given["token_file"]
        assert given["cert"]


def test_the_container_ends_as_a_user_without_rights() -> None:
    last = CONTAINER.split("\nFROM ")[-1]
    assert re.findall(r"^USER (.*)$", last, re.MULTILINE) == ["65532:65532"]
    assert last.index("USER") < last.index("ENTRYPOINT")
    assert "/bin/sh" in last
    assert "STOPSIGNAL SIGTERM" in last


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    if not (analyze := shutil.which("systemd-analyze")):
        pytest.skip("needs systemd-analyze")
    unit = tmp_path / "xlmarket.service"
    unit.write_text(UNIT.replace("/opt/xlmarket/bin/xlmarket", "/bin/true"), encoding="utf-8")
    done = subprocess.run([analyze, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
