"""`xlmarket serve` as a process: what it prints, what it answers, how it ends, and what it refuses."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.hosts.officejs.sockets import reply_of, secure
from xlmarket.cli import run

LIMIT = 60
TOKEN = "a-token-of-many-letters"


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
    with serving("--prefix", "XL", "--token", TOKEN) as (_, address):
        text = manifest_at(f"{address}?token={TOKEN}", tmp_path)
    assert '<bt:String id="Functions.Namespace" DefaultValue="XL"/>' in text
    assert "Type =XL.MARKET_SHARE" in text


def test_beyond_this_machine_a_token_is_made(tmp_path: Path) -> None:
    with serving("--host", "0.0.0.0", "--json", "--quiet") as (process, first):
        assert process.stdout is not None
        lines = [first, *(process.stdout.readline() for _ in range(5))]
    told = json.loads("".join(lines))
    [token] = tmp_path.rglob("token")
    assert told["token_file"] == str(token)
    assert token.stat().st_mode & 0o077 == 0
    assert told["manifest"] == told["base"] + "/manifest.xml"
    assert socket.gethostname() in told["base"]


@pytest.mark.parametrize("way", ["--token", "--token-file", "made"])
def test_the_token_is_in_no_output_and_no_log(tmp_path: Path, way: str) -> None:
    file = tmp_path / "my-token"
    file.write_text(TOKEN + "\n")
    file.chmod(0o600)
    options = {"--token": [way, TOKEN], "--token-file": [way, str(file)], "made": ["--host", "0.0.0.0"]}[way]
    with serving(*options) as (process, address):
        token = next(tmp_path.rglob("token")).read_text() if way == "made" else TOKEN
        local = f"https://localhost:{address.split(':')[2].split('/')[0]}"
        manifest_at(f"{local}/manifest.xml?token={token}", tmp_path)
        with pytest.raises(urllib.error.HTTPError) as refusal:
            manifest_at(f"{local}/api/v1/datasets?token={token}x", tmp_path)
        refused = refusal.value.read().decode()
        process.send_signal(signal.SIGTERM)
        output, said = process.communicate(timeout=LIMIT)
    assert token not in address + output + said + refused
    shown = {"--token": "TOKEN", "--token-file": f'$(cat "{file}")', "made": '/token")'}[way]
    assert shown in said


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo terminal")
def test_a_terminal_gets_the_token_once() -> None:
    import pty

    above, below = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "xlmarket.cli", "serve", "--port", "0", "--token", TOKEN],
        stdout=below, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    os.close(below)
    with os.fdopen(above, "rb", 0) as terminal:
        assert terminal.readline().strip().endswith(f"/manifest.xml?token={TOKEN}".encode())
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=LIMIT)
    assert TOKEN not in said
    assert process.returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_file_that_every_user_may_read_is_no_secret(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "my-token"
    file.write_text(TOKEN)
    file.chmod(0o644)
    assert run(["serve", "--token-file", str(file)]) == 3
    assert "every user of this machine may read this token" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGTERM")
def test_sigterm_finishes_a_running_answer_and_ends_with_0(tmp_path: Path) -> None:
    calls = [{"function": "MARKET_SHARE", "arguments": [f"Unknown {number}"]} for number in range(2500)]
    batch = json.dumps({"calls": calls}).encode()
    head = f"POST /api/calls HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(batch)}\r\n\r\n".encode()
    with serving() as (process, address), ExitStack() as stack:
        [authority] = tmp_path.rglob("xlmarket-authority.pem")
        context, port = ssl.create_default_context(cafile=str(authority)), int(address.split(":")[2].split("/")[0])
        running, half, other = (stack.enter_context(secure(port, context)) for _ in range(3))
        half.sendall(b"GET / HTTP")
        running.sendall(head + batch)
        other.sendall(b"GET /api/status HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert reply_of(other)[0] == 200  # the figures are read in turns, so the batch has begun
        process.send_signal(signal.SIGTERM)
        status, body = reply_of(running)
        assert (status, len(json.loads(body)["values"])) == (200, 2500)
        stack.close()
        _, said = process.communicate(timeout=LIMIT)
    assert process.returncode == 0
    assert said.endswith("xlmarket: stopped\n")


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
        (["--token", TOKEN, "--token-file", "x"], 2, "a token is given once"),
        (["--token-file", "x.token"], 5, "x.token: could not be read"),
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
