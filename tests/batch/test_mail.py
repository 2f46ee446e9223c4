"""The mail about a run: what a reader needs to know, in text and in HTML, the same bytes for the same run."""

from __future__ import annotations

import email
from email.policy import default
from pathlib import Path

import pytest

from tests.batch.headlines import entry, run
from xlmarket.batch.catalogue import Catalogue, read_catalogue
from xlmarket.batch.mail import ENDINGS, Mail, mail_bytes, write_mail
from xlmarket.errors import UsageError


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    run(tmp_path, entry("a.xlsx", "1.0", "Asia <b>&"), entry("d.xlsx", "4.0", "Österreich"))
    failed = entry("b.xlsx", title="Mars", error="unknown market")
    run(tmp_path, entry("a.xlsx", "1.5", "Asia <b>&"), entry("c.xlsx", "7.0", "Europe"), failed)
    return read_catalogue(tmp_path)


def test_the_subject_has_the_count_the_period_and_the_changes(catalogue: Catalogue) -> None:
    assert Mail.about(catalogue, Path("out")).subject == ("4 reports Q4 2015: 1 new, 1 with other figures, 1 failed")


def test_text_and_html_have_figures_changes_failures_and_the_folder(catalogue: Catalogue) -> None:
    mail = Mail.about(catalogue, Path("/data/out"))
    for body in (mail.text, mail.html.replace("<strong>", "").replace("</strong>", "").replace("&#8594;", "->")):
        assert "Sales: 1.0 USD million -> 1.5 USD million" in body
        assert "xlsx: unknown market" in body
        assert "7.0 USD million" in body
        assert "/data/out" in body
        assert "mine vintage 1 of 2016-01-31; status: published" in body
    assert "<b>" not in mail.html
    assert "Asia <b>&, Q4 2015" in mail.text


def test_a_message_has_both_as_alternatives_and_the_same_bytes_each_time(catalogue: Catalogue) -> None:
    mail = Mail.about(catalogue, Path("out"))
    assert mail.message() == Mail.about(catalogue, Path("out")).message()
    message = email.message_from_bytes(mail.message(), policy=default)
    assert message["Subject"] == mail.subject
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n") == mail.text
    assert "Österreich" in html.get_content()
    assert not {"date", "from", "to", "message-id"} & {name.lower() for name in message}


def test_a_run_that_wrote_nothing_says_so(catalogue: Catalogue) -> None:
    still = catalogue.of_run({"a", "d"}, has_written=False)
    mail = Mail.about(still, Path("out"))
    assert mail.subject == "2 reports Q4 2015: nothing changed"
    assert "1.0 USD million" not in mail.text


def test_the_ending_of_the_file_decides_what_it_is(catalogue: Catalogue, tmp_path: Path) -> None:
    mail = Mail.about(catalogue, Path("out"))
    for ending in ENDINGS:
        write_mail(tmp_path / f"mail{ending}", mail)
    assert (tmp_path / "mail.txt").read_text(encoding="utf-8").startswith(f"Subject: {mail.subject}\n\n")
    assert (tmp_path / "mail.html").read_text(encoding="utf-8") == mail.html
    with pytest.raises(UsageError, match=r"\.eml"):
        mail_bytes(mail, ".doc")
