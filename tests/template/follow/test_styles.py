"""Number formats are filled, whatever prefix their part is written with."""

from __future__ import annotations

from dataclasses import replace

from tests.template.follow.finished import Finished, values
from xlmarket.package.archive import MAIN
from xlmarket.template.follow import styles
from xlmarket.template.follow.context import OpenPart
from xlmarket.template.layout.axes import OUTSIDE
from xlmarket.template.plan.asides import FORMAT, FinishedAsides


def test_a_format_with_a_tag_is_filled_and_others_stay(finished: Finished) -> None:
    source = '0.0" {{ unit }}"'
    part = finished.parse(
        f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="0.0&quot; {{{{ unit }}}}&quot;"/>'
        '<numFmt numFmtId="165" formatCode="0.0"/></numFmts></styleSheet>'
    )
    asides = FinishedAsides(frozenset({FORMAT + source}), {(FORMAT + source, OUTSIDE): '0.0" bn"'})
    context = finished.context()
    styles.follow(
        OpenPart(finished.parts, "xl/styles.xml", part), replace(context, sheet=replace(context.sheet, asides=asides))
    )
    assert values(part, "numFmt", "formatCode") == ['0.0" bn"', "0.0"]
