"""What the workbook keeps for dropped sheets goes with them, and what another sheet uses too stays."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.template.follow.finished import Finished, values
from xlmarket.errors import TemplateError
from xlmarket.package.archive import MAIN, OFFICE
from xlmarket.template.follow import unused
from xlmarket.template.layout.axes import STILL

BOOK = "xl/workbook.xml"
REPORT, OTHER = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"


def follow(finished: Finished, listed: str = "") -> etree._Element:
    """The workbook's part once the sheet `Other` was dropped."""
    finished.parts.unrelate(BOOK, lambda relation: relation.target == OTHER)
    xml = finished.parse(f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{listed}</workbook>')
    return finished.follow(unused.follow, xml, STILL, part=BOOK, name="")


def new(finished: Finished, holder: str, kind: str, content: str) -> str:
    """A new part that hangs on another. Returns its name."""
    part = finished.parts.new(f"xl/{kind}/{kind}{{}}.xml", content.encode(), "")
    finished.parts.relate(holder, kind, part)
    return part


def relation(finished: Finished, part: str) -> str:
    return next(item.id for item in finished.parts.relations(BOOK) if item.target == part)


@pytest.mark.parametrize(("users", "left"), [([OTHER], 0), ([REPORT, OTHER], 1)])
def test_the_cache_of_a_pivot_table_goes_with_the_last_sheet_that_shows_it(
    finished: Finished, users: list[str], left: int
) -> None:
    cache = new(finished, BOOK, "pivotCacheDefinition", f'<pivotCacheDefinition xmlns="{MAIN}"/>')
    new(finished, cache, "pivotCacheRecords", f'<pivotCacheRecords xmlns="{MAIN}"/>')
    for sheet in users:
        table = new(finished, sheet, "pivotTable", f'<pivotTableDefinition xmlns="{MAIN}"/>')
        finished.parts.relate(table, "pivotCacheDefinition", cache)
    number = relation(finished, cache)
    made = follow(finished, f'<pivotCaches><pivotCache cacheId="1" r:id="{number}"/></pivotCaches>')
    finished.parts.drop_unreachable()
    assert len(made) == left
    assert [cache in finished.parts, "xl/pivotCacheRecords/pivotCacheRecords1.xml" in finished.parts] == [left > 0] * 2


def slicer(finished: Finished, sheet: str, cache: str) -> str:
    """A slicer on a sheet, its cache over table 7, and the list of caches in the workbook."""
    new(finished, sheet, "slicer", f'<slicers xmlns="{X14}"><slicer name="S" cache="{cache}"/></slicers>')
    of_table = '<extLst><ext><x15:tableSlicerCache xmlns:x15="urn:x15" tableId="7" column="1"/></ext></extLst>'
    content = f'<slicerCacheDefinition xmlns="{X14}" name="{cache}">{of_table}</slicerCacheDefinition>'
    part = new(finished, BOOK, "slicerCache", content)
    entry = f'<x14:slicerCache xmlns:x14="{X14}" r:id="{relation(finished, part)}"/>'
    names = f'<definedNames><definedName name="{cache}">#N/A</definedName></definedNames>'
    return f'{names}<extLst><ext uri="u"><x14:slicerCaches xmlns:x14="{X14}">{entry}</x14:slicerCaches></ext></extLst>'


@pytest.mark.parametrize(("sheet", "left"), [(OTHER, 0), (REPORT, 1)])
def test_the_cache_of_a_slicer_goes_with_its_sheet(finished: Finished, sheet: str, left: int) -> None:
    made = follow(finished, slicer(finished, sheet, "Slicer_A"))
    assert len(values(made, "slicerCache", "name")) == len(values(made, "definedName")) == left
    assert len(finished.parts.related(BOOK, "slicerCache")) == left


def test_a_slicer_whose_table_does_not_come_is_refused(finished: Finished) -> None:
    listed = slicer(finished, REPORT, "Slicer_A")
    new(finished, OTHER, "table", f'<table xmlns="{MAIN}" id="7"/>')
    with pytest.raises(TemplateError, match="a slicer filters a table on a sheet that is not in the report"):
        follow(finished, listed)


@pytest.mark.parametrize(("users", "left"), [([OTHER], ["2"]), ([REPORT, OTHER], ["1", "2"]), ([REPORT], ["1", "2"])])
def test_a_connection_goes_with_the_queries_that_use_it(finished: Finished, users: list[str], left: list[str]) -> None:
    listed = '<connection id="1" name="a"/><connection id="2" name="b"/>'
    part = new(finished, BOOK, "connections", f'<connections xmlns="{MAIN}">{listed}</connections>')
    for sheet in users:
        new(finished, sheet, "queryTable", f'<queryTable xmlns="{MAIN}" connectionId="1"/>')
    follow(finished)
    assert values(finished.parts.parse(part), "connection", "id") == left


def test_values_of_other_workbooks_go_with_the_formulas_that_use_them(finished: Finished) -> None:
    data = '<externalBook><sheetDataSet><sheetData sheetId="0"/></sheetDataSet></externalBook>'
    links = [
        new(finished, BOOK, "externalLink", f'<externalLink xmlns="{MAIN}">{data}</externalLink>') for _ in range(3)
    ]
    items = "".join(f'<externalReference r:id="{relation(finished, link)}"/>' for link in links)
    names = "<definedNames><definedName name='a'>[2]Sheet1!$A$1</definedName></definedNames>"
    made = follow(finished, f"<externalReferences>{items}</externalReferences>{names}")
    assert len(values(made, "externalReference")) == 2
    assert finished.parts.related(BOOK, "externalLink") == links[:2]
    assert [len(values(finished.parts.parse(link), "sheetData")) for link in links[:2]] == [0, 1]


def test_people_without_a_remark_go(finished: Finished) -> None:
    new(
        finished,
        REPORT,
        "threadedComment",
        '<ThreadedComments xmlns="urn:t"><threadedComment personId="{A}"/></ThreadedComments>',
    )
    people = finished.parse('<personList xmlns="urn:t"><person id="{A}"/><person id="{B}"/></personList>')
    made = finished.follow(unused.follow_people, people, STILL, part="xl/persons/person.xml", name="")
    assert values(made, "person", "id") == ["{A}"]
