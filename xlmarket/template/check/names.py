"""Defined names that nothing in the workbook uses: often the rest of another template, or a misspelt formula."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from xlmarket.errors import Place, TemplateError
from xlmarket.package.archive import MAIN, Package

_NO_FORMULAS = re.compile(r"sharedStrings|docProps/|styles|theme|comments|_rels/|printerSettings|\[Content")
_WORD = r"(?<![\w.\\]){}(?![\w.\\])"


def unused_names(package: Package, workbook: etree._Element) -> Iterator[TemplateError]:
    """The names that are in no formula, chart, link or other name. With macros none, as these may use them."""
    elements = [name for name in workbook.iter(f"{{{MAIN}}}definedName") if not _is_own(name)]
    if not elements or any(part.endswith("vbaProject.bin") for part in package.members):
        return
    texts = [package.read(part).decode("utf-8", "replace") for part in package.members if _may_use(part, package)]
    everything = "\n".join(texts).casefold()
    for element in elements:
        name = str(element.get("name"))
        word = re.compile(_WORD.format(re.escape(name.casefold())))
        others = (other.text or "" for other in workbook.iter(f"{{{MAIN}}}definedName") if other is not element)
        if not word.search(everything) and not any(word.search(text.casefold()) for text in others):
            where = Place(file=package.path.name, key=f"name {name}")
            yield TemplateError("a defined name is used nowhere", where=where, found=element.text)


def _is_own(name: etree._Element) -> bool:
    """Whether Excel made a name, or hides it."""
    return str(name.get("name")).startswith("_") or name.get("hidden") in ("1", "true")


def _may_use(part: str, package: Package) -> bool:
    return part.endswith((".xml", ".vml")) and part != package.workbook and not _NO_FORMULAS.search(part)
