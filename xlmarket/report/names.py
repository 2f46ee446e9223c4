"""Defined names, print areas and print titles: they stretch over repeated rows as the insertion of rows would do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from xlmarket.report.layout import Layout
from xlmarket.report.package import MAIN
from xlmarket.report.references import rewrite


def follow(workbook: etree._Element, layouts: Mapping[str, Layout], sheets: Sequence[str]) -> None:
    """Rewrite what the names of a workbook refer to; their scope (localSheetId) stays, as no sheet moves."""
    for one in workbook.iter(f"{{{MAIN}}}definedName"):
        scope = one.get("localSheetId")
        home = sheets[int(scope)] if scope is not None and int(scope) < len(sheets) else ""
        stretches = not str(one.get("name")).startswith("_xlnm.Print_Titles")
        if one.text:
            one.text = rewrite(one.text, home, layouts, stretch_cells=stretches)
