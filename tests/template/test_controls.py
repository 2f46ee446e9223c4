"""A form control in a repeated block comes once per iteration, with its linked cell and its shapes."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import ooxml
from tests.template.specimens import ITEMS, Result, drawn, insert, result, with_parts
from xlmarket.template import compile_template, render

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
ROW = ["{%row for m in items %}{{ m.name }}", "{{ m.value }}", None, "{%row endfor %}"]
ENDS = (
    "<{0}from><xdr:col>2</xdr:col><xdr:colOff>9525</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>9525</xdr:rowOff></{0}from>"
    "<{0}to><xdr:col>2</xdr:col><xdr:colOff>500000</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>180000</xdr:rowOff></{0}to>"
)
CONTROL = f"""<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="x14"><controls><mc:AlternateContent><mc:Choice
 Requires="x14"><control shapeId="1025" r:id="rId93" name="Check Box 1"><controlPr defaultSize="0" autoFill="0" autoLine="0"
 autoPict="0"><anchor moveWithCells="1" xmlns:xdr="{XDR}">{ENDS.format("")}</anchor></controlPr></control></mc:Choice>
</mc:AlternateContent></controls></mc:Choice></mc:AlternateContent>"""
VML = """<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>
<v:shapetype id="_x0000_t201" coordsize="21600,21600" o:spt="201" path="m,l,21600r21600,l21600,xe"/><v:shape
 id="_x0000_s1025" type="#_x0000_t201" style="position:absolute"><v:textbox><div><font>{{ m.name }}</font></div></v:textbox>
<x:ClientData ObjectType="Checkbox"><x:Anchor>2, 1, 1, 1, 2, 52, 1, 18</x:Anchor><x:FmlaLink>$E$2</x:FmlaLink></x:ClientData>
</v:shape></xml>"""
DRAWING = f"""<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><mc:AlternateContent
 xmlns:mc="{MC}"><mc:Choice xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" Requires="a14">
<xdr:twoCellAnchor editAs="oneCell">{ENDS.format("xdr:")}<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="1025"
 name="Check Box 1" hidden="1"><a:extLst><a:ext uri="{{63B3BB69-23CF-44E3-9099-C40C66FF867C}}"><a14:compatExt
 spid="_x0000_s1025"/></a:ext></a:extLst></xdr:cNvPr><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr bwMode="auto"><a:xfrm><a:off x="0"
 y="0"/><a:ext cx="0" cy="0"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:sp><xdr:clientData/>
</xdr:twoCellAnchor></mc:Choice><mc:Fallback/></mc:AlternateContent></xdr:wsDr>"""
PROPERTIES = (
    '<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="CheckBox"'
    ' fmlaLink="$E$2" lockText="1" noThreeD="1"/>'
)
FODS = Path(__file__).with_name("control.fods")


def of_excel(folder: Path) -> Path:
    """A check box in the repeated row, in the parts that Excel writes."""
    kinds = {"91": "drawing", "92": "vmlDrawing", "93": "ctrlProp"}
    targets = {
        "91": "../drawings/drawing1.xml",
        "92": "../drawings/vmlDrawing1.vml",
        "93": "../ctrlProps/ctrlProp1.xml",
    }
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{targets[number]}"/>'
        for number, kind in kinds.items()
    )
    types = (
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        '<Override PartName="/xl/drawings/drawing1.xml" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/>'
        '<Override PartName="/xl/ctrlProps/ctrlProp1.xml" ContentType="application/vnd.ms-excel.controlproperties+xml"/>'
    )
    shown = f'<drawing r:id="rId91"/><legacyDrawing r:id="rId92"/>{CONTROL}'
    return with_parts(
        drawn(folder, ["Market", "Share"], ROW, ["under"]),
        {
            "xl/worksheets/_rels/sheet1.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f"{relations}</Relationships>"
            ),
            "xl/drawings/drawing1.xml": DRAWING,
            "xl/drawings/vmlDrawing1.vml": VML,
            "xl/ctrlProps/ctrlProp1.xml": PROPERTIES,
        },
        {"[Content_Types].xml": insert("</Types>", types), "xl/worksheets/sheet1.xml": insert("</worksheet>", shown)},
    )


def links(made: Result) -> list[str]:
    """The linked cell of each control of the first sheet, in order."""
    parts = {
        relation.get("Id"): relation.get("Target").rpartition("/")[2]
        for relation in made.xml("xl/worksheets/_rels/sheet1.xml.rels")
    }
    controls = made.xml("xl/worksheets/sheet1.xml").iter("{*}control")
    names = [parts[control.get(f"{{{OFFICE}}}id")] for control in controls]
    return [str(made.xml(f"xl/ctrlProps/{name}").get("fmlaLink")) for name in names]


def test_each_iteration_has_its_control_with_its_linked_cell_and_shapes(tmp_path: Path) -> None:
    made = result(of_excel(tmp_path), items=ITEMS)
    controls = list(made.xml("xl/worksheets/sheet1.xml").iter("{*}control"))
    assert links(made) == ["$E$2", "$E$3", "$E$4"]
    assert [[row.text for row in control.iter("{*}row")] for control in controls] == [[n, n] for n in "123"]
    numbers = [control.get("shapeId") for control in controls]
    assert len(set(numbers)) == 3
    shapes = [shape.get("id") for shape in made.xml("xl/drawings/vmlDrawing1.vml").iter("{*}shape")]
    assert shapes == [f"_x0000_s{number}" for number in numbers]
    drawing = made.xml("xl/drawings/drawing1.xml")
    assert [shape.get("id") for shape in drawing.iter("{*}cNvPr")] == numbers
    assert [kept.get("spid") for kept in drawing.iter("{*}compatExt")] == shapes
    vml = made.text("xl/drawings/vmlDrawing1.vml")
    assert re.findall(r"<font>(.*?)</font>", vml) == [item.name for item in ITEMS]
    assert re.findall(r"<x:FmlaLink>(.*?)<", vml) == ["$E$2", "$E$3", "$E$4"]


def test_a_control_on_dropped_rows_goes_with_all_it_has(tmp_path: Path) -> None:
    template = of_excel(tmp_path)
    changes = {"xl/sharedStrings.xml": lambda text: text.replace("{%row for m in items %}", "{%row if items %}").replace(
        "{{ m.name }}", "x").replace("{%row endfor %}", "{%row endif %}").replace("{{ m.value }}", "x"),
        "xl/drawings/vmlDrawing1.vml": lambda text: text.replace("{{ m.name }}", "x")}  # fmt: skip
    made = result(with_parts(template, {}, changes), items=[])
    assert not list(made.xml("xl/worksheets/sheet1.xml").iter("{*}control", "{*}controls"))
    assert "xl/ctrlProps/ctrlProp1.xml" not in made.parts
    assert not list(made.xml("xl/drawings/vmlDrawing1.vml").iter("{*}shape"))


def test_a_button_of_xlsxwriter_comes_once_per_iteration(tmp_path: Path) -> None:
    def button(_: Any, sheet: Any) -> None:
        sheet.insert_button("C2", {"caption": "Show", "width": 40, "height": 15, "x_offset": 2, "y_offset": 2})

    made = result(drawn(tmp_path, ["Market", "Share"], ROW, ["under"], more=button), items=ITEMS)
    shapes = list(made.xml("xl/drawings/vmlDrawing1.vml").iter("{*}shape"))
    anchors = [shape.find(".//{*}Anchor").text.split(", ") for shape in shapes]
    assert [(anchor[2], anchor[6]) for anchor in anchors] == [("1", "1"), ("2", "2"), ("3", "3")]
    assert len({shape.get("id") for shape in shapes}) == 3


def convert(soffice: str, source: Path, to: str) -> Path:
    folder = source.parent
    command = [soffice, f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", to]
    subprocess.run([*command, "--outdir", str(folder / to), str(source)], check=True, capture_output=True, timeout=120)
    return folder / to / source.with_suffix(f".{to}").name


@pytest.mark.slow
def test_libreoffice_shows_a_check_box_per_iteration_with_its_caption(tmp_path: Path, soffice: str) -> None:
    result(of_excel(tmp_path), items=ITEMS)
    text = convert(soffice, tmp_path / "result.xlsx", "fods").read_text(encoding="utf-8")
    boxes = re.findall("<form:checkbox [^>]*>", text)
    assert [re.findall('form:label="(.*?)"', box)[0] for box in boxes] == [item.name for item in ITEMS]
    assert [re.findall('form:linked-cell="(.*?)"', box)[0] for box in boxes] == [f"Report.E{row}" for row in (2, 3, 4)]


@pytest.mark.slow
def test_a_check_box_saved_by_libreoffice_comes_once_per_iteration(tmp_path: Path, soffice: str) -> None:
    template, target = convert(soffice, Path(shutil.copy(FODS, tmp_path)), "xlsx"), tmp_path / "result.xlsx"
    target.write_bytes(render(compile_template(template), {"items": ITEMS}))
    assert len(links(Result(target.read_bytes(), ooxml.parts(target)))) == 3
    kinds = [{error.partition(": ")[2] for error in ooxml.errors(path)} for path in (template, target)]
    assert kinds[1] <= kinds[0]  # LibreOffice's own attributes, once per copy
