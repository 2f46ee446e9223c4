"""The parts of a workbook at work: relations, content types and numbers of what is added, copied and dropped."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.chart import BarChart, Reference

from tests.ooxml import errors
from xlmarket.package.archive import OFFICE, RELATIONS, TYPES, Package
from xlmarket.package.parts import Parts

SHEET, DRAWING, CHART = "xl/worksheets/sheet1.xml", "xl/drawings/drawing1.xml", "xl/charts/chart1.xml"
KIND = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    """A sheet with a chart."""
    book = openpyxl.Workbook()
    book.active.append([1, 2, 3])
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, max_col=3, min_row=1))
    book.active.add_chart(chart, "E5")
    book.save(tmp_path / "book.xlsx")
    return Parts(Package(tmp_path / "book.xlsx"))


def finish(parts: Parts) -> zipfile.ZipFile:
    out = io.BytesIO()
    parts.package.write(out, parts.changes())
    return zipfile.ZipFile(out)


def declared(archive: zipfile.ZipFile) -> dict[str, str]:
    types = etree.fromstring(archive.read("[Content_Types].xml"))
    return {str(one.get("PartName")): str(one.get("ContentType")) for one in types.iter(f"{{{TYPES}}}Override")}


def test_without_a_change_there_is_nothing_to_write(parts: Parts) -> None:
    parts.update(SHEET, lambda xml: xml)
    assert parts.changes() == {}


def test_a_part_is_updated_only_if_it_comes_out_changed(parts: Parts) -> None:
    parts.update(SHEET, lambda xml: xml.set("a", "b"))
    assert list(parts.changes()) == [SHEET]
    assert parts.parse(SHEET).get("a") == "b"


def test_a_new_part_has_the_next_free_number_and_its_content_type(parts: Parts) -> None:
    assert parts.new("xl/charts/chart{}.xml", b"<a/>", KIND) == "xl/charts/chart2.xml"
    assert parts.new("xl/charts/chart{}.xml", b"<a/>", KIND) == "xl/charts/chart3.xml"
    parts.drop("xl/charts/chart2.xml")
    assert parts.new("xl/charts/chart{}.xml", b"<a/>", KIND) == "xl/charts/chart4.xml"
    archive = finish(parts)
    assert "xl/charts/chart2.xml" not in archive.namelist()
    assert {name for name in declared(archive) if "chart" in name} == {f"/xl/charts/chart{n}.xml" for n in (1, 3, 4)}


def test_a_relation_has_the_next_free_id_and_a_target_beside_its_part(parts: Parts) -> None:
    name = parts.relate(SHEET, "hyperlink", "https://example.org/?a=1&b=2", external=True)
    other = parts.relate(SHEET, "drawing", DRAWING)
    assert name != other
    xml = etree.fromstring(finish(parts).read("xl/worksheets/_rels/sheet1.xml.rels"))
    relations = {str(one.get("Id")): one for one in xml.iter(f"{{{RELATIONS}}}Relationship")}
    assert (relations[name].get("Target"), relations[name].get("TargetMode")) == (
        "https://example.org/?a=1&b=2",
        "External",
    )
    assert (relations[other].get("Target"), relations[other].get("Type")) == (
        "../drawings/drawing1.xml",
        f"{OFFICE}/drawing",
    )


def test_a_copy_takes_along_what_hangs_on_it_but_not_what_is_shared(parts: Parts, tmp_path: Path) -> None:
    copied = parts.copy(SHEET, shared=())
    assert copied == "xl/worksheets/sheet2.xml"
    (drawing,) = parts.related(copied, "drawing")
    assert drawing == "xl/drawings/drawing2.xml"
    assert parts.related(drawing, "chart") == ["xl/charts/chart2.xml"]
    assert parts.origin["xl/charts/chart2.xml"] == CHART
    assert parts.read("xl/charts/chart2.xml") == parts.read(CHART)
    assert parts.related(parts.copy(SHEET, shared=("drawing",)), "drawing") == [DRAWING]


def test_what_is_dropped_with_a_part_is_gone_from_relations_and_types(parts: Parts) -> None:
    parts.drop_with(DRAWING, shared=())
    parts.unrelate(SHEET, lambda relation: relation.name == "drawing")
    archive = finish(parts)
    assert not {DRAWING, CHART, "xl/drawings/_rels/drawing1.xml.rels"} & set(archive.namelist())
    assert f"/{CHART}" not in declared(archive)
    assert b"drawing" not in archive.read("xl/worksheets/_rels/sheet1.xml.rels")
    assert DRAWING not in parts
    assert SHEET in parts


def test_the_same_picture_is_there_once(parts: Parts) -> None:
    first = parts.media(b"picture", "png")
    assert parts.media(b"picture", "png") == first
    assert parts.media(b"other", "png") != first


def test_the_type_of_an_ending_is_declared_once(parts: Parts) -> None:
    parts.default_type("png", "image/png")
    parts.default_type("png", "image/png")
    assert finish(parts).read("[Content_Types].xml").count(b'"png"') == 1


def test_the_workbook_is_sound_after_a_new_relation(parts: Parts, tmp_path: Path) -> None:
    parts.relate(parts.workbook, "worksheet", parts.copy(SHEET, shared=()))
    with finish(parts) as archive:
        assert archive.fp is not None
        archive.fp.seek(0)
        (tmp_path / "made.xlsx").write_bytes(archive.fp.read())
    assert not errors(tmp_path / "made.xlsx") - errors(parts.package.path)
