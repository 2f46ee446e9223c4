"""What a finished report says about itself: as properties that Excel shows, and in a part of its own."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from openpyxl.packaging.custom import StringProperty

from tests import ooxml
from xlmarket.functions import open_snapshot
from xlmarket.output import ReportInputs, report_bytes
from xlmarket.output.pdf import PdfSubject, finish_pdf
from xlmarket.package.archive import Package
from xlmarket.package.properties import read_properties
from xlmarket.report import build, find_template
from xlmarket.report.decks import build_deck
from xlmarket.report.provenance import Provenance, provenance_of_figures, read_provenance, store_hash

SAMPLE = open_snapshot("sample-quarterly")


def template_of(folder: Path, **properties: str) -> Path:
    """A template of the user with one call and custom properties."""
    book = openpyxl.Workbook()
    book.active.append(["{{ region.name }}", "{{ region.value }}"])
    for name, text in properties.items():
        book.custom_doc_props.append(StringProperty(name=name, value=text))
    path = folder / "Ann's secret plan.xlsx"
    book.save(path)
    return path


def report(path: Path, template: str | Path = "region-quarterly", **choices: object) -> Path:
    path.write_bytes(build(template, snapshot=SAMPLE, region="Europe", period="2015Q4", **choices))  # type: ignore[arg-type]
    return path


def properties(path: Path) -> dict[str, str]:
    return {item.name: str(item.value) for item in openpyxl.load_workbook(path).custom_doc_props}


def test_a_report_shows_what_it_was_made_from_as_properties(tmp_path: Path) -> None:
    found = properties(report(tmp_path / "e.xlsx", theme="navy"))
    template = find_template("region-quarterly").read_bytes()
    assert found["xlmarket.dataset"] == "sample-quarterly"
    assert found["xlmarket.vintage"] == "sample-quarterly vintage 1 of 2016-01-31"
    assert (found["xlmarket.region"], found["xlmarket.period"], found["xlmarket.metric"]) == (
        "Europe",
        "2015Q4",
        "sales",
    )
    assert (found["xlmarket.template"], found["xlmarket.theme"]) == ("region-quarterly", "navy")
    assert found["xlmarket.templateHash"] == hashlib.sha256(template).hexdigest()
    assert "sample generator" in found["xlmarket.sources"]


def test_the_part_holds_the_same_facts_and_the_vintages(tmp_path: Path) -> None:
    path = report(tmp_path / "e.xlsx")
    found = read_provenance(Package(path))
    assert found is not None
    assert found.facts == properties(path)
    assert found.vintages == provenance_of_figures(SAMPLE).vintages


def test_the_properties_of_the_template_stay_and_its_old_facts_go(tmp_path: Path) -> None:
    template = template_of(tmp_path, project="Atlas", **{"xlmarket.region": "Africa", "xlmarket.odd": "x"})
    found = properties(report(tmp_path / "e.xlsx", template))
    assert found["project"] == "Atlas"
    assert found["xlmarket.region"] == "Europe"
    assert "xlmarket.odd" not in found


def test_a_report_as_a_template_gives_a_report_with_one_part(tmp_path: Path) -> None:
    first = report(tmp_path / "first.xlsx", template_of(tmp_path))
    second = report(tmp_path / "second.xlsx", first)
    assert [name for name in ooxml.parts(second) if name.startswith("customXml/item")] == [
        "customXml/item1.xml",
        "customXml/itemProps1.xml",
    ]
    assert properties(second)["xlmarket.template"] == "first.xlsx"


def test_the_validator_finds_nothing_in_the_new_parts(tmp_path: Path) -> None:
    assert not ooxml.errors(report(tmp_path / "e.xlsx"))
    template = template_of(tmp_path, project="Atlas")
    assert ooxml.errors(report(tmp_path / "own.xlsx", template)) == ooxml.errors(template)


def test_no_path_and_no_store_is_in_a_report(tmp_path: Path) -> None:
    path = report(tmp_path / "e.xlsx", template_of(tmp_path))
    texts = b"".join(ooxml.parts(path).values())
    assert str(tmp_path).encode() not in texts
    found = read_provenance(Package(path))
    assert found is not None
    assert found.template == "Ann's secret plan.xlsx"
    assert found.store == ""


def test_an_anonymous_report_does_not_name_the_users_files(tmp_path: Path) -> None:
    template = template_of(tmp_path)
    theme = tmp_path / "house of ann.xlsx"
    theme.write_bytes(find_template("brief").read_bytes())
    path = report(tmp_path / "e.xlsx", template, theme=theme, anonymous=True)
    texts = b"".join(ooxml.parts(path).values()).lower()
    assert b"secret plan" not in texts
    assert b"house of" not in texts
    found = read_provenance(Package(path))
    assert found is not None
    assert found.template_hash == hashlib.sha256(template.read_bytes()).hexdigest()
    shipped = read_provenance(Package(report(tmp_path / "s.xlsx", anonymous=True)))
    assert shipped is not None
    assert shipped.template == "region-quarterly"


def test_the_hash_of_a_store_does_not_depend_on_its_password() -> None:
    first, second = (store_hash(f"postgresql://ann:{word}@db/figures") for word in ("one", "two"))
    assert first == second != store_hash("postgresql://bob:one@db/figures")


def test_the_properties_alone_are_read_where_another_program_dropped_the_part(tmp_path: Path) -> None:
    path = report(tmp_path / "e.xlsx")
    whole = read_provenance(Package(path))
    openpyxl.load_workbook(path).save(tmp_path / "saved.xlsx")
    left = read_provenance(Package(tmp_path / "saved.xlsx"))
    assert whole is not None
    assert left is not None
    assert (left.facts, left.vintages) == (whole.facts, ())


def test_a_workbook_of_another_program_has_no_provenance(tmp_path: Path) -> None:
    assert read_provenance(Package(template_of(tmp_path))) is None


def test_a_long_list_of_sources_is_whole_in_the_part_and_cut_as_a_property(tmp_path: Path) -> None:
    path = tmp_path / "brief.xlsx"
    path.write_bytes(build("brief", snapshot=open_snapshot("cross-border-2015")))
    shown = properties(path)["xlmarket.sources"]
    found = read_provenance(Package(path))
    assert found is not None
    assert len(shown) == 255
    assert shown.endswith("…")
    assert "; ".join(found.sources).startswith(shown[:-1])


@pytest.mark.parametrize("facts", [Provenance(), Provenance(sources=("a", "b"), dataset="mine")])
def test_empty_facts_are_not_written(facts: Provenance) -> None:
    assert all(facts.facts.values())


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    assert report(tmp_path / "1.xlsx").read_bytes() == report(tmp_path / "2.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO((tmp_path / "1.xlsx").read_bytes())) as package:
        assert {info.date_time[:3] for info in package.infolist() if "custom" in info.filename} == {(1980, 1, 1)}


def test_a_deck_has_the_same_facts_in_the_same_places(tmp_path: Path) -> None:
    path = tmp_path / "e.pptx"
    path.write_bytes(build_deck("region-quarterly", snapshot=SAMPLE, region="Europe", period="2015Q4"))
    package = Package.of_deck(path)
    found = read_provenance(package)
    assert found is not None
    assert found.facts == read_properties(package)
    assert (found.template, found.region, found.dataset) == ("region-quarterly", "Europe", "sample-quarterly")
    assert (
        found.template_hash
        == hashlib.sha256(find_template("region-quarterly").with_suffix(".pptx").read_bytes()).hexdigest()
    )
    assert not ooxml.errors(path)


def test_a_page_has_them_in_its_head() -> None:
    inputs = ReportInputs(template="region-quarterly", snapshot=SAMPLE, region="Europe", workbook="")
    head = report_bytes(inputs, "html").decode().partition("</head>")[0]
    facts = dict(re.findall(r'<meta name="(xlmarket\.\w+)" content="([^"]*)">', head))
    assert facts["xlmarket.vintage"] == SAMPLE.vintage
    assert (facts["xlmarket.template"], facts["xlmarket.region"]) == ("region-quarterly", "Europe")


def test_a_pdf_has_them_as_custom_properties() -> None:
    out = io.BytesIO()
    blank = pikepdf.new()
    blank.add_blank_page()
    blank.save(out)
    facts = {"xlmarket.dataset": "mine", "xlmarket.region": "Côte d'Ivoire"}
    with pikepdf.open(io.BytesIO(finish_pdf(out.getvalue(), PdfSubject("t", "s", ("k",), facts=facts)))) as document:
        assert {name: str(document.docinfo[f"/{name}"]) for name in facts} == facts
