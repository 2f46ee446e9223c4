"""Workbooks as each host writes them, from the XML of their cells, and corpus workbooks with calls put in."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.ooxml import rewritten

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'


def _relations(found: Sequence[tuple[str, str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{place}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
        for place, (kind, target, mode) in enumerate(found, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def book(
    path: Path,
    rows: str,
    *,
    names: Mapping[str, str] | None = None,
    after: str = "",
    links: Sequence[tuple[str, Sequence[str]]] = (),
    table: str = "",
) -> Path:
    """A workbook of one sheet, Data. `rows` is what stands in `sheetData`, `after` what follows it; a link is a target
    with its names.
    """
    defined = "".join(
        f'<definedName name="{name}">{escape(text)}</definedName>' for name, text in (names or {}).items()
    )
    listed = "".join(f'<externalReference r:id="rId{place}"/>' for place in range(2, 2 + len(links)))
    workbook = (
        f'{_HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets>'
        + (f"<externalReferences>{listed}</externalReferences>" if links else "")
        + (f"<definedNames>{defined}</definedNames>" if defined else "")
        + '<calcPr calcId="191029"/></workbook>'
    )
    tables = '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>' if table else ""
    parts = {
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml", "")]),
        "xl/workbook.xml": workbook,
        "xl/_rels/workbook.xml.rels": _relations(
            [
                ("worksheet", "worksheets/sheet1.xml", ""),
                *(("externalLink", f"externalLinks/externalLink{place}.xml", "") for place in range(1, len(links) + 1)),
            ]
        ),
        "xl/worksheets/sheet1.xml": (
            f'{_HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData>{rows}</sheetData>{after}{tables}</worksheet>'
        ),
    }
    if table:
        parts["xl/worksheets/_rels/sheet1.xml.rels"] = _relations([("table", "../tables/table1.xml", "")])
        parts["xl/tables/table1.xml"] = f"{_HEAD}{table}"
    for place, (target, known) in enumerate(links, start=1):
        inside = "".join(f'<definedName name="{name}"/>' for name in known)
        inside = f"<definedNames>{inside}</definedNames>" if inside else '<sheetNames><sheetName val="S"/></sheetNames>'
        parts[f"xl/externalLinks/externalLink{place}.xml"] = (
            f'{_HEAD}<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="rId1">{inside}</externalBook>'
            "</externalLink>"
        )
        parts[f"xl/externalLinks/_rels/externalLink{place}.xml.rels"] = _relations(
            [("externalLinkPath", target, ' TargetMode="External"')]
        )
    types = {"sheet.main": ["xl/workbook.xml"], "worksheet": ["xl/worksheets/sheet1.xml"]}
    types["externalLink"] = [part for part in parts if re.fullmatch(r"xl/externalLinks/\w+\.xml", part)]
    types["table"] = [part for part in parts if part.startswith("xl/tables/")]
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="{_SHEET}.{kind}+xml"/>' for kind in types for part in types[kind]
    )
    content = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in {"[Content_Types].xml": content, **parts}.items():
            out.writestr(name, text)
    return path


def cell(address: str, formula: str, value: str = "", kind: str = "n", **attributes: str) -> str:
    """A cell with a formula and the value it shows."""
    said = "".join(f' {name}="{text}"' for name, text in attributes.items())
    shown = f"<v>{escape(value)}</v>" if value else ""
    letter = f' t="{kind}"' if kind != "n" else ""
    return f'<c r="{address}"{said}{letter}><f>{escape(formula)}</f>{shown}</c>'


def text(address: str, shown: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{escape(shown)}</t></is></c>'


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def with_calls(source: Path, target: Path, formulas: Sequence[str]) -> Path:
    """A copy of a workbook whose first sheet got formulas in rows from 900,001 on."""
    done: list[str] = []
    rows = "".join(row(900_001 + at, cell(f"A{900_001 + at}", one)) for at, one in enumerate(formulas))

    def change(part: str, content: bytes) -> bytes:
        found = re.search(rb"<(\w+:)?sheetData\s*/>|</(\w+:)?sheetData>", content)
        if not part.startswith("xl/worksheets/sheet") or done or found is None:
            return content
        done.append(part)
        lead = found[1] or found[2] or b""
        new = re.sub(rb"<(/?)(?=\w)", rb"<\1" + lead, rows.encode()) + b"</" + lead + b"sheetData>"
        opened = found[0].replace(b"/>", b">") if found[0].endswith(b"/>") else b""
        return content[: found.start()] + opened + new + content[found.end() :]

    return rewritten(source, target, change)


def formulas_of(path: Path) -> dict[str, str]:
    """All formulas of a workbook by place, shared ones spelled out."""
    from xlmarket.formulas.book.workbook import FormulaBook

    return {f"{one.kind} {one.where}": one.text for one in FormulaBook(path).formulas(everywhere=True)}
