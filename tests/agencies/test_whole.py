"""The program as a process, over HTTPS, on real answers of agencies, and on PostgreSQL."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.agencies.messages import BRAZIL, message
from tests.agencies.server import Agency, Played, serving
from tests.agencies.test_fetch import FIGURES, PATH, REVISED, declare
from tests.cli.test_cli import Captured, said
from tests.conftest import shared
from xlmarket.hosts.officejs.certificate import local_certificate
from xlmarket.store import open_store, read_dataset


def test_a_company_certificate_of_the_settings_opens_https(folder: Path, capsys: Captured) -> None:
    made = local_certificate(folder / "certificate")
    with serving(made.certificate, made.key) as agency:
        agency.play(PATH, FIGURES)
        declare(agency)
        assert said(capsys, "fetch", "people")[0] == 5
        settings = Path("xlmarket.toml")
        settings.write_text(f'certificates = "{made.certificate.as_posix()}"\n{settings.read_text()}')
        assert said(capsys, "fetch", "people")[0] == 0


PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests run in the background of a shell
from xlmarket.cli import main
main()
"""


def test_an_interrupt_of_the_program_leaves_nothing_half(agency: Agency, folder: Path) -> None:
    declare(agency)
    agency.play(PATH, Played(body=FIGURES, announced=len(FIGURES) + 1, stalls=True))
    command = [sys.executable, "-c", PROGRAM, "fetch", "people"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ}) as process:
        assert agency.came.wait(30)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert "interrupted" in process.stderr.read()
    assert process.returncode == 130
    assert not open_store().datasets()
    assert not list(folder.glob("*.tmp*"))


def test_a_password_in_an_address_is_used_and_neither_kept_nor_printed(
    agency: Agency, folder: Path, capsys: Captured
) -> None:
    declare(agency, more='parameters = {"subscription-key" = "hush"}\n')
    text = Path("xlmarket.toml").read_text()
    Path("xlmarket.toml").write_text(text.replace("http://", "http://me:hush@"))
    agency.play(PATH, Played(body=FIGURES, etag='"1"'))
    for _ in range(2):
        code, out, err = said(capsys, "fetch", "people")
        assert code == 0
        assert "hush" not in out + err
    assert agency.asked[0].path.endswith("?subscription-key=hush")
    assert agency.asked[0].headers["Authorization"] == f"Basic {base64.b64encode(b'me:hush').decode()}"
    assert agency.asked[1].headers["If-None-Match"] == '"1"'
    assert "hush" not in repr(open_store().origins("mine"))
    assert "unchanged" in said(capsys, "fetch", "people", "--kept")[1]


DAILY = 'kind = "ratio"\nfrequency = "M"\nseveral = "mean"\n'
REAL = {
    "ECB_EXR/ng-flat.xml": ('kind = "ratio"\n', 12),
    "ECB_EXR/sg-ts.xml": (DAILY, 12),
    "ECB_EXR/ts.json": (DAILY, 2),
    "INSEE/CNA-2010-CONSO-SI-A17.xml": ('kind = "ratio"\n', 2),
    "ISTAT/22_289.xml": ('kind = "stock"\n', 8),
    "v3/json/data/agri.json": ('kind = "ratio"\n', 12),
}
"""Answers of agencies with the mapping that reads them, and their figures."""

NO_FIGURES = {
    "ESTAT/GOV_10Q_GGNFA.xml": "the message holds structures and no data",
    "OECD/data-PART2-all-all.json": "no component for the period",
    "ECB_EXR/action-delete.json": "delete",
}
"""Answers that hold no figures as they are, with what is said."""


@pytest.mark.parametrize("file", REAL)
def test_real_answers_are_fetched_kept_and_read_again(
    agency: Agency, folder: Path, capsys: Captured, file: str
) -> None:
    mapping, count = REAL[file]
    body = (shared("sdmx") / file).read_bytes()
    declare(agency, mapping=mapping)
    agency.play(PATH, Played.packed(body))
    code, out, err = said(capsys, "fetch", "people")
    assert code == 0, err
    assert out.startswith(f"people: {count} figures ")
    kept = open_store().last_response("people")
    assert kept is not None
    assert kept[1].content == body
    assert said(capsys, "fetch", "people", "--kept", "--as", "again")[0] == 0
    assert read_dataset("again", None).observations == read_dataset("mine", None).observations


@pytest.mark.parametrize("file", NO_FIGURES)
def test_real_answers_without_figures_are_refused_and_not_kept(
    agency: Agency, folder: Path, capsys: Captured, file: str
) -> None:
    declare(agency, mapping='kind = "ratio"\n')
    agency.play(PATH, (shared("sdmx") / file).read_bytes())
    code, _, err = said(capsys, "fetch", "people")
    assert code == 3
    assert NO_FIGURES[file] in err
    assert not open_store().datasets()


def test_a_recorded_answer_with_its_headers_is_fetched(agency: Agency, folder: Path, capsys: Captured) -> None:
    recorded: dict[str, Any] = json.loads((shared("sdmx") / "recorded" / "b1957b05ba522041.json").read_text())
    headers = {"Content-Type": "application/vnd.sdmx.genericdata+xml; version=2.1; charset=utf-8"}
    declare(agency, mapping='kind = "ratio"\n')
    agency.play(PATH, Played(body=base64.b64decode(recorded["_content"]), headers=headers))
    code, out, err = said(capsys, "fetch", "people", "--dry-run", "--json")
    assert code in (0, 3), err
    assert json.loads(out)[0]["agency"] == "European Central Bank"


def test_responses_are_kept_in_postgresql_too(
    agency: Agency, folder: Path, capsys: Captured, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XLMARKET_STORE", postgres_url)
    declare(agency)
    agency.play(PATH, message(BRAZIL), REVISED)
    assert said(capsys, "fetch", "people")[0] == 0
    assert "kept as mine vintage 2" in said(capsys, "fetch", "people")[1]
    kept = open_store().last_response("people", "mine")
    assert kept is not None
    assert kept[1].content == REVISED
    assert "unchanged" in said(capsys, "fetch", "people", "--kept")[1]
    assert open_store().check()
