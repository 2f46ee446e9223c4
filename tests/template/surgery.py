"""Parts that no library draws, put into a finished workbook as Excel writes them: pivot tables, slicers, form controls."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests import ooxml
from tests.template.specimens import insert, with_parts

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
X15 = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"
SLE = "http://schemas.microsoft.com/office/drawing/2012/slicer"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
MICROSOFT = "http://schemas.microsoft.com/office/2007/relationships"


def _related(template: Path, owner: str, *relations: tuple[str, str, str]) -> tuple[dict[str, str], dict[str, object]]:
    """What relates an owner to parts: a part that is new, or a change of the one that is there."""
    folder, _, name = owner.rpartition("/")
    part = f"{folder}/_rels/{name}.rels"
    text = "".join(f'<Relationship Id="{ident}" Type="{kind}" Target="{to}"/>' for ident, kind, to in relations)
    if part in ooxml.parts(template):
        return {}, {part: insert("</Relationships>", text)}
    return {part: f'<Relationships xmlns="{PACKAGE}">{text}</Relationships>'}, {}


def _override(part: str, kind: str) -> str:
    return f'<Override PartName="/{part}" ContentType="{kind}"/>'


def with_pivot(template: Path, sheet: str, source: str, place: str, fields: tuple[str, ...]) -> Path:
    """A pivot table of three fields on the second sheet: rows are the last field, the sum is of the second."""
    number = ooxml.parts(template)["xl/workbook.xml"].decode().count("<sheet ")
    owner = f"xl/worksheets/sheet{number}.xml"
    listed = "".join(f'<cacheField name="{field}" numFmtId="0"><sharedItems/></cacheField>' for field in fields)
    cache = (
        f'<pivotCacheDefinition xmlns="{MAIN}" refreshedBy="Designer" recordCount="0" refreshOnLoad="1"><cacheSource'
        f' type="worksheet"><worksheetSource ref="{source}" sheet="{sheet}"/></cacheSource><cacheFields'
        f' count="{len(fields)}">{listed}</cacheFields></pivotCacheDefinition>'
    )
    table = (
        f'<pivotTableDefinition xmlns="{MAIN}" name="BySize" cacheId="7" dataCaption="Values" rowHeaderCaption="{{{{ r.name }}}}">'
        f'<location ref="{place}" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="3"><pivotField'
        ' showAll="0"/><pivotField dataField="1" showAll="0"/><pivotField axis="axisRow" showAll="0"><items count="1"><item'
        ' t="default"/></items></pivotField></pivotFields><rowFields count="1"><field x="2"/></rowFields><rowItems count="1"><i'
        ' t="grand"><x/></i></rowItems><colItems count="1"><i/></colItems><dataFields count="1"><dataField name="Sum of Value"'
        ' fld="1" baseField="0" baseItem="0"/></dataFields></pivotTableDefinition>'
    )
    kind = f"{OFFICE}/pivotCacheDefinition"
    added = {"xl/pivotTables/pivotTable1.xml": table, "xl/pivotCache/pivotCacheDefinition1.xml": cache}
    changed: dict = {
        "[Content_Types].xml": insert(
            "</Types>",
            _override("xl/pivotTables/pivotTable1.xml", f"{SPREADSHEET}.pivotTable+xml")
            + _override("xl/pivotCache/pivotCacheDefinition1.xml", f"{SPREADSHEET}.pivotCacheDefinition+xml"),
        ),
        "xl/workbook.xml": insert(
            "</workbook>", f'<pivotCaches><pivotCache cacheId="7" xmlns:r="{OFFICE}" r:id="rId97"/></pivotCaches>'
        ),
    }
    for one, other in (
        _related(template, owner, ("rId98", f"{OFFICE}/pivotTable", "../pivotTables/pivotTable1.xml")),
        _related(template, "xl/workbook.xml", ("rId97", kind, "pivotCache/pivotCacheDefinition1.xml")),
        _related(template, "xl/pivotTables/pivotTable1.xml", ("rId1", kind, "../pivotCache/pivotCacheDefinition1.xml")),
    ):
        added |= one
        changed |= other
    return with_parts(template, added, changed)


def with_slicer(template: Path, table: str, column: int, field: str, caption: str) -> Path:
    """A slicer on the first sheet for a column of its table."""
    ident = re.search(r'\bid="(\d+)"', ooxml.parts(template)["xl/tables/table1.xml"].decode())
    assert ident
    graphic = (
        f'<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{A}"><xdr:twoCellAnchor editAs="absolute"><xdr:from><xdr:col>5</xdr:col>'
        "<xdr:colOff>0</xdr:colOff><xdr:row>2</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>6</xdr:col>"
        "<xdr:colOff>400000</xdr:colOff><xdr:row>11</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><mc:AlternateContent"
        f' xmlns:mc="{MC}" xmlns:sle15="{SLE}"><mc:Choice Requires="sle15"><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>'
        f'<xdr:cNvPr id="2" name="{field}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext'
        ' cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/drawing/2010/slicer">'
        f'<sle:slicer xmlns:sle="http://schemas.microsoft.com/office/drawing/2010/slicer" name="{field}"/></a:graphicData>'
        '</a:graphic></xdr:graphicFrame></mc:Choice><mc:Fallback><xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="0"'
        ' name=""/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1828800" cy="2381250"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr><xdr:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:rPr'
        ' lang="en-US" sz="1100"/><a:t>A slicer, from Excel 2013.</a:t></a:r></a:p></xdr:txBody></xdr:sp></mc:Fallback>'
        "</mc:AlternateContent><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    )
    added = {
        "xl/slicers/slicer1.xml": (
            f'<slicers xmlns="{X14}"><slicer name="{field}" cache="Slicer_{field}" caption="{caption}" rowHeight="241300"/>'
            "</slicers>"
        ),
        "xl/slicerCaches/slicerCache1.xml": (
            f'<slicerCacheDefinition xmlns="{X14}" name="Slicer_{field}" sourceName="{field}"><extLst><x:ext xmlns:x="{MAIN}"'
            f' uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}" xmlns:x15="{X15}"><x15:tableSlicerCache tableId="{ident[1]}"'
            f' column="{column}"/></x:ext></extLst></slicerCacheDefinition>'
        ),
        "xl/drawings/drawing1.xml": graphic,
    }
    on_sheet = (
        f'<extLst><ext uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}" xmlns:x15="{X15}"><x14:slicerList xmlns:x14="{X14}">'
        f'<x14:slicer xmlns:r="{OFFICE}" r:id="rId95"/></x14:slicerList></ext></extLst>'
    )
    in_book = (
        f'<extLst><ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" xmlns:x15="{X15}"><x15:slicerCaches xmlns:x14="{X14}">'
        f'<x14:slicerCache xmlns:r="{OFFICE}" r:id="rId96"/></x15:slicerCaches></ext></extLst>'
    )
    changed: dict = {
        "[Content_Types].xml": insert(
            "</Types>",
            _override("xl/slicers/slicer1.xml", "application/vnd.ms-excel.slicer+xml")
            + _override("xl/slicerCaches/slicerCache1.xml", "application/vnd.ms-excel.slicerCache+xml")
            + _override("xl/drawings/drawing1.xml", "application/vnd.openxmlformats-officedocument.drawing+xml"),
        ),
        "xl/workbook.xml": insert("</workbook>", in_book),
        "xl/worksheets/sheet1.xml": lambda text: insert("</worksheet>", on_sheet)(
            insert("<tableParts", f'<drawing r:id="rId94" xmlns:r="{OFFICE}"/>')(text)
        ),
    }
    for one, other in (
        _related(
            template,
            "xl/worksheets/sheet1.xml",
            ("rId94", f"{OFFICE}/drawing", "../drawings/drawing1.xml"),
            ("rId95", f"{MICROSOFT}/slicer", "../slicers/slicer1.xml"),
        ),
        _related(template, "xl/workbook.xml", ("rId96", f"{MICROSOFT}/slicerCache", "slicerCaches/slicerCache1.xml")),
    ):
        added |= one
        changed |= other
    return with_parts(template, added, changed)


@dataclass(frozen=True)
class Control:
    """A form control: its kind as Excel says it, caption, cells (first column and row, those after the last), linked cell, list."""

    kind: str
    caption: str
    place: tuple[int, int, int, int]
    link: str
    entries: str = ""


_VML_KIND = {"CheckBox": "Checkbox", "Drop": "Drop", "Spin": "Spin", "Button": "Button"}


def _corners(place: tuple[int, int, int, int], prefix: str) -> str:
    def corner(name: str, column: int, row: int, right: int, down: int) -> str:
        return (
            f"<{prefix}{name}><xdr:col>{column}</xdr:col><xdr:colOff>{right}</xdr:colOff><xdr:row>{row}</xdr:row>"
            f"<xdr:rowOff>{down}</xdr:rowOff></{prefix}{name}>"
        )

    return corner("from", place[0], place[1], 9525, 9525) + corner("to", place[2] - 1, place[3] - 1, 600000, 180000)


def with_controls(template: Path, controls: list[Control]) -> Path:
    """Form controls on the first sheet, in the four places where Excel keeps each."""
    listed, shapes, vml, relations, types = [], [], [], [], []
    added: dict[str, str] = {}
    for number, control in enumerate(controls, 1):
        shape, name = 1024 + number, f"{control.kind} {number}"
        listed.append(
            f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="x14"><control shapeId="{shape}" r:id="rId{200 + number}"'
            f' name="{name}"><controlPr defaultSize="0" autoFill="0" autoLine="0" autoPict="0"><anchor moveWithCells="1">'
            f"{_corners(control.place, '')}</anchor></controlPr></control></mc:Choice></mc:AlternateContent>"
        )
        shapes.append(
            f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"'
            f' Requires="a14"><xdr:twoCellAnchor editAs="oneCell">{_corners(control.place, "xdr:")}<xdr:sp macro="" textlink="">'
            f'<xdr:nvSpPr><xdr:cNvPr id="{shape}" name="{name}" hidden="1"><a:extLst><a:ext'
            ' uri="{63B3BB69-23CF-44E3-9099-C40C66FF867C}"><a14:compatExt'
            f' spid="_x0000_s{shape}"/></a:ext></a:extLst></xdr:cNvPr><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr bwMode="auto"><a:xfrm>'
            '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
            f'<xdr:txBody><a:bodyPr/><a:lstStyle/><a:p><a:r><a:rPr lang="en-US"/><a:t>{control.caption}</a:t></a:r></a:p>'
            "</xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor></mc:Choice><mc:Fallback/></mc:AlternateContent>"
        )
        links = f"<x:FmlaLink>{control.link}</x:FmlaLink>" if control.link else ""
        links += f"<x:FmlaRange>{control.entries}</x:FmlaRange>" if control.entries else ""
        left, top, right, bottom = control.place
        vml.append(
            f'<v:shape id="_x0000_s{shape}" type="#_x0000_t201" style="position:absolute"><v:textbox><div><font>'
            f'{control.caption}</font></div></v:textbox><x:ClientData ObjectType="{_VML_KIND[control.kind]}"><x:Anchor>'
            f"{left}, 1, {top}, 1, {right - 1}, 60, {bottom - 1}, 18</x:Anchor>{links}</x:ClientData></v:shape>"
        )
        said = f' fmlaLink="{control.link}"' if control.link else ""
        said += f' fmlaRange="{control.entries}" dropStyle="combo" dx="22" sel="1" val="0"' if control.entries else ""
        said += ' dx="22" max="100" page="10" val="10"' if control.kind == "Spin" else ""
        part = f"xl/ctrlProps/ctrlProp{number}.xml"
        added[part] = f'<formControlPr xmlns="{X14}" objectType="{control.kind}"{said}/>'
        relations.append((f"rId{200 + number}", f"{OFFICE}/ctrlProp", f"../ctrlProps/ctrlProp{number}.xml"))
        types.append(_override(part, "application/vnd.ms-excel.controlproperties+xml"))
    types.append('<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>')
    types.append(_override("xl/drawings/drawing1.xml", "application/vnd.openxmlformats-officedocument.drawing+xml"))
    added["xl/drawings/drawing1.xml"] = f'<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{A}">{"".join(shapes)}</xdr:wsDr>'
    added["xl/drawings/vmlDrawing1.vml"] = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/>'
        '</o:shapelayout><v:shapetype id="_x0000_t201" coordsize="21600,21600" o:spt="201"'
        f' path="m,l,21600r21600,l21600,xe"/>{"".join(vml)}</xml>'
    )
    shown = (
        f'<drawing xmlns:r="{OFFICE}" r:id="rId191"/><legacyDrawing xmlns:r="{OFFICE}" r:id="rId192"/><mc:AlternateContent'
        f' xmlns:mc="{MC}" xmlns:r="{OFFICE}" xmlns:xdr="{XDR}" xmlns:x14="{X14}"><mc:Choice Requires="x14"><controls>'
        f"{''.join(listed)}</controls></mc:Choice></mc:AlternateContent>"
    )
    new, changed = _related(
        template,
        "xl/worksheets/sheet1.xml",
        ("rId191", f"{OFFICE}/drawing", "../drawings/drawing1.xml"),
        ("rId192", f"{OFFICE}/vmlDrawing", "../drawings/vmlDrawing1.vml"),
        *relations,
    )
    added |= new
    changed |= {
        "[Content_Types].xml": insert("</Types>", "".join(types)),
        "xl/worksheets/sheet1.xml": insert("</worksheet>", shown),
    }
    return with_parts(template, added, changed)
