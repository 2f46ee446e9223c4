"""`xlmarket serve` as a process: what it prints, what it answers, how it ends, and what it refuses."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from xlmarket.cli import run

LIMIT = 60


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLMARKET_STORE", str(tmp_path / "store.sqlite"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running `xlmarket serve` and the first line it prints."""
    command = [sys.executable, "-m", "xlmarket.cli", "serve", "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().strip()
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=LIMIT)


def manifest_at(address: str, folder: Path) -> str:
    [authority] = folder.rglob("xlmarket-authority.pem")
    context = ssl.create_default_context(cafile=str(authority))
    with urllib.request.urlopen(address, timeout=LIMIT, context=context) as answer:
        return answer.read().decode()


def test_it_says_where_the_manifest_is_serves_it_and_ends_cleanly(tmp_path: Path) -> None:
    with serving() as (process, address):
        assert address.startswith("https://localhost:")
        assert "<OfficeApp" in manifest_at(address, tmp_path)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=LIMIT)
    assert process.returncode == 0
    assert "Ctrl-C stops it" in said
    assert "trust the certificate once" in said
    assert said.endswith("xlmarket: stopped\n")
    assert "Traceback" not in said


def test_a_prefix_and_a_token_are_in_the_manifest(tmp_path: Path) -> None:
    with serving("--prefix", "XL", "--token", "a-token-of-many-letters") as (_, address):
        assert address.endswith("?token=a-token-of-many-letters")
        text = manifest_at(address, tmp_path)
    assert '<bt:String id="Functions.Namespace" DefaultValue="XL"/>' in text
    assert "Type =XL.MARKET_SHARE" in text


def test_beyond_this_machine_a_token_is_made(tmp_path: Path) -> None:
    with serving("--host", "0.0.0.0", "--json", "--quiet") as (process, first):
        assert process.stdout is not None
        lines = [first, *(process.stdout.readline() for _ in range(4))]
    told = json.loads("".join(lines))
    [token] = tmp_path.rglob("token")
    assert told["manifest"].endswith(f"?token={token.read_text()}")
    assert socket.gethostname() in told["base"]


def test_a_certificate_of_ones_own_is_served(tmp_path: Path) -> None:
    from xlmarket.hosts.officejs.certificate import local_certificate

    own = local_certificate(tmp_path / "own", ("figures.example",))
    with serving("--cert", str(own.certificate), "--key", str(own.key)) as (process, address):
        assert "<OfficeApp" in manifest_at(address, tmp_path)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=LIMIT)
    assert "trust the certificate" not in said
    assert not (tmp_path / "state").exists()


def test_a_port_in_use_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(["serve", "--port", str(port)]) == 5
    said = capsys.readouterr().err
    assert f'another program listens on this port; found "127.0.0.1:{port}"; choose another: --port' in said


@pytest.mark.parametrize(
    ("options", "code", "what"),
    [
        (["--cert", "x.pem"], 2, "a certificate and its key go together"),
        (["--cert", "x.pem", "--key", "y.pem"], 5, "x.pem: could not be read"),
        (["--prefix", "a b"], 2, "a prefix is a letter"),
        (["--token", "short"], 2, "at least 16 characters"),
        (["--port", "70000"], 2, "65535"),
        (["--port", "0", "--dataset", "nothing"], 3, "nothing"),
    ],
)
def test_a_mistake_is_one_clear_line(
    capsys: pytest.CaptureFixture[str], options: list[str], code: int, what: str
) -> None:
    assert run(["serve", *options]) == code
    said = capsys.readouterr().err
    assert what in said
    assert said.count("\n") == 1


def test_without_its_packages_it_says_how_to_get_them(tmp_path: Path) -> None:
    (tmp_path / "uvicorn.py").write_text("raise ImportError(name='uvicorn')")
    done = subprocess.run(
        [sys.executable, "-m", "xlmarket.cli", "serve"], capture_output=True, text=True, check=False, timeout=LIMIT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 5
    assert done.stderr == (
        'xlmarket: the server needs packages that are not installed; found "uvicorn"; '
        "pip install 'xlmarket[server]'\n"
    )
