"""A waterfall of Excel 2016 in a finished workbook, which XlsxWriter cannot draw, with a chart of every program below it.

Excel writes such a chart twice: as `mc:Choice` for those who know it, and as `mc:Fallback` for all others. Here the
fallback is the chart that XlsxWriter drew.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

CHARTEX = "http://schemas.microsoft.com/office/drawing/2014/chartex"
KNOWN = "http://schemas.microsoft.com/office/drawing/2015/9/8/chartex"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"
TYPE = "application/vnd.ms-office.chartex+xml"
PART = "xl/charts/chartEx1.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Waterfall:
    """Names and values as references, the point that is a total, and the format of the figures at the bars."""

    labels: str
    values: str
    total: int
    number: str


def add_waterfall(path: str, drawing: int, waterfall: Waterfall) -> None:
    """Let the first chart of a drawing be the fallback of a waterfall."""
    folder = "xl/drawings"
    with zipfile.ZipFile(path) as archive:
        parts = {info: archive.read(info) for info in archive.infolist()}
    changes = {
        f"{folder}/drawing{drawing}.xml": _with_choice,
        f"{folder}/_rels/drawing{drawing}.xml.rels": _related,
        "[Content_Types].xml": _declared,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for info, content in parts.items():
            change = changes.get(info.filename)
            out.writestr(info, change(content.decode()) if change else content, zipfile.ZIP_DEFLATED)
        new = zipfile.ZipInfo(PART, next(iter(parts)).date_time)
        out.writestr(new, _chart(waterfall), zipfile.ZIP_DEFLATED)


def _with_choice(drawing: str) -> str:
    frame = re.search(r"<xdr:graphicFrame.*?</xdr:graphicFrame>", drawing, re.DOTALL)
    assert frame  # noqa: S101 - the caller put a chart there
    choice = re.sub(r"<a:graphicData.*</a:graphicData>", _graphic(), frame[0], flags=re.DOTALL)
    both = (
        f'<mc:AlternateContent xmlns:mc="{MARKUP}"><mc:Choice xmlns:cx1="{KNOWN}" Requires="cx1">{choice}</mc:Choice>'
        f"<mc:Fallback>{frame[0]}</mc:Fallback></mc:AlternateContent>"
    )
    return drawing.replace(frame[0], both)


def _graphic() -> str:
    chart = f'<cx:chart xmlns:cx="{CHARTEX}" xmlns:r="{OFFICE}" r:id="rId2"/>'
    return f'<a:graphicData uri="{CHARTEX}">{chart}</a:graphicData>'


def _related(relations: str) -> str:
    kind = "http://schemas.microsoft.com/office/2014/relationships/chartEx"
    relation = f'<Relationship Id="rId2" Type="{kind}" Target="../charts/chartEx1.xml"/>'
    return relations.replace("</Relationships>", f"{relation}</Relationships>")


def _declared(types: str) -> str:
    return types.replace("</Types>", f'<Override PartName="/{PART}" ContentType="{TYPE}"/></Types>')


def _chart(waterfall: Waterfall) -> str:
    """What rises takes accent 1 of the theme and what falls accent 2; the total is in the colour of headings."""
    font = (
        '<cx:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="900"/></a:pPr><a:endParaRPr lang="en-US" sz="900"/>'
        "</a:p></cx:txPr>"
    )
    total = f'<cx:dataPt idx="{waterfall.total}"><cx:spPr><a:solidFill><a:schemeClr val="tx2"/></a:solidFill></cx:spPr></cx:dataPt>'
    labels = (
        f'<cx:dataLabels pos="outEnd"><cx:numFmt formatCode="{waterfall.number}" sourceLinked="0"/>{font}'
        '<cx:visibility seriesName="0" categoryName="0" value="1"/></cx:dataLabels>'
    )
    series = (
        f'<cx:series layoutId="waterfall" uniqueId="{{6C1F2C6E-0B7E-4C35-9D1B-6E6E2F0C4A01}}">{total}{labels}'
        f'<cx:dataId val="0"/><cx:layoutPr><cx:visibility connectorLines="1"/><cx:subtotals><cx:idx val="{waterfall.total}"/>'
        "</cx:subtotals></cx:layoutPr></cx:series>"
    )
    axes = (
        f'<cx:axis id="0"><cx:catScaling gapWidth="0.4"/><cx:tickLabels/>{font}</cx:axis>'
        f'<cx:axis id="1" hidden="1"><cx:valScaling/><cx:tickLabels/>{font}</cx:axis>'
    )
    return (
        f'{HEAD}<cx:chartSpace xmlns:a="{DRAWING}" xmlns:r="{OFFICE}" xmlns:cx="{CHARTEX}"><cx:chartData><cx:data id="0">'
        f'<cx:strDim type="cat"><cx:f>{waterfall.labels}</cx:f><cx:lvl ptCount="0"/></cx:strDim>'
        f'<cx:numDim type="val"><cx:f>{waterfall.values}</cx:f><cx:lvl ptCount="0" formatCode="General"/></cx:numDim>'
        f"</cx:data></cx:chartData><cx:chart><cx:plotArea><cx:plotAreaRegion>{series}</cx:plotAreaRegion>{axes}"
        "</cx:plotArea></cx:chart></cx:chartSpace>"
    )


def drawing_of(path: str, sheet: int) -> int:
    """The number of the drawing of a sheet."""
    with zipfile.ZipFile(Path(path)) as archive:
        relations = archive.read(f"xl/worksheets/_rels/sheet{sheet}.xml.rels").decode()
    found = re.search(r"drawing(\d+)\.xml", relations)
    assert found  # noqa: S101 - the caller drew it
    return int(found[1])
