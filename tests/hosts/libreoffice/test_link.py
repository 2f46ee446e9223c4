"""The process that answers: what is remembered, what happens when it dies, is silent, or cannot start."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hosts.libreoffice.inside import answers, cells, link
from xlmarket.functions import registry

SHARE = ("Brazil", None, None, None, None)
VALUE_ERROR = cells.argument_out(cells.error("#VALUE!"))


def opened(python: str = sys.executable, **figures: str) -> answers.Answers:
    told = {"dataset": "cross-border-2015", "store": "", "config": "", "prefix": "", **figures}
    settings = {"python": python, "figures": told, "functions": list(registry())}
    return answers.Answers(settings, lambda rows: rows)


@pytest.fixture
def known() -> Iterator[answers.Answers]:
    found = opened()
    yield found
    found.link.close()


def process(known: answers.Answers) -> int:
    return known.link._process.pid


def test_a_call_is_answered_and_remembered(known: answers.Answers) -> None:
    assert known.find("MARKET_SHARE", SHARE) == 0.022
    assert known.memory["MARKET_SHARE"] == {SHARE: 0.022}


def test_asked_for_market_after_market_it_answers_all_of_them(known: answers.Answers) -> None:
    for market in ("Brazil", "India"):
        known.find("MARKET_SHARE", (market, *SHARE[1:]))
    remembered = known.memory["MARKET_SHARE"]
    assert remembered["Japan", None, None, None, None] == 0.066
    assert remembered["India", None, None, None, None] == 0.014


def test_rows_come_as_rows_and_errors_in_them_as_errors(known: answers.Answers) -> None:
    rows = known.find("MARKET_SHARE", ((("Brazil",), ("Brzail",), ("",)), None))
    assert [list(map(cells.argument_out, row)) for row in rows] == [[0.022], [VALUE_ERROR], [{"error": "#N/A"}]]


def test_an_error_as_argument_comes_back_and_is_not_remembered(known: answers.Answers) -> None:
    found = known.find("MARKET_SHARE", (((cells.error("#DIV/0!"),), ("Brazil",)),))
    assert cells.argument_out(found[0][0]) == {"error": "#DIV/0!"}
    assert found[1] == (0.022,)
    assert not known.memory["MARKET_SHARE"]


def test_memory_is_bounded(known: answers.Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST_CELLS", 5)
    for market in ("Brazil", "India"):
        known.find("MARKET_VALUE", (market, "first"))
    assert known.memory["MARKET_VALUE"]
    assert sum(map(len, known.memory.values())) <= 5


def test_a_process_that_was_killed_is_started_again(known: answers.Answers) -> None:
    known.find("MARKET_SHARE", SHARE)
    first = process(known)
    os.kill(first, signal.SIGKILL)
    assert known.find("MARKET_SHARE", ("India",)) == 0.014
    assert process(known) != first


def test_a_process_that_is_silent_is_not_waited_for(known: answers.Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = link.ANSWER_LIMIT
    monkeypatch.setattr(link, "ANSWER_LIMIT", 1.0)
    known.find("MARKET_SHARE", SHARE)
    os.kill(process(known), signal.SIGSTOP)
    started = time.monotonic()
    for place in range(100):
        assert cells.argument_out(known.find("MARKET_SHARE", ("India", str(place)))) == VALUE_ERROR
    assert time.monotonic() - started < 5
    assert "no answer within" in known.find("MARKET_WHY", ("MARKET_SHARE", "India"))
    monkeypatch.setattr(link, "ANSWER_LIMIT", usual)
    known.link.rouse()
    assert known.find("MARKET_SHARE", ("India",)) == 0.014


def test_without_the_interpreter_every_cell_is_value_and_why_says_the_remedy(tmp_path: Path) -> None:
    known = opened(str(tmp_path / "python"))
    assert cells.argument_out(known.find("MARKET_SHARE", SHARE)) == VALUE_ERROR
    assert "xlmarket addin install" in known.find("MARKET_WHY", ("MARKET_SHARE", "Brazil"))
    assert not known.memory["MARKET_SHARE"]


def test_an_interpreter_that_ends_at_once_is_said(tmp_path: Path) -> None:
    known = opened("/bin/false")
    assert "ended at once" in known.find("MARKET_WHY", ("MARKET_SHARE",))


def test_figures_that_do_not_open_are_said_once_for_a_whole_sheet() -> None:
    known = opened(dataset="nowhere")
    started = time.monotonic()
    for place in range(1000):
        known.find("MARKET_SHARE", (str(place),))
    assert "unknown data set" in known.find("MARKET_WHY", ("MARKET_SHARE",))
    assert time.monotonic() - started < 20


def test_other_figures_are_forgotten_answers_and_the_same_are_not(tmp_path: Path) -> None:
    settings = tmp_path / "xlmarket.toml"
    settings.write_text('dataset = "cross-border-2015"\n')
    known = opened(dataset="", config=str(settings))
    known.find("MARKET_SHARE", SHARE)
    known.refresh()
    assert known.memory["MARKET_SHARE"] == {SHARE: 0.022}
    settings.write_text('dataset = "sample-quarterly"\n')
    known.refresh()
    assert not known.memory["MARKET_SHARE"]
    assert known.find("MARKET_PERIOD", ("Brazil",)) == "2015Q4"
    settings.write_text('dataset = "nowhere"\n')
    with pytest.raises(link.Fault, match="unknown data set"):
        known.refresh()
    assert known.find("MARKET_PERIOD", ("India",)) == "2015Q4"
    known.link.close()


def test_whoever_connects_without_the_token_is_sent_away() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    with listener, socket.create_connection(listener.getsockname()) as theirs:
        theirs.sendall(b'{"token": "guessed", "version": "1"}\n')
        connection = link.Connection(listener.accept()[0], 1.0)
        assert connection.greeting("secret") is None
        connection.close()


def test_the_process_ends_with_the_connection(known: answers.Answers) -> None:
    known.find("MARKET_SHARE", SHARE)
    known.link._connection.close()
    assert known.link._process.wait(timeout=10) == 0


@pytest.mark.parametrize("code", cells.NUMBERS)
def test_every_error_goes_to_calc_and_back(code: str) -> None:
    assert cells.argument_out(cells.error(code)) == {"error": code}


def test_an_error_calc_does_not_have_is_value() -> None:
    assert cells.argument_out(cells.value_in({"error": "#SPILL!"})) == VALUE_ERROR
