"""A conversion as the supervisor of LibreOffice gets it: from which kind of file to which, with which options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from xlmarket.errors import UsageError

SECONDS = 120.0
"""How long a conversion may take."""

CALC, IMPRESS = "Calc MS Excel 2007 XML", "Impress MS PowerPoint 2007 XML"
READERS = {"xlsx": CALC, "xlsm": CALC, "pptx": IMPRESS, "pptm": IMPRESS}
"""LibreOffice's filters by the kind of the document."""

WRITERS = {
    ("xlsx", "pdf"): "calc_pdf_Export",
    ("xlsm", "pdf"): "calc_pdf_Export",
    ("pptx", "pdf"): "impress_pdf_Export",
    ("pptm", "pdf"): "impress_pdf_Export",
    ("xlsx", "xlsx"): CALC,
}

PDF_OPTIONS: Mapping[str, Any] = MappingProxyType(
    {
        "UseTaggedPDF": True,
        "PDFUACompliance": True,
        "ExportBookmarks": True,
        "EmbedStandardFonts": True,
        "DisplayPDFDocumentTitle": True,
        "ExportNotes": False,
        "UseLosslessCompression": True,
        "ReduceImageResolution": False,
    }
)
"""Options of the PDF filter. Notes are left out, for they bear the names of people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """From a `kind` of document `to` another: `xlsx`, `xlsm`, `pptx` or `pptm` to `pdf`, `xlsx` to `xlsx` with all its values.

    Hidden sheets do not print, nor do those named in `leave_out`. `all_known`: a formula that LibreOffice cannot calculate
    is an error. `seconds` bounds the time.
    """

    kind: str = "xlsx"
    to: str = "pdf"
    leave_out: tuple[str, ...] = ()
    all_known: bool = False
    seconds: float = SECONDS
    options: Mapping[str, Any] = field(default_factory=lambda: PDF_OPTIONS)

    def task(self, source: Path, target: Path) -> dict[str, Any]:
        """Return what the supervisor reads. Raises `UsageError` for a pair of kinds that has no filter."""
        if (self.kind, self.to) not in WRITERS:
            pairs = [" to ".join(pair) for pair in WRITERS]
            raise UsageError.unknown("conversion", f"{self.kind} to {self.to}", pairs)
        return {
            "source": str(source),
            "target": str(target),
            "read": READERS[self.kind],
            "write": WRITERS[self.kind, self.to],
            "options": dict(self.options) if self.to == "pdf" else {},
            "leave": list(self.leave_out),
            "known": self.all_known,
        }
