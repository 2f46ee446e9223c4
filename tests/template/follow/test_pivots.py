"""Pivot tables move; their sources stretch and are read again."""

from __future__ import annotations

import pytest

from tests.template.follow.finished import RENAMED, REPEATED, Finished, values
from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.package.areas import parse_area
from xlmarket.template.follow import pivots
from xlmarket.template.layout.axes import Layout


def cache(source: str, kind: str = "worksheet") -> str:
    return (
        f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}"><cacheSource type="{kind}">'
        f"<worksheetSource {source}/></cacheSource></pivotCacheDefinition>"
    )


def test_a_pivot_table_below_a_block_moves(finished: Finished) -> None:
    table = f'<pivotTableDefinition xmlns="{MAIN}"><location ref="E7:F8"/></pivotTableDefinition>'
    assert values(finished.follow(pivots.follow, finished.parse(table)), "location", "ref") == ["E9:F10"]


@pytest.mark.parametrize(("layout", "expected"), [(REPEATED, ("A1:B4", "Report")), (RENAMED, ("A1:B2", "New name"))])
def test_a_source_stretches_and_is_read_again(finished: Finished, layout: Layout, expected: tuple[str, str]) -> None:
    made = finished.follow(pivots.follow_source, finished.parse(cache('ref="A1:B2" sheet="Report"')), layout, name="")
    (source,) = made.iter("{*}worksheetSource")
    assert (source.get("ref"), source.get("sheet")) == expected
    assert made.get("refreshOnLoad") == "1"


def test_a_source_that_is_a_table_or_name_is_read_again(finished: Finished) -> None:
    assert finished.follow(pivots.follow_source, finished.parse(cache('name="Sales"'))).get("refreshOnLoad") == "1"


@pytest.mark.parametrize(
    ("area", "sheet", "kind"), [("$A$1:$B$2", "Other", "worksheet"), ("A1:B2", "Report", "external")]
)
def test_another_source_stays_as_it_is(finished: Finished, area: str, sheet: str, kind: str) -> None:
    made = finished.follow(pivots.follow_source, finished.parse(cache(f'ref="{area}" sheet="{sheet}"', kind)))
    assert (made.get("refreshOnLoad"), values(made, "worksheetSource", "ref")) == (None, [area])


ITEMS = '<cacheFields count="1"><cacheField name="Market"><sharedItems count="2">{}</sharedItems></cacheField></cacheFields>'


def test_a_copy_of_the_template_rows_goes(finished: Finished) -> None:
    items = ITEMS.format('<s v="Brazil"/><s v="{{ m.name }}"/>')
    text = cache('ref="A1:A2" sheet="Report"').replace("</pivotCacheDefinition>", f"{items}</pivotCacheDefinition>")
    xml = finished.parse(text.replace("<pivotCacheDefinition", '<pivotCacheDefinition r:id="rId1" recordCount="1"'))
    part = "xl/pivotCache/pivotCacheDefinition1.xml"
    finished.parts.relate(part, "pivotCacheRecords", "xl/pivotCache/pivotCacheRecords1.xml")
    finished.cells = {("report", parse_area("A1:A4")): ["Market", "Brazil", 2.0, None]}
    made = finished.follow(pivots.follow_source, xml, REPEATED, part=part, name="")
    assert values(made, "s", "v") == ["Brazil", "(2)"]
    assert finished.parts.relations(part) == []
    assert (made.get(f"{{{OFFICE}}}id"), made.get("recordCount"), made.get("saveData")) == (None, None, "0")


def test_a_field_with_a_tag_is_named_by_its_header_cell(finished: Finished) -> None:
    field = '<cacheFields count="1"><cacheField name="{{ p }}"><sharedItems/></cacheField></cacheFields>'
    text = cache('ref="A1:A2" sheet="Report"').replace("</pivotCacheDefinition>", f"{field}</pivotCacheDefinition>")
    finished.cells = {("report", parse_area("A1:A4")): ["2015Q4", 1.0, 2.0, None]}
    made = finished.follow(pivots.follow_source, finished.parse(text), REPEATED, name="")
    assert values(made, "cacheField", "name") == ["2015Q4"]


def test_a_source_on_a_sheet_that_does_not_come_is_refused(finished: Finished) -> None:
    with pytest.raises(TemplateError, match="a pivot table has its source on a sheet that is not in the report"):
        finished.follow(pivots.follow_source, finished.parse(cache('ref="A1:B2" sheet="Report"')), Layout(is_gone=True))
