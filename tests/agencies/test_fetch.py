"""`xlmarket fetch` against an agency on this machine: vintages, conditional requests, kept responses, failures."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.agencies.messages import BRAZIL, message
from tests.agencies.server import Agency, Played
from tests.cli.test_cli import Captured, said
from xlmarket.agencies import Fetcher
from xlmarket.config import load_config
from xlmarket.store import open_store, read_dataset

FIGURES = message(BRAZIL)
REVISED = message({**BRAZIL, ("BRA", "2015"): 206.0})
PATH = "/data/POPULATION/A.."


def declare(agency: Agency, more: str = "", mapping: str = 'metric = "population"\nkind = "stock"\n') -> None:
    """The settings: one series of the agency that plays."""
    Path("xlmarket.toml").write_text(
        f'[fetch.people]\nprovider = "ECB"\nurl = "{agency.url}"\ndataflow = "POPULATION"\nkey = "A.."\n{more}'
        f"[fetch.people.mapping]\n{mapping}"
    )


@pytest.fixture
def played(agency: Agency, folder: Path) -> Agency:
    """An agency with a declared series of four figures."""
    declare(agency)
    agency.play(PATH, Played(body=FIGURES, etag='"one"'))
    return agency


def figures(dataset: str = "mine") -> dict[tuple[str, str], float]:
    return {(row.market, row.period.label): row.value for row in read_dataset(dataset, None).observations}


def count_vintages(dataset: str = "mine") -> int:
    return len(open_store().history(dataset))


def test_a_series_becomes_a_vintage(played: Agency, capsys: Captured) -> None:
    code, out, err = said(capsys, "fetch", "people")
    assert code == 0
    assert out.startswith("people: 4 figures of European Central Bank kept as mine vintage 1 of ")
    assert "population (stock); 2 markets; 2014 to 2015" in err
    assert "next: xlmarket data show mine" in err
    assert figures()["BRA", "2015"] == 205.2


def test_what_did_not_change_is_no_vintage_and_is_not_sent_again(played: Agency, capsys: Captured) -> None:
    assert said(capsys, "fetch", "people")[0] == 0
    code, out, _ = said(capsys, "fetch", "people")
    assert (code, count_vintages()) == (0, 1)
    assert out.startswith("people: unchanged since mine vintage 1 of ")
    assert played.asked[1].headers["If-None-Match"] == '"one"'


def test_an_agency_without_validators_sends_again_and_the_same_figures_are_unchanged(
    agency: Agency, folder: Path, capsys: Captured
) -> None:
    declare(agency)
    agency.play(PATH, FIGURES, message(BRAZIL, prepared="2026-02-02T00:00:00"))
    assert said(capsys, "fetch", "people")[0] == 0
    assert "unchanged" in said(capsys, "fetch", "people")[1]
    assert count_vintages() == 1


def test_a_changed_figure_is_a_new_vintage_and_so_is_one_that_changes_back(
    agency: Agency, folder: Path, capsys: Captured
) -> None:
    declare(agency)
    agency.play(PATH, FIGURES, REVISED, FIGURES)
    for value in (205.2, 206.0, 205.2):
        code, out, _ = said(capsys, "fetch", "people")
        assert code == 0
        assert "unchanged" not in out
        assert figures()["BRA", "2015"] == value
    assert count_vintages() == 3


def test_a_mapping_that_changed_reads_the_kept_response_again(played: Agency, capsys: Captured) -> None:
    assert said(capsys, "fetch", "people")[0] == 0
    declare(played, mapping='metric = "people"\nkind = "stock"\n')
    assert "kept as mine vintage 2" in said(capsys, "fetch", "people")[1]
    assert {metric.name for metric in read_dataset("mine", None).observations.metrics} == {"population", "people"}


def test_a_kept_response_is_read_without_a_network(played: Agency, capsys: Captured) -> None:
    assert said(capsys, "fetch", "people")[0] == 0
    asked = len(played.asked)
    assert "unchanged" in said(capsys, "fetch", "people", "--kept")[1]
    assert "kept as other vintage 1" in said(capsys, "fetch", "people", "--kept", "--as", "other")[1]
    assert figures("other") == figures()
    assert len(played.asked) == asked


def test_a_kept_response_of_another_request_is_refused(played: Agency, capsys: Captured) -> None:
    assert said(capsys, "fetch", "people")[0] == 0
    declare(played, more='parameters = {startPeriod = "2015"}\n')
    code, _, err = said(capsys, "fetch", "people", "--kept")
    assert code == 3
    assert "the response kept of people is of another request" in err
    assert "POPULATION/A..?startPeriod=2015" in err


def test_a_kept_response_outlives_the_address(played: Agency, capsys: Captured) -> None:
    assert said(capsys, "fetch", "people")[0] == 0
    text = Path("xlmarket.toml").read_text()
    Path("xlmarket.toml").write_text(text.replace(played.url, "https://moved.example.org"))
    assert "kept as other vintage 1" in said(capsys, "fetch", "people", "--kept", "--as", "other")[1]


def test_without_a_kept_response_there_is_nothing_to_read_again(played: Agency, capsys: Captured) -> None:
    code, _, err = said(capsys, "fetch", "people", "--kept")
    assert code == 3
    assert "no response of this series is kept" in err
    assert "xlmarket fetch people" in err


def test_a_dry_run_keeps_nothing(played: Agency, capsys: Captured) -> None:
    code, out, err = said(capsys, "fetch", "people", "--dry-run")
    assert (code, out) == (0, "people: nothing was kept (dry run)\n")
    assert "4 figures" in err
    assert not Path("store.sqlite").exists()


def test_what_the_mapping_does_not_say_is_refused(played: Agency, capsys: Captured) -> None:
    declare(played, mapping='metric = "heads"\n')
    code, _, err = said(capsys, "fetch", "people")
    assert code == 3
    assert 'how "heads" adds up over time' in err
    assert 'set kind = "flow", "stock" or "ratio" in [fetch.people.mapping]' in err
    assert said(capsys, "fetch", "people", "--dry-run")[0] == 3
    assert not open_store().datasets()


def test_a_moved_agency_leaves_the_store_as_it_was(played: Agency, capsys: Captured) -> None:
    assert said(capsys, "fetch", "people")[0] == 0
    played.play(PATH, b"<!doctype html><p>We have a new portal")
    code, _, err = said(capsys, "fetch", "people")
    assert code == 5
    assert err.startswith(f"xlmarket: {played.url}{PATH}: the agency may have moved its figures: a web page came back")
    assert count_vintages() == 1


def test_figures_that_are_cut_off_leave_nothing_half(agency: Agency, folder: Path, capsys: Captured) -> None:
    declare(agency)
    agency.play(PATH, Played(body=FIGURES, announced=len(FIGURES) + 10))
    assert said(capsys, "fetch", "people")[0] == 5
    assert not open_store().datasets()


def test_one_series_that_fails_stops_no_other(played: Agency, capsys: Captured) -> None:
    with Path("xlmarket.toml").open("a") as settings:
        settings.write(f'[fetch.gone]\nprovider = "ECB"\nurl = "{played.url}"\ndataflow = "GONE"\n')
    code, out, err = said(capsys, "fetch", "gone", "people")
    assert code == 4
    assert out.startswith("people: 4 figures")
    assert f"gone: {played.url}/data/GONE: the agency may have moved" in err
    assert "1 of 2 series failed: gone; xlmarket fetch gone" in err


def test_json_has_the_outcome_of_each_series(played: Agency, capsys: Captured) -> None:
    with Path("xlmarket.toml").open("a") as settings:
        settings.write(f'[fetch.gone]\nprovider = "ECB"\nurl = "{played.url}"\ndataflow = "GONE"\n')
    code, out, _ = said(capsys, "fetch", "gone", "people", "--json")
    gone, people = json.loads(out)
    assert code == 4
    assert (gone["series"], gone["state"], gone["exit_code"]) == ("gone", "failed", 5)
    assert (people["state"], people["vintage"], people["figures"]) == ("new", 1, 4)
    assert people["url"] == played.url + PATH


def test_show_and_history_name_the_agency_and_the_address(played: Agency, capsys: Captured) -> None:
    assert said(capsys, "fetch", "people")[0] == 0
    line = f"people of European Central Bank: {played.url}{PATH}"
    assert line in said(capsys, "data", "show", "mine")[1]
    assert line in said(capsys, "data", "history", "mine")[1]
    assert json.loads(said(capsys, "data", "history", "mine", "--json")[1])[0]["url"] == played.url + PATH
    assert json.loads(said(capsys, "data", "show", "mine", "--json")[1])["agency"] == "European Central Bank"


def test_the_response_lies_compressed_in_the_store(played: Agency, capsys: Captured) -> None:
    assert said(capsys, "fetch", "people")[0] == 0
    kept = open_store().last_response("people")
    assert kept is not None
    assert kept[1].content == FIGURES
    with closing(sqlite3.connect("store.sqlite")) as connection:
        assert len(connection.execute("SELECT content FROM responses").fetchone()[0]) < len(FIGURES)


def test_a_busy_agency_is_waited_for_with_a_word(agency: Agency, folder: Path, capsys: Captured) -> None:
    declare(agency)
    agency.play(PATH, Played(status=429, headers={"Retry-After": "0"}), Played(body=FIGURES))
    code, _, err = said(capsys, "fetch", "people")
    assert code == 0
    assert "the agency is busy (429): asking again in 0 seconds" in err


def test_an_unknown_series_or_agency_has_the_nearest(played: Agency, capsys: Captured) -> None:
    code, _, err = said(capsys, "fetch", "peopel")
    assert code == 2
    assert 'unknown series "peopel": did you mean people?' in err
    Path("xlmarket.toml").write_text(Path("xlmarket.toml").read_text().replace('"ECB"', '"ECP"'))
    code, _, err = said(capsys, "fetch", "people")
    assert code == 2
    assert 'unknown agency "ECP"' in err
    assert "did you mean" in err


def test_an_interrupted_fetch_leaves_nothing_half(
    played: Agency, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xlmarket.cli.progress import DownloadBar

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(DownloadBar, "receive", interrupt)
    code, _, err = said(capsys, "fetch", "people")
    assert code == 130
    assert "interrupted" in err
    assert not open_store().datasets()


def test_list_shows_the_series_of_the_settings_first(played: Agency, capsys: Captured) -> None:
    code, out, _ = said(capsys, "fetch", "list")
    assert code == 0
    assert out.startswith("people")
    assert "exchange-rates            Exchange rates, average of the month\n  European Central Bank, monthly" in out
    assert max(map(len, out.splitlines())) <= 80
    first, *others = json.loads(said(capsys, "fetch", "list", "--json")[1])
    assert (first["name"], first["declared"]) == ("people", "settings")
    assert {entry["declared"] for entry in others} == {"catalogue"}
    assert said(capsys, "fetch", "list", "people")[0] == 2


def test_two_runs_at_once_add_the_same_figures_once(played: Agency) -> None:
    fetcher = Fetcher(config=load_config(), store=open_store())
    first, second = fetcher.fetch("people"), fetcher.fetch("people")
    assert fetcher.keep(first) is not None
    assert fetcher.keep(second) is None
    assert count_vintages() == 1


def test_figures_that_were_undone_are_fetched_again(played: Agency, capsys: Captured) -> None:
    for _ in range(2):
        assert "4 figures" in said(capsys, "fetch", "people")[1]
        assert said(capsys, "data", "undo", "mine")[0] == 0
    assert "If-None-Match" not in played.asked[1].headers


def test_sdmx_csv_is_read_as_messages_are(agency: Agency, folder: Path, capsys: Captured) -> None:
    declare(agency, more='accept = "application/vnd.sdmx.data+csv;version=1.0.0"\n')
    lines = ["DATAFLOW,LAST UPDATE,freq,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG"]
    lines += ["ESTAT:DEMO(1.0),01/02/26,A,EL,2014,10.9,", "ESTAT:DEMO(1.0),01/02/26,A,EL,2015,10.8,p"]
    agency.play(PATH, "\n".join(lines).encode())
    code, _, err = said(capsys, "fetch", "people")
    assert code == 0, err
    assert agency.asked[0].headers["Accept"] == "application/vnd.sdmx.data+csv;version=1.0.0"
    assert figures() == {("GRC", "2014"): 10.9, ("GRC", "2015"): 10.8}


def test_an_answer_without_observations_is_refused(agency: Agency, folder: Path, capsys: Captured) -> None:
    declare(agency)
    agency.play(PATH, message({}))
    code, _, err = said(capsys, "fetch", "people")
    assert code == 3
    assert "the message holds no observations" in err


def test_nothing_new_where_nothing_was_kept_is_an_error(agency: Agency, folder: Path, capsys: Captured) -> None:
    declare(agency)
    agency.play(PATH, Played(status=304))
    code, _, err = said(capsys, "fetch", "people")
    assert code == 5
    assert "says that nothing changed, and sent nothing before" in err


def test_values_that_cannot_be_read_are_refused_or_written_next_to_the_settings(
    agency: Agency, folder: Path, capsys: Captured
) -> None:
    declare(agency)
    agency.play(PATH, FIGURES.replace(b"205.2", b"about 205"))
    code, _, err = said(capsys, "fetch", "people")
    assert code == 3
    assert "1 value cannot be read" in err
    assert "describe them in [fetch.people.mapping], or give --skip-bad" in err
    assert not open_store().datasets()
    assert "3 figures" in said(capsys, "fetch", "people", "--skip-bad")[1]
    assert "about 205" in Path("people.rejects.csv").read_text()


def test_a_metric_of_open_kind_is_never_added_up_with_skip_bad(played: Agency, capsys: Captured) -> None:
    declare(played, mapping='metric = "heads"\n')
    assert said(capsys, "fetch", "people", "--skip-bad")[0] == 0
    assert [metric.kind.value for metric in read_dataset("mine", None).observations.metrics] == ["ratio"]
    assert "unchanged" in said(capsys, "fetch", "people", "--skip-bad")[1]


def test_a_question_is_answered_at_a_terminal(
    played: Agency, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(played, mapping='metric = "heads"\n')
    monkeypatch.setattr("xlmarket.cli.questions.is_terminal", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("stock\n"))
    assert said(capsys, "fetch", "people")[0] == 0
    assert [metric.kind.value for metric in read_dataset("mine", None).observations.metrics] == ["stock"]
