"""Headers, prompts and texts of formats are filled, whatever prefix their sheet is written with."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from tests.template.follow.finished import Finished, values
from xlmarket.template.follow import sheettexts
from xlmarket.template.follow.context import OpenPart
from xlmarket.template.layout.axes import OUTSIDE
from xlmarket.template.plan.asides import HEADER, FinishedAsides

ASIDES = FinishedAsides(
    frozenset({"{{ x }}", HEADER + "{{ x }}"}), {("{{ x }}", OUTSIDE): "A & B", (HEADER + "{{ x }}", OUTSIDE): "A && B"}
)


def fill(finished: Finished, sheet: etree._Element, asides: FinishedAsides) -> etree._Element:
    opened = OpenPart(finished.parts, "xl/worksheets/sheet1.xml", sheet)
    context = finished.context()
    sheettexts.follow(opened, replace(context, sheet=replace(context.sheet, asides=asides)))
    return opened.xml


def test_the_same_tag_is_one_text_in_a_prompt_and_another_in_a_header(finished: Finished) -> None:
    sheet = finished.sheet(
        '<dataValidations count="1"><dataValidation prompt="{{ x }}" error="plain" sqref="A1"/></dataValidations>'
        "<headerFooter><oddHeader>{{ x }}</oddHeader><oddFooter>&amp;P</oddFooter></headerFooter>"
    )
    made = fill(finished, sheet, ASIDES)
    assert values(made, "dataValidation", "prompt") + values(made, "dataValidation", "error") == ["A & B", "plain"]
    assert values(made, "oddHeader") + values(made, "oddFooter") == ["A && B", "&P"]


def test_escapes_of_excel_stay_what_they_are(finished: Finished) -> None:
    sheet = finished.sheet('<dataValidations><dataValidation prompt="{{ x }}_x000a_b" sqref="A1"/></dataValidations>')
    asides = FinishedAsides(frozenset({"{{ x }}\nb"}), {("{{ x }}\nb", OUTSIDE): "_x0041_\nb"})
    assert values(fill(finished, sheet, asides), "dataValidation", "prompt") == ["_x005F_x0041_\nb"]
