"""`export --summary` and `--json`: what a scheduler mails about a run."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_cli import Captured, own_store, said

__all__ = ["own_store"]

BATCH = ("export", "--dataset", "sample-quarterly", "-o", "out", "-j", "1", "--summary")


@pytest.fixture
def second_member(own_store: None, tmp_path: Path) -> str:
    """A template that only a region with two members can fill."""
    book = openpyxl.Workbook()
    book.active["A1"] = "{{ region.members[1].name }}"
    book.save(tmp_path / "second.xlsx")
    return "second.xlsx"


def test_the_mail_of_a_run_with_a_failure_names_it_and_the_exit_code_stays(
    second_member: str, capsys: Captured
) -> None:
    regions = ["--region", "Europe", "--region", "Brazil"]
    code, out, _ = said(capsys, *BATCH, "mail.txt", "-t", second_member, *regions, "--json")
    assert code == 4
    fields = json.loads(out)
    assert fields["changes"] == {"new": 1, "moved": 0, "unchanged": 0, "failed": 1}
    failed, made = fields["reports"]
    assert (failed["title"], made["title"], made["files"]) == ("Brazil", "Europe", ["second Europe 2015Q4.xlsx"])
    text = Path("mail.txt").read_text(encoding="utf-8")
    assert "Subject: 2 reports Q4 2015: 1 new, 1 failed\n" in text
    assert failed["errors"]["xlsx"] in text
    assert made["figures"][0]["text"] in text
    assert str(Path("out").absolute()) in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("mail.docx",), "mail.docx"),
        (("mail.eml", "--list"), "--list and --summary contradict each other"),
        (("mail.eml", "--task", "x"), "--task and --summary contradict each other"),
    ],
)
def test_a_mail_that_cannot_be_is_refused_before_anything_is_made(
    arguments: tuple[str, ...], message: str, own_store: None, capsys: Captured
) -> None:
    code, _, err = said(capsys, *BATCH, *arguments)
    assert code == 2
    assert message in err
    assert not Path("out").exists()
