"""Texts of parts are filled with the values of the iteration in which they lie, in the looks of their runs."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from tests.template.follow.finished import REPEATED, Finished, iteration, values
from xlmarket.package.anchors import XDR
from xlmarket.package.bodies import A
from xlmarket.template.follow import asides, drawings
from xlmarket.template.follow.context import OpenPart
from xlmarket.template.layout.axes import OUTSIDE, STILL
from xlmarket.template.plan.asides import FinishedAsides

PART = "xl/drawings/drawing1.xml"


def shape(row: int, *paragraphs: str) -> str:
    """A text box on one row, with these paragraphs as XML."""
    corners = "".join(
        f"<x:{end}><x:col>0</x:col><x:colOff>0</x:colOff><x:row>{row - 1}</x:row><x:rowOff>9</x:rowOff></x:{end}>"
        for end in ("from", "to")
    )
    return (
        f'<x:twoCellAnchor xmlns:x="{XDR}" xmlns:a="{A}">{corners}<x:sp><x:nvSpPr><x:cNvPr id="{row}" name="Box"/>'
        f"</x:nvSpPr><x:txBody><a:bodyPr/>{''.join(f'<a:p>{one}</a:p>' for one in paragraphs)}</x:txBody></x:sp>"
        "</x:twoCellAnchor>"
    )


def run(text: str, look: str = "") -> str:
    return f"<a:r><a:rPr{look}/><a:t>{text}</a:t></a:r>"


def drawing(finished: Finished, *shapes: str) -> etree._Element:
    return finished.parse(f'<x:wsDr xmlns:x="{XDR}">{"".join(shapes)}</x:wsDr>')


def fill(finished: Finished, xml: etree._Element, texts: FinishedAsides, *, moved: bool = False) -> etree._Element:
    opened = OpenPart(finished.parts, PART, xml)
    context = finished.context(REPEATED if moved else STILL)
    context = replace(context, sheet=replace(context.sheet, asides=texts))
    if moved:
        drawings.follow(opened, context)
    asides.follow(opened, context)
    return opened.xml


def finished_asides(**sources: str) -> FinishedAsides:
    return FinishedAsides(frozenset(sources), {(source, OUTSIDE): text for source, text in sources.items()})


def test_a_tag_split_over_runs_has_the_look_of_the_run_in_which_it_begins(finished: Finished) -> None:
    xml = drawing(finished, shape(1, run("In {", ' b="1"') + run("{ na") + run("me }} grows")))
    filled = fill(finished, xml, finished_asides(**{"In {{ name }}": "In Brazil"}))
    assert values(filled, "t") == ["In Brazil", "", " grows"]
    assert [look.get("b") for look in filled.iter("{*}rPr")] == ["1", None, None]


def test_a_line_break_in_a_value_is_one_in_the_text(finished: Finished) -> None:
    xml = drawing(finished, shape(1, run("{{ name }}", ' b="1"')))
    filled = fill(finished, xml, finished_asides(**{"{{ name }}": "Brazil\nPeru"}))
    paragraph = next(filled.iter("{*}p"))
    assert [etree.QName(one).localname for one in paragraph] == ["r", "br", "r"]
    assert [look.get("b") for look in filled.iter("{*}rPr")] == ["1", "1", "1"]


def test_a_condition_over_several_paragraphs_gives_a_paragraph_per_line_in_one_look(finished: Finished) -> None:
    source = "{% if up %}\nup\n{% endif %}"
    xml = drawing(finished, shape(1, run("{% if up %}", ' b="1"'), run("up"), run("{% endif %}")))
    filled = fill(finished, xml, finished_asides(**{source: "up\nand away"}))
    assert values(filled, "t") == ["up", "and away"]
    assert len(list(filled.iter("{*}p"))) == 2


def test_a_shape_in_a_block_has_the_value_of_its_iteration(finished: Finished) -> None:
    xml = drawing(finished, shape(2, run("{{ m.name }}")), shape(3, run("{{ m.name }}")))
    names = {("{{ m.name }}", iteration(number)): name for number, name in enumerate(("Brazil", "Japan", "India"))}
    filled = fill(finished, xml, FinishedAsides(frozenset({"{{ m.name }}"}), names), moved=True)
    assert values(filled, "t") == ["Brazil", "Japan", "India", ""]


def test_a_text_that_holds_no_tag_of_the_template_stays_as_it_is(finished: Finished) -> None:
    xml = drawing(finished, shape(1, run("{{ unknown }}")))
    assert values(fill(finished, xml, finished_asides(**{"{{ name }}": "Brazil"})), "t") == ["{{ unknown }}"]
