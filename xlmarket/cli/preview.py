"""`xlmarket template preview`: a template filled with sample figures, as pages."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from xlmarket.cli.commands import command
from xlmarket.cli.options import output_option, theme_option
from xlmarket.cli.saves import repeat, stamp
from xlmarket.cli.session import Session, is_terminal
from xlmarket.cli.targets import check_ending

ENDINGS = (".pdf", ".png")
"""Those of pages. A preview may also be the workbook or the deck itself."""


@command(
    "preview",
    "xlmarket template preview region-template.xlsx",
    "xlmarket template preview market-profile -o pages.png",
)
@click.argument("template", help="A name of `xlmarket template list`, or an .xlsx or .pptx file.")
@output_option("A .pdf, .png, .xlsx or .pptx file; of several pages, each its own .png (default: a PDF, opened).")
@click.option("--region", help="The region or market (default: the one with the most figures).")
@click.option("--period", default="latest", help="A period: 2015Q4, or latest.")
@theme_option
@click.option("--watch", is_flag=True, help="Do it again whenever the template is saved, until Ctrl+C.")
def preview(
    session: Session,
    template: str,
    output: Path | None,
    region: str | None,
    period: str,
    theme: str | None,
    watch: bool,
) -> None:
    """Show how the pages of a report look.

    The figures are those of the data set sample-quarterly unless --dataset says otherwise. Pages are drawn by
    LibreOffice, which must be installed.
    """
    from xlmarket.report.shipped import DECKS, find_book

    path = find_book(template)
    target = output or Path(f"{path.stem}-preview.pdf")
    kind = "pptx" if path.suffix.lower() in DECKS else "xlsx"
    check_ending(target, "a preview is a PDF, pictures or the report itself", *ENDINGS, f".{kind}")

    def show() -> None:
        files = _write(target, _report(session, path, region, period, theme), kind)
        session.result("\n".join(map(str, files)), {"files": [str(file) for file in files]})
        sys.stdout.flush()

    show()
    if output is None and is_terminal():
        click.launch(str(target))
    if watch:
        session.message(f"xlmarket: watching {path.name}; Ctrl+C ends")
        repeat(show, lambda: stamp(path))


def _report(session: Session, path: Path, region: str | None, period: str, theme: str | None) -> bytes:
    from xlmarket.functions import open_snapshot
    from xlmarket.report import build, build_deck
    from xlmarket.report.engine import names_of
    from xlmarket.report.samples import sample_dataset, sample_subject
    from xlmarket.report.shipped import DECKS

    names = names_of(path)
    dataset = session.dataset or sample_dataset(names)
    config = session.load_config()
    snapshot = open_snapshot(dataset, store=session.store, config=config)
    subject = region or sample_subject(snapshot, names)
    make = build_deck if path.suffix.lower() in DECKS else build
    return make(path, snapshot=snapshot, region=subject, period=period, theme=theme or config.theme)


def _write(target: Path, report: bytes, kind: str) -> list[Path]:
    """Write the preview of a workbook (`xlsx`) or deck (`pptx`) in the format of its ending. Return the files."""
    from xlmarket.files import write_whole
    from xlmarket.output.office import Conversion, convert
    from xlmarket.output.pages import page_pictures
    from xlmarket.output.pdf import data_sheets

    ending = target.suffix.lower()
    leave_out = data_sheets(report) if kind == "xlsx" else ()
    content = [report] if ending == f".{kind}" else [convert(report, Conversion(kind=kind, leave_out=leave_out))]
    if ending == ".png":
        content = page_pictures(content[0])
    files = (
        [target] if len(content) == 1 else [target.with_stem(f"{target.stem}-{n}") for n in range(1, len(content) + 1)]
    )
    for file, data in zip(files, content, strict=True):
        write_whole(file, data)
    return files
