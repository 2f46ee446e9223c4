"""The mail about a run: `write_mail` makes one part of it, or the whole message, by the ending of the file.

Nothing in it reads the clock, and the boundary of its parts comes from their text, so that the same run gives the same
bytes. It has no sender and no recipients: whoever sends it adds them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path

import jinja2

from xlmarket.batch.catalogue import Catalogue, CataloguedReport
from xlmarket.errors import UsageError
from xlmarket.files import write_whole
from xlmarket.report.headline import HeadlineFigure

ENDINGS = (".eml", ".html", ".txt")
MOST = 50
"""Reports that a list of a mail names. The front page has all."""
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail: its subject and the same content as text and as HTML."""

    subject: str
    text: str
    html: str

    @classmethod
    def about(cls, catalogue: Catalogue, folder: Path) -> Mail:
        """Return the mail about a run. `folder` is where its files are, as the reader knows it."""
        subject = _subject(catalogue)
        content = {
            "subject": subject,
            "catalogue": catalogue,
            "counts": catalogue.counts,
            "folder": folder,
            "illustrative": any(report.headline and report.headline.illustrative for report in catalogue.reports),
            "vintages": _vintages(catalogue.reports),
            "most": MOST,
        }
        text, html = (_template(name).render(content) for name in ("mail.txt.j2", "mail.html.j2"))
        return cls(subject, text, html)

    def message(self) -> bytes:
        """Return the mail as a file that mail programs open as a draft: text and HTML as alternatives (RFC 2046)."""
        message = EmailMessage(SMTP)
        message["Subject"] = self.subject
        message["X-Unsent"] = "1"
        message.set_content(self.text, cte="quoted-printable")
        message.add_alternative(self.html, subtype="html", cte="quoted-printable")
        message.set_boundary(f"xlmarket-{hashlib.sha256((self.text + self.html).encode()).hexdigest()[:32]}")
        return message.as_bytes()


def mail_bytes(mail: Mail, ending: str) -> bytes:
    """Return a mail as a file of one of `ENDINGS`. Raises `UsageError` for another."""
    match ending.lower():
        case ".eml":
            return mail.message()
        case ".html":
            return mail.html.encode()
        case ".txt":
            return f"Subject: {mail.subject}\n\n{mail.text}".encode()
    raise UsageError.invalid("ending", ending, ENDINGS)


def write_mail(path: Path, mail: Mail) -> None:
    """Write a mail in the form that the ending of the file names."""
    write_whole(path, mail_bytes(mail, path.suffix))


def _subject(catalogue: Catalogue) -> str:
    count, counts = len(catalogue.reports), catalogue.counts
    periods = dict.fromkeys(report.period_name for report in sorted(catalogue.reports, key=lambda one: one.period))
    span = " to ".join(dict.fromkeys([*periods][:1] + [*periods][-1:]))
    words = {"new": "new", "moved": "with other figures", "failed": "failed"}
    changes = [f"{counts[change]:,} {word}" for change, word in words.items() if counts[change]]
    reports = f"{count:,} {'report' if count == 1 else 'reports'}"
    return f"{' '.join(filter(None, (reports, span)))}: {', '.join(changes) or 'nothing changed'}"


def _vintages(reports: Iterable[CataloguedReport]) -> list[str]:
    headlines = (report.headline for report in reports if report.headline)
    return sorted({f"{headline.vintage}; status: {headline.status}" for headline in headlines})


def _row(figures: Iterable[HeadlineFigure]) -> str:
    return ", ".join(f"{figure.label} {figure.full_text}" for figure in figures)


@cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=jinja2.select_autoescape(["html.j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["figures"] = _row
    return environment.get_template(name)
