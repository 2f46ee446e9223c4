"""A finished report as a PDF: the printed pages of its workbook, with what a reader and a catalogue want to know of it.

LibreOffice or Excel draws the pages. Here the file gets its title, data set and sources, and loses author and dates, so that the
same inputs give the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from types import ModuleType
from typing import TYPE_CHECKING

from lxml import etree

from xlmarket.errors import EnvironmentFault, InputError
from xlmarket.output.office import Conversion, convert
from xlmarket.output.printers import choose_printer, print_pages
from xlmarket.package.archive import MAIN
from xlmarket.report.headline import Headline

if TYPE_CHECKING:
    import pikepdf

DATA_SHEETS = frozenset({"data", "lists"})
"""Sheets of these names hold what charts and lists of choices read. They do not print unless asked for."""

LANGUAGE = "en"
_VISIBLE = "visible"

_RANDOM = frozenset({"/ID", "/DocChecksum"})
"""What LibreOffice makes of the time of day."""

_BEGINS, _ENDS, _SHOWS_TEXT = ("BDC", "BMC"), "EMC", ("Tj", "TJ", "'", '"')
"""Operators of the pages of a PDF."""


@dataclass(frozen=True, slots=True)
class PdfSubject:
    """What the properties of a PDF say. `keywords` are the data set, its vintage, the metric and the sources.

    `facts` are what the report was made from, by names of properties: `xlmarket.dataset`.
    """

    title: str
    subject: str
    keywords: tuple[str, ...]
    language: str = LANGUAGE
    facts: Mapping[str, str] = field(default_factory=dict)


def need_pdf(program: str | None = None) -> None:
    """Raise `EnvironmentFault` where the program that prints or the package that finishes a PDF is missing."""
    choose_printer(program)
    _require_pikepdf()


def subject_of(headline: Headline) -> PdfSubject:
    """Return what the properties of the PDF of a report say."""
    sources = "; ".join(headline.sources)
    return PdfSubject(
        title=f"{headline.title}, {headline.period_name}: {headline.metric_title}",
        subject=f"{headline.dataset_title}. Figures of {headline.vintage} ({headline.status}). Sources: {sources}",
        keywords=(
            headline.dataset_title,
            headline.dataset,
            headline.vintage,
            headline.metric,
            headline.period,
            *headline.sources,
        ),
    )


def print_workbook(
    workbook: bytes, subject: PdfSubject, *, kind: str = "xlsx", with_data: bool = False, program: str | None = None
) -> bytes:
    """Return the pages of a finished workbook. `kind` is `xlsx` or `xlsm`, `program` one of `PRINTERS`.

    Raises `EnvironmentFault` without the program or the package, and `InputError` for a workbook that it cannot print.
    """
    _require_pikepdf()
    leave_out = () if with_data else data_sheets(workbook)
    return finish_pdf(print_pages(workbook, kind=kind, leave_out=leave_out, program=program), subject)


def print_deck(deck: bytes, subject: PdfSubject, *, kind: str = "pptx") -> bytes:
    """Return the slides of a finished deck as a PDF with tags. `kind` is `pptx` or `pptm`. LibreOffice Impress draws them.

    Raises `EnvironmentFault` without LibreOffice or the package, and `InputError` for a deck that it cannot print.
    """
    _require_pikepdf()
    return finish_pdf(convert(deck, Conversion(kind=kind)), subject)


def data_sheets(workbook: bytes) -> tuple[str, ...]:
    """Return the names of the sheets that do not print, for they hold data. The first visible sheet always prints."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        book = etree.fromstring(package.read("xl/workbook.xml"), etree.XMLParser(resolve_entities=False))
    visible = [
        str(sheet.get("name")) for sheet in book.iter(f"{{{MAIN}}}sheet") if sheet.get("state", _VISIBLE) == _VISIBLE
    ]
    return tuple(name for name in visible[1:] if name.casefold() in DATA_SHEETS)


def finish_pdf(pdf: bytes, subject: PdfSubject) -> bytes:
    """Return a PDF of LibreOffice or Excel with the properties of a report, without author and dates, with an id by its content.

    Raises `EnvironmentFault` without pikepdf.
    """
    pikepdf = _require_pikepdf()
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            for name in _RANDOM & set(document.trailer.keys()):
                del document.trailer[name]
            _describe(document, subject)
            _settle_tags(document)
            out = io.BytesIO()
            document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PdfError as fault:
        raise InputError("what was printed cannot be read", found=str(fault)) from None
    return out.getvalue()


def _require_pikepdf() -> ModuleType:
    try:
        import pikepdf
    except ImportError:
        raise EnvironmentFault("a PDF needs one more package", remedy="pip install 'xlmarket[outputs]'") from None
    return pikepdf


def _describe(document: pikepdf.Pdf, subject: PdfSubject) -> None:
    """Write the properties, as old readers know them and as XMP, in place of those of LibreOffice."""
    import pikepdf

    producer = str(document.docinfo.get("/Producer", "LibreOffice"))
    creator = f"xlmarket {metadata.version('xlmarket')}"
    keywords = ", ".join(dict.fromkeys(subject.keywords))
    del document.docinfo
    entries = {"Title": subject.title, "Subject": subject.subject, "Keywords": keywords}
    for name, text in {**entries, "Creator": creator, "Producer": producer, **subject.facts}.items():
        document.docinfo[pikepdf.Name(f"/{name}")] = text
    document.Root.Lang = pikepdf.String(subject.language)
    if "/Metadata" in document.Root:
        del document.Root.Metadata
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        xmp["dc:title"] = subject.title
        xmp["dc:description"] = subject.subject
        xmp["dc:subject"] = set(subject.keywords)
        xmp["dc:language"] = {subject.language}
        xmp["pdf:Keywords"] = keywords
        xmp["pdf:Producer"] = producer
        xmp["xmp:CreatorTool"] = creator


def _settle_tags(document: pikepdf.Pdf) -> None:
    """Keep tags that cover all text, under one element `Document` as the standard wants, and drop others.

    LibreOffice 7 tags some cells of a sheet only. A screen reader goes by the tags where there are any, and would leave
    out the others. Without tags it reads all text.
    """
    root = document.Root.get("/StructTreeRoot")
    if root is None or "/K" not in root:
        return
    if all(map(_is_tagged, document.pages)):
        _root_structure(document, root)
        return
    for name in ("/StructTreeRoot", "/MarkInfo"):
        if name in document.Root:
            del document.Root[name]
    for page in document.pages:
        if "/StructParents" in page:
            del page["/StructParents"]


def _is_tagged(page: pikepdf.Page) -> bool:
    """Whether all text of a page lies between marks."""
    import pikepdf

    depth = 0
    for instruction in pikepdf.parse_content_stream(page, " ".join((*_BEGINS, _ENDS, *_SHOWS_TEXT))):
        name = str(instruction.operator)
        depth += (name in _BEGINS) - (name == _ENDS)
        if name in _SHOWS_TEXT and not depth:
            return False
    return True


def _root_structure(document: pikepdf.Pdf, root: pikepdf.Object) -> None:
    """Put the tags under one element `Document`."""
    import pikepdf

    elements = list(root.K) if isinstance(root.K, pikepdf.Array) else [root.K]
    if [str(element.S) for element in elements] == ["/Document"]:
        return
    kinds = {"/Type": pikepdf.Name.StructElem, "/S": pikepdf.Name.Document}
    whole = document.make_indirect(pikepdf.Dictionary({**kinds, "/P": root, "/K": root.K}))
    for element in elements:
        element.P = whole
    root.K = whole
