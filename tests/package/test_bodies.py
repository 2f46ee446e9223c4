"""The texts outside cells: which elements of each kind of part hold one, and how another text is written into it."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.template.follow.finished import prefixed
from xlmarket.package.archive import MAIN
from xlmarket.package.bodies import CONTROLS, CX, THREADS, A, C, bodies_of, label_of, other_texts
from xlmarket.package.notes import EXCEL, VML

XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
CDR = "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing"
DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
SPACES = "".join(
    f' xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "a": A,
        "c": C,
        "cx": CX,
        "x": XDR,
        "cdr": CDR,
        "dgm": DGM,
        "v": VML,
        "e": EXCEL,
        "s": MAIN,
    }.items()
)
RUN = "<a:p><a:r><a:t>old</a:t></a:r></a:p>"
KINDS = {
    "a text box": (f"<x:sp><x:nvSpPr><x:cNvPr id='1'/></x:nvSpPr><x:txBody>{RUN}</x:txBody></x:sp>", "text box None"),
    "a grouped shape": (
        f"<x:grpSp><x:sp><x:nvSpPr><x:cNvPr id='1'/></x:nvSpPr><x:txBody>{RUN}</x:txBody></x:sp></x:grpSp>",
        "text box None",
    ),
    "a chart title": (
        f"<c:chartSpace><c:title><c:tx><c:rich>{RUN}</c:rich></c:tx></c:title></c:chartSpace>",
        "chart title",
    ),
    "an axis title": (f"<c:valAx><c:title><c:tx><c:rich>{RUN}</c:rich></c:tx></c:title></c:valAx>", "axis title"),
    "a data label": (f"<c:dLbl><c:tx><c:rich>{RUN}</c:rich></c:tx></c:dLbl>", "data label"),
    "a literal name of a series": ("<c:ser><c:tx><c:v>old</c:v></c:tx></c:ser>", "name of a series"),
    "the name of a trend line": ("<c:trendline><c:name>old</c:name></c:trendline>", "name of a trend line"),
    "a name of LibreOffice": ('<c:ser><c:tx><c:strRef><c:f>"old"</c:f></c:strRef></c:tx></c:ser>', "name of a series"),
    "a typed category": ("<c:ser><c:strLit><c:pt idx='0'><c:v>old</c:v></c:pt></c:strLit></c:ser>", "name of a series"),
    "a title of 2016": (f"<cx:title><cx:tx><cx:rich>{RUN}</cx:rich></cx:tx></cx:title>", "root"),
    "a name of 2016": (
        "<cx:series><cx:tx><cx:txData><cx:v>old</cx:v></cx:txData></cx:tx></cx:series>",
        "name of a series",
    ),
    "a shape in a chart": (f"<c:userShapes><cdr:sp><cdr:txBody>{RUN}</cdr:txBody></cdr:sp></c:userShapes>", "shape"),
    "SmartArt": (f"<dgm:dataModel><dgm:pt><dgm:t>{RUN}</dgm:t></dgm:pt></dgm:dataModel>", "SmartArt"),
    "a note": ("<s:comment ref='A1'><s:text><s:r><s:t>old</s:t></s:r></s:text></s:comment>", "note"),
    "a conversation": (
        f"<threadedComment xmlns='{THREADS}' ref='A1'><text>old</text></threadedComment>",
        "conversation",
    ),
    "an alternative text": ("<x:nvPicPr><x:cNvPr id='1' descr='old'/></x:nvPicPr>", "alternative text of None"),
    "the caption of a button": (
        "<v:shape><v:textbox><div><font>old</font></div></v:textbox><e:ClientData ObjectType='Button'/></v:shape>",
        "form control",
    ),
    "WordArt": ("<v:shape><v:textpath string='old'/></v:shape>", "shape"),
    "an entry of a list": (
        f"<formControlPr xmlns='{CONTROLS}'><itemLst><item val='old'/></itemLst></formControlPr>",
        "form control",
    ),
}


def root(text: str) -> etree._Element:
    return etree.fromstring(f"<root{SPACES}>{text}</root>")


@pytest.mark.parametrize("spell", [lambda element: element, prefixed], ids=["no prefixes", "prefixes"])
@pytest.mark.parametrize(("xml", "label"), KINDS.values(), ids=KINDS)
def test_a_text_is_found_named_and_written_in_every_kind_of_part(spell, xml: str, label: str) -> None:  # type: ignore[no-untyped-def]
    part = spell(root(xml))
    (body,) = bodies_of(part)
    assert (body.paragraphs, label_of(body.element)) == ([["old"]], label)
    body.write([["one & two\nthree"]])
    (body,) = bodies_of(part)
    text = "".join("".join(runs) for runs in body.paragraphs)
    assert text.replace("\n", "") == "one & twothree"
    assert not [text for _, text in other_texts(part) if "one" in text]


@pytest.mark.parametrize(
    "xml",
    [
        "<c:tx><c:strRef><c:strCache><c:pt idx='0'><c:v>old</c:v></c:pt></c:strCache></c:strRef></c:tx>",
        f"<x:sp textlink='Report!A1'><x:txBody>{RUN}</x:txBody></x:sp>",
        "<cx:strDim><cx:lvl><cx:pt idx='0'>old</cx:pt></cx:lvl></cx:strDim>",
        "<c:ser><c:val><c:numRef><c:f>old</c:f></c:numRef></c:val></c:ser>",
    ],
)
def test_what_is_kept_of_cells_is_neither_a_text_nor_another(xml: str) -> None:
    part = root(xml)
    assert not list(bodies_of(part))
    assert "old" not in [text for _, text in other_texts(part)]


def test_runs_that_do_not_change_stay_as_they_are_and_keep_their_looks() -> None:
    runs = "<a:p><a:r><a:rPr b='1'/><a:t>In </a:t></a:r><a:br/><a:r><a:t>old</a:t></a:r></a:p>"
    part = root(f"<x:sp><x:txBody>{runs}</x:txBody></x:sp>")
    (body,) = bodies_of(part)
    assert body.paragraphs == [["In ", "\n", "old"]]
    body.write([["In ", "\n", "new"]])
    assert [etree.QName(one).localname for one in next(part.iter("{*}p"))] == ["r", "br", "r"]
    assert body.paragraphs == [["In ", "\n", "new"]]


def test_a_note_keeps_spaces_and_what_looks_like_an_escape() -> None:
    part = root("<s:comment ref='A1'><s:text><s:r><s:t>old</s:t></s:r></s:text></s:comment>")
    (body,) = bodies_of(part)
    body.write([[" _x000D_ "]])
    assert next(part.iter("{*}t")).text == " _x005F_x000D_ "
    assert body.paragraphs == [[" _x000D_ "]]


def test_a_caption_of_several_lines_becomes_one_text() -> None:
    lines = "".join(f"<div><font>{line}</font></div>" for line in ("one", "two"))
    part = root(f"<v:shape><v:textbox>{lines}</v:textbox></v:shape>")
    (body,) = bodies_of(part)
    assert body.paragraphs == [["one"], ["two"]]
    body.write_lines("three\nfour")
    assert [etree.QName(one).localname for one in next(part.iter("div")).iter()] == ["div", "font", "br"]
    assert body.paragraphs == [["three", "four"]]


def test_a_name_that_libreoffice_writes_as_a_formula_keeps_its_text_twice() -> None:
    kept = "<c:strCache><c:pt idx='0'><c:v>old</c:v></c:pt></c:strCache>"
    part = root(f'<c:ser><c:tx><c:strRef><c:f>"old ""x"""</c:f>{kept}</c:strRef></c:tx></c:ser>')
    (body,) = bodies_of(part)
    assert body.paragraphs == [['old "x"']]
    body.write_lines('new "y"')
    assert [next(part.iter(f"{{*}}{tag}")).text for tag in ("f", "v")] == ['"new ""y"""', 'new "y"']


def test_people_named_in_a_remark_become_plain_text_when_it_is_filled() -> None:
    named = "<mentions><mention startIndex='0' length='3'/></mentions>"
    part = root(f"<threadedComment xmlns='{THREADS}' ref='A1'><text>@Ann old</text>{named}</threadedComment>")
    (body,) = bodies_of(part)
    body.write([["@Ann new"]])
    assert [etree.QName(one).localname for one in part[0]] == ["text"]
