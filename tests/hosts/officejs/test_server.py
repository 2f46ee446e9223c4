"""What the server answers and refuses, over real TLS connections."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.hosts.officejs.running import LIMIT, Running
from tests.store.test_store import table
from xlmarket.errors import EnvironmentFault, StoreDamaged, UsageError
from xlmarket.functions import open_snapshot
from xlmarket.functions.wire import MOST_CALLS
from xlmarket.hosts.officejs import api, limits, lookup
from xlmarket.hosts.officejs.certificate import local_certificate
from xlmarket.hosts.officejs.figures import BLIND_FOR, LOOK_EVERY, ServedFigures, files_of, state_of
from xlmarket.hosts.officejs.server import Server, certificate_names
from xlmarket.hosts.officejs.token import load_token
from xlmarket.store import open_store

SHARE = {"calls": [{"function": "MARKET_SHARE", "arguments": ["Brazil"]}]}


@pytest.fixture(autouse=True)
def no_fault_at_the_terminal(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """What is refused is no fault of the server's."""
    yield
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR] == []


def refused(answer: tuple[int, dict[str, str], bytes]) -> tuple[int, str, str]:
    status, _, content = answer
    told = json.loads(content)
    return status, told["error"], told["why"]


def raw(server: Running, text: str) -> bytes:
    """What the server says until it ends the connection."""
    with (
        socket.create_connection(("127.0.0.1", server.port), 10) as plain,
        server.context.wrap_socket(plain, server_hostname="localhost") as secure,
    ):
        secure.sendall(text.encode())
        found = b""
        try:
            while more := secure.recv(65536):
                found += more
        except ConnectionResetError:
            pass
        return found


# ------------------------------------------------------------------------------------------------------------- who asks


def test_a_call_is_answered_with_the_version_of_the_figures(server: Running) -> None:
    answer = server.data("/api/calls", SHARE)
    assert answer == {"fingerprint": open_snapshot("cross-border-2015").version, "values": [0.022]}


@pytest.mark.parametrize("path", ["/api/calls", "/api/status", "/api/markets", "/api/series", "/api/manual"])
def test_without_the_token_no_figures_are_told(server: Running, path: str) -> None:
    body = SHARE if path == "/api/calls" else None
    for token in ("", "another-token-altogether"):
        status, error, why = refused(server.ask(path, body, {"X-Xlmarket-Token": token}))
        assert (status, error) == (401, "token")
        assert "sideload the manifest" in why


def test_the_manifest_wants_the_token_too_and_takes_it_from_the_address(server: Running) -> None:
    assert refused(server.ask("/manifest.xml", headers={"X-Xlmarket-Token": ""}))[0] == 401
    status, headers, content = server.ask(f"/manifest.xml?token={server.token}", headers={"X-Xlmarket-Token": ""})
    assert (status, headers["content-type"]) == (200, "application/xml")
    assert f"token={server.token}".encode() in content


def test_the_token_in_an_address_opens_nothing_else(server: Running) -> None:
    assert refused(server.ask(f"/api/status?token={server.token}", headers={"X-Xlmarket-Token": ""}))[0] == 401


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "user@localhost", "192.168.0.1", "[", "", "localhost:443:443"]
)
def test_a_name_that_is_not_ours_is_refused(server: Running, host: str) -> None:
    answer = raw(server, f"GET /taskpane.html HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
    assert answer.split(b"\r\n")[0].split()[1] in (b"421", b"400")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "127.0.0.1", "[::1]"])
def test_every_name_of_the_certificate_is_ours(server: Running, host: str) -> None:
    answer = raw(server, f"GET /taskpane.html HTTP/1.1\r\nHost: {host}:{server.port}\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")


def test_pages_of_others_may_not_ask(server: Running) -> None:
    for origin in ("https://evil.example", "null", f"http://localhost:{server.port}"):
        status, error, _ = refused(server.ask("/api/calls", SHARE, {"Origin": origin}))
        assert (status, error) == (403, "origin")
    cross = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
    assert refused(server.ask("/api/status", headers=cross))[:2] == (403, "origin")
    assert server.ask("/api/calls", SHARE, {"Origin": server.url})[0] == 200


def test_only_the_names_of_the_functions_are_open_to_excel_on_the_web(server: Running) -> None:
    origin = {"Origin": "https://excel.officeapps.live.com", "X-Xlmarket-Token": ""}
    status, headers, _ = server.ask("/functions.json", headers=origin)
    assert (status, headers["access-control-allow-origin"]) == (200, "*")
    assert "access-control-allow-origin" not in server.ask("/api/status")[1]


def test_every_answer_forbids_scripts_and_styles_that_are_not_ours(server: Running) -> None:
    for path in ("/taskpane.html", "/api/status", "/nowhere", "/functions.json"):
        policy = server.ask(path)[1]["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
    assert server.ask("/api/status")[1]["cache-control"] == "no-store"


def test_there_is_nothing_else(server: Running) -> None:
    assert refused(server.ask("/nowhere")) == (404, "address", "not found")
    assert refused(server.ask("/static/../certificate.py"))[0] == 404
    assert refused(server.ask("/api/calls"))[0] == 405


# -------------------------------------------------------------------------------------------------------------- how much


def test_a_request_that_is_too_large_is_refused_before_it_is_read(server: Running) -> None:
    head = f"POST /api/calls HTTP/1.1\r\nHost: localhost\r\nX-Xlmarket-Token: {server.token}\r\n"
    answer = raw(server, f"{head}Content-Length: {limits.MOST_BODY + 1}\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"at most 4 MB" in answer


def test_too_many_calls_are_refused(server: Running) -> None:
    status, error, why = refused(server.ask("/api/calls", {"calls": [None] * (MOST_CALLS + 1)}))
    assert (status, error) == (413, "size")
    assert "10,000" in why


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"calls": 1}', b"\xff", b"[" * 100_000])
def test_what_is_no_batch_is_refused(server: Running, body: bytes) -> None:
    status, error, _ = refused(server.ask("/api/calls", body, {"Content-Type": "application/json"}))
    assert (status, error) == (400, "request")


@pytest.mark.parametrize(
    "call",
    [None, 1, {}, {"function": 1, "arguments": []}, {"function": "MARKET_SHARE", "arguments": "Brazil"},
     {"function": "MARKET_SHARE", "arguments": [{"a": 1}]}, {"function": "MARKET_SHARE", "arguments": [[[["Brazil"]]]]},
     {"function": "MARKET_SHAR", "arguments": []}, {"function": "MARKET_SHARE", "arguments": [1] * 9}],
)  # fmt: skip
def test_what_is_no_call_is_an_error_of_its_own_and_spoils_nothing(server: Running, call: object) -> None:
    wrong, right = server.data("/api/calls", {"calls": [call, *SHARE["calls"]]})["values"]
    assert wrong["error"] == "#VALUE!"
    assert wrong["why"]
    assert right == 0.022


def test_a_fault_of_ours_is_one_cells(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_call = api.answer_call

    def broken(snapshot: Any, one: Any) -> object:
        if one["arguments"] == ["Mars"]:
            raise ZeroDivisionError("none left")
        return answer_call(snapshot, one)

    monkeypatch.setattr(api, "answer_call", broken)
    wrong, right = server.values(("MARKET_SHARE", "Mars"), ("MARKET_SHARE", "Brazil"))
    assert wrong == {"error": "#VALUE!", "why": "a fault of ours: ZeroDivisionError: none left"}
    assert right == 0.022


def test_a_body_that_comes_too_slowly_is_given_up(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_SECONDS", 0.2)
    head = f"POST /api/calls HTTP/1.1\r\nHost: localhost\r\nX-Xlmarket-Token: {server.token}\r\n"
    answer = raw(server, f"{head}Content-Length: 100\r\nConnection: close\r\n\r\n{{")
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"did not arrive within" in answer


@pytest.mark.parametrize("before", ["", "GET /icon-16.png HTTP/1.1\r\nHost: localhost\r\n\r\n"])
def test_a_head_that_comes_too_slowly_ends_the_connection(
    server: Running, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    monkeypatch.setattr(limits, "HEAD_SECONDS", 0.2)
    answer = raw(server, f"{before}GET /taskpane.html HTTP/1.1\r\nHost:")
    assert b"taskpane" not in answer
    assert answer.startswith(b"HTTP/1.1 200") == bool(before)


def test_a_batch_that_takes_too_long_comes_back_with_what_is_done(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "monotonic", iter([0.0, *[1e9] * 10]).__next__)
    assert server.values(("MARKET_SHARE", "Brazil"), ("MARKET_SHARE", "India")) == [0.022]


def test_a_question_that_takes_too_long_is_given_up(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    enough = threading.Event()
    monkeypatch.setattr(lookup, "markets", lambda snapshot, text: enough.wait(LIMIT))
    monkeypatch.setattr(limits, "BATCH_SECONDS", 0.1)
    try:
        status, error, why = refused(server.ask("/api/markets"))
    finally:
        enough.set()
    assert (status, error) == (503, "time")
    assert "ask for fewer cells" in why


# ---------------------------------------------------------------------------------------------------- what the pane asks


def test_the_state_names_the_figures(sample_server: Running) -> None:
    status = sample_server.data("/api/status")
    assert status["dataset"] == "sample-quarterly"
    assert [one["name"] for one in status["metrics"] if one["default"]] == ["sales"]
    assert status["periods"]["sales"][-1] == "2015Q4"


def test_markets_are_found_by_name_code_and_language_and_nearly(server: Running) -> None:
    for text, name in (("brazil", "Brazil"), ("BRA", "Brazil"), ("巴西", "Brazil"), ("Brzail", "Brazil")):
        assert server.data(f"/api/markets?q={quote(text)}")["markets"][0]["name"] == name
    assert {one["name"] for one in server.data("/api/markets?q=Korea")["markets"][:2]} == {"South Korea", "North Korea"}
    assert len(server.data("/api/markets")["markets"]) > 5
    assert refused(server.ask(f"/api/markets?q={'a' * 300}"))[0] == 400


def test_a_series_has_its_figures_or_the_reason(sample_server: Running, server: Running) -> None:
    series = sample_server.data("/api/series?market=Brazil")
    assert (series["market"], series["unit"], series["status"]) == ("Brazil", "USD million", "illustrative")
    assert series["points"][-1] == {"period": "2015Q4", "value": 684.452, "why": None}
    doubtful = server.data("/api/series?market=France&metric=ecommerce_to_gnp")["points"][-1]
    assert doubtful["value"] is None
    assert "doubtful" in doubtful["why"]
    status, error, why = refused(server.ask("/api/series?market=Brzail"))
    assert (status, error) == (422, "UnknownMarket")
    assert "did you mean Brazil?" in why


# ------------------------------------------------------------------------------------------------------------- settings


def test_beyond_this_machine_a_token_is_needed(certificate_folder: Path) -> None:
    with pytest.raises(UsageError, match="needs a token"):
        Server(
            ServedFigures(lambda: open_snapshot("cross-border-2015")),
            local_certificate(certificate_folder),
            host="0.0.0.0",
        )


@pytest.mark.parametrize(("prefix", "token"), [("1XL", ""), ("X Y", ""), ("", "short"), ("", "a b" * 8)])
def test_prefixes_and_tokens_have_a_form(certificate_folder: Path, prefix: str, token: str) -> None:
    with pytest.raises(UsageError):
        Server(ServedFigures(open_snapshot), local_certificate(certificate_folder), prefix=prefix, token=token)


def test_an_address_that_is_not_this_machines_is_named(certificate_folder: Path) -> None:
    with pytest.raises(EnvironmentFault, match="not an address of this machine"):
        Server(
            ServedFigures(open_snapshot),
            local_certificate(certificate_folder),
            host="192.0.2.1",
            token="a-token-of-sixteen",
        )


def test_a_name_is_told_to_the_certificate_in_ascii_and_what_names_no_machine_is_refused() -> None:
    assert certificate_names("münchen.example") == ("xn--mnchen-3ya.example",)
    for host in ("*.example", "a" * 64, "ü" * 64):
        with pytest.raises(UsageError, match="not the name of a machine"):
            certificate_names(host)


def test_a_token_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    (tmp_path / "server" / "token").touch()
    token = load_token(tmp_path / "server")
    assert len(token) >= 16
    assert load_token(tmp_path / "server") == token
    assert (tmp_path / "server" / "token").stat().st_mode & 0o077 == 0


def test_a_certificate_of_ours_names_what_is_listened_at() -> None:
    assert certificate_names("127.0.0.1") == ()
    assert certificate_names("0.0.0.0") == (socket.gethostname(),)
    assert certificate_names("10.0.0.5") == ("10.0.0.5",)


def test_figures_are_opened_anew_when_their_file_changes_and_else_kept(tmp_path: Path) -> None:
    file, now = tmp_path / "store.sqlite", [0.0]
    file.write_bytes(b"1")
    opened: list[int] = []

    def open_figures() -> Any:
        opened.append(1)
        return open_snapshot("cross-border-2015")

    figures = ServedFigures(open_figures, [file], clock=lambda: now[0])
    first = figures.snapshot()
    now[0] += LOOK_EVERY
    assert figures.snapshot() is first
    assert len(opened) == 1
    file.write_bytes(b"22")
    assert figures.snapshot() is first, "too early to look"
    now[0] += LOOK_EVERY
    assert figures.snapshot() is first, "the same figures keep what they remember"
    assert len(opened) == 2


def test_figures_that_cannot_be_read_are_an_error_until_they_can(tmp_path: Path) -> None:
    file, now, broken = tmp_path / "store.sqlite", [0.0], [False]
    file.write_bytes(b"1")

    def open_figures() -> Any:
        if broken[0]:
            raise StoreDamaged("the store does not hold what was written to it")
        return open_snapshot("cross-border-2015")

    figures = ServedFigures(open_figures, [file], clock=lambda: now[0])
    figures.snapshot()
    file.write_bytes(b"22")
    now[0], broken[0] = LOOK_EVERY, True
    for _ in range(2):
        with pytest.raises(StoreDamaged):
            figures.snapshot()
    broken[0] = False
    assert figures.snapshot().vintage.startswith("cross-border-2015")


def test_a_database_server_has_no_file_and_is_asked_by_the_clock() -> None:
    now, opened = [0.0], []
    figures = ServedFigures(lambda: opened.append(1) or open_snapshot("cross-border-2015"), clock=lambda: now[0])
    figures.snapshot()
    now[0] += BLIND_FOR - 1
    figures.snapshot()
    assert len(opened) == 1
    now[0] += 1
    figures.snapshot()
    assert len(opened) == 2
    assert files_of("postgresql://somewhere/db", Path("xlmarket.toml")) == [Path("xlmarket.toml")]
    assert state_of("store.sqlite") is None


def test_figures_of_a_store_on_a_server_are_read_again_a_second_after_they_changed(postgres_url: str) -> None:
    now = [100.0]
    figures = ServedFigures(
        lambda: open_snapshot("mine", store=postgres_url), state=state_of(postgres_url), clock=lambda: now[0]
    )
    store = open_store(postgres_url)
    store.add("mine", table(1), fingerprint="a", file="a.csv")
    first = figures.snapshot()
    now[0] += LOOK_EVERY
    assert figures.snapshot() is first
    store.add("mine", table(2), fingerprint="b", file="b.csv")
    assert figures.snapshot() is first
    now[0] += LOOK_EVERY
    assert figures.snapshot().holding.vintage.number == 2
    store.undo("mine")
    now[0] += LOOK_EVERY
    assert figures.snapshot().holding.vintage.number == 1
