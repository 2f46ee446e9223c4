"""Texts of a workbook: the runs of an item without phonetic readings, with Excel's escapes as characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from xlmarket.package.archive import MAIN
from xlmarket.sources.characters import readable
from xlmarket.sources.tables import RawCell

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_T, _R = f"{{{MAIN}}}t", f"{{{MAIN}}}r"


def unescape(text: str) -> str:
    """Return a text without the escapes of Excel.

    Excel writes characters that XML cannot hold as `_x000D_`, and a text that looks like this as `_x005F_x000D_`.
    """
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def item_text(item: etree._Element) -> RawCell:
    """Return the text of a shared or inline item (`si`, `is`)."""
    return readable(unescape("".join(_runs(item))))


def _runs(item: etree._Element) -> Iterator[str]:
    """The runs of an item, without its phonetic reading (`rPh`)."""
    for child in item:
        if child.tag == _T:
            yield child.text or ""
        elif child.tag == _R:
            yield from (run.text or "" for run in child.iterchildren(_T))
