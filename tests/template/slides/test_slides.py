"""Decks: texts, tables, notes and charts are filled, slides repeat, and what holds no tag comes out as it went in."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Inches

from tests import ooxml
from tests.template.slides.drawn import CONTEXT, Drawn, fill, problems, rows, texts
from xlmarket.errors import TemplateError
from xlmarket.template.slides import compile_deck, render_deck

ROW = ["{%row for m in region.members %}{{ m.name }}", "{{ m.value }}{%row endfor %}"]


@pytest.fixture
def drawn() -> Drawn:
    return Drawn()


def test_a_tag_split_over_runs_has_the_look_of_the_run_it_begins_in(drawn: Drawn, tmp_path: Path) -> None:
    drawn.text(drawn.slide(), ["Sales of {{ reg", "ion.name }} in ", "{{ period }}"])
    (slide,) = fill(drawn.save(tmp_path)).slides
    runs = slide.shapes[0].text_frame.paragraphs[0].runs
    assert [(run.text, run.font.bold) for run in runs if run.text] == [
        ("Sales of Latin America", True), (" in ", False), ("2015Q4", False),
    ]  # fmt: skip


def test_a_row_of_a_table_comes_once_per_item(drawn: Drawn, tmp_path: Path) -> None:
    drawn.table(drawn.slide(), [["Market", "Value"], ROW, ["In all", "{{ region.members | length }}"]])
    (slide,) = fill(drawn.save(tmp_path)).slides
    assert rows(slide) == [
        ["Market", "Value"],
        ["Brazil", "684.5"],
        ["Mexico", "500.25"],
        ["Chile", "120.0"],
        ["In all", "3"],
    ]


def test_clauses_and_conditions_choose_the_rows(drawn: Drawn, tmp_path: Path) -> None:
    cells = [
        ["{%row for m in region.members where m.value > 200 orderby m.name desc top 1 %}", ""],
        ["{{ m.name }}", "{{ loop.length }}"],
        ["{%row endfor %}", ""],
        ["{%row if period == '2015Q4' %}now{%row else %}", ""],
        ["then", ""],
        ["{%row endif %}", ""],
    ]
    drawn.table(drawn.slide(), cells)
    assert rows(fill(drawn.save(tmp_path)).slides[0])[0] == ["Mexico", "1"]


def test_a_table_without_a_row_is_left_out(drawn: Drawn, tmp_path: Path) -> None:
    drawn.table(drawn.slide(), [ROW])
    drawn.text(drawn.deck.slides[0], "{{ period }}")
    context = {**CONTEXT, "region": {"members": []}}
    assert [shape.has_table for shape in fill(drawn.save(tmp_path), context).slides[0].shapes] == [False]


def test_lines_of_a_text_come_once_per_item(drawn: Drawn, tmp_path: Path) -> None:
    drawn.text(drawn.slide(), "Largest:", "{%row for m in region.members top 2 %}", "{{ m.name }}", "{%row endfor %}")
    assert texts(fill(drawn.save(tmp_path)).slides[0]) == ["Largest:\nBrazil\nMexico"]


def test_a_text_whose_lines_are_all_left_out_stays_empty(drawn: Drawn, tmp_path: Path) -> None:
    drawn.text(drawn.slide(), "{%row if period == 'never' %}", "{{ period }}", "{%row endif %}")
    assert texts(fill(drawn.save(tmp_path)).slides[0]) == [""]


def test_notes_and_texts_that_stand_for_shapes_are_filled(drawn: Drawn, tmp_path: Path) -> None:
    slide = drawn.slide()
    box = drawn.text(slide, "plain")
    box._element.nvSpPr.cNvPr.set("descr", "A text on {{ region.name }}")
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, 100, 100).text_frame.text = "{{ period }}"
    slide.notes_slide.notes_text_frame.text = "Say {{ region.name }}."
    link = box.text_frame.paragraphs[0].runs[0]
    link.hyperlink.address = "https://example.org/{{ region.name }}?q=1"
    (done,) = fill(drawn.save(tmp_path)).slides
    assert done.shapes[0]._element.nvSpPr.cNvPr.get("descr") == "A text on Latin America"
    assert done.shapes[1].shapes[0].text_frame.text == "2015Q4"
    assert done.notes_slide.notes_text_frame.text == "Say Latin America."
    address = done.shapes[0].text_frame.paragraphs[0].runs[0].hyperlink.address
    assert address == "https://example.org/Latin%20America?q=1"


def test_a_chart_draws_its_own_finished_workbook(drawn: Drawn, tmp_path: Path) -> None:
    drawn.chart(drawn.slide())
    (slide,) = fill(drawn.save(tmp_path)).slides
    chart = slide.shapes[0].chart
    assert list(chart.plots[0].categories) == ["Brazil", "Mexico", "Chile"]
    (series,) = chart.plots[0].series
    assert (series.name, tuple(series.values)) == ("Latin America", (684.5, 500.25, 120.0))
    assert series._element.findtext(".//{*}val/{*}numRef/{*}f") == "Sheet1!$B$2:$B$4"
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    assert list(book["Sheet1"].values) == [
        (None, "Latin America"), ("Brazil", 684.5), ("Mexico", 500.25), ("Chile", 120),
    ]  # fmt: skip


def test_a_series_without_name_and_values_is_not_drawn(drawn: Drawn, tmp_path: Path) -> None:
    path = drawn.save(tmp_path) if drawn.chart(drawn.slide()) else None
    assert path is not None
    context = {**CONTEXT, "region": {"name": "", "members": [{"name": "Brazil", "value": None}]}}
    assert len(fill(path, context).slides[0].shapes[0].chart.plots[0].series) == 1
    deck = Drawn()
    deck.chart(deck.slide(), names=("{{ region.name }}", "{{ none }}"), values=("{{ m.value }}", "{{ none }}"))
    plot = fill(deck.save(tmp_path, "two.pptx")).slides[0].shapes[0].chart.plots[0]
    assert [series.name for series in plot.series] == ["Latin America"]


def test_links_and_tips_of_repeated_lines_are_filled(drawn: Drawn, tmp_path: Path) -> None:
    box = drawn.text(drawn.slide(), "{%row for m in region.members %}", "{{ m.name }}", "{%row endfor %}")
    run = box.text_frame.paragraphs[1].runs[0]
    run.hyperlink.address = "https://example.org/{{ m.name if m.value > 200 else '' }}"
    run._r.rPr.find("{*}hlinkClick").set("tooltip", "{{ m.value }}")
    paragraphs = fill(drawn.save(tmp_path)).slides[0].shapes[0].text_frame.paragraphs
    links = [paragraph.runs[0].hyperlink.address for paragraph in paragraphs]
    assert links == ["https://example.org/Brazil", "https://example.org/Mexico", "https://example.org/"]
    assert paragraphs[1].runs[0]._r.rPr.find("{*}hlinkClick").get("tooltip") == "500.25"


def test_a_text_box_with_a_picture_alone_becomes_the_picture(drawn: Drawn, tmp_path: Path) -> None:
    Image.new("RGB", (40, 10), "red").save(tmp_path / "logo.png")
    slide = drawn.slide()
    drawn.text(slide, "{%image logo %}").name = "Logo"
    drawn.text(slide, "{%image none %}")
    path = drawn.save(tmp_path)
    content = render_deck(compile_deck(path), {"logo": "logo.png"})
    (tmp_path / "done.pptx").write_bytes(content)
    (picture,) = fill(path, {"logo": "logo.png"}).slides[0].shapes
    assert (picture.name, picture.image.ext, picture.width, picture.height) == ("Logo", "png", Inches(4), Inches(1))
    assert not ooxml.errors(tmp_path / "done.pptx")
    with pytest.raises(TemplateError) as refused:
        fill(path, {"logo": "lgo.png"})
    assert str(refused.value).startswith("deck.pptx!slide 1, text box Logo: unknown picture")


def test_a_slide_comes_once_per_item_with_a_chart_of_its_own(drawn: Drawn, tmp_path: Path) -> None:
    slide = drawn.slide()
    drawn.text(slide, "{%slide for r in regions where r.members %}")
    drawn.text(slide, "{{ r.name }} {{ loop.index }} of {{ loop.length }}")
    drawn.chart(slide, "m in r.members")
    slide.notes_slide.notes_text_frame.text = "{{ r.name }}"
    drawn.text(drawn.slide(), "The end")
    regions = [
        {"name": name, "members": CONTEXT["region"]["members"][:count]}
        for name, count in (("A", 1), ("B", 0), ("C", 3))
    ]
    done = fill(drawn.save(tmp_path), {**CONTEXT, "regions": regions})
    assert [texts(one) for one in done.slides] == [["A 1 of 2"], ["C 2 of 2"], ["The end"]]
    charts = [one.shapes[1].chart for one in list(done.slides)[:2]]
    assert [len(chart.plots[0].categories) for chart in charts] == [1, 3]
    books = {chart.part.chart_workbook.xlsx_part.partname for chart in charts}
    assert len(books) == 2
    assert [one.notes_slide.notes_text_frame.text for one in list(done.slides)[:2]] == ["A", "C"]


def test_a_slide_that_is_left_out_takes_its_parts_and_the_links_to_it_along(drawn: Drawn, tmp_path: Path) -> None:
    kept, gone = drawn.slide(), drawn.slide()
    box = drawn.text(kept, "{{ period }}")
    box.click_action.target_slide = gone
    drawn.text(gone, "{%slide if period == 'never' %}")
    drawn.chart(gone)
    content = render_deck(compile_deck(drawn.save(tmp_path)), CONTEXT)
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert [name for name in names if "chart" in name or "embeddings" in name or "slide2" in name] == []
    (tmp_path / "done.pptx").write_bytes(content)
    assert not ooxml.errors(tmp_path / "done.pptx")


def test_what_holds_no_tag_comes_out_byte_for_byte(drawn: Drawn, tmp_path: Path) -> None:
    drawn.text(drawn.slide(), "{{ period }}")
    drawn.text(drawn.slide(), "Nothing to fill")
    path = drawn.save(tmp_path)
    (tmp_path / "done.pptx").write_bytes(render_deck(compile_deck(path), CONTEXT))
    before, after = ooxml.parts(path), ooxml.parts(tmp_path / "done.pptx")
    listed = {"_rels/.rels", "[Content_Types].xml"}
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed == {"ppt/slides/slide1.xml", "docProps/app.xml", "docProps/thumbnail.jpeg", *listed}
    assert set(after) <= set(before)


def test_the_same_figures_give_the_same_bytes(drawn: Drawn, tmp_path: Path) -> None:
    slide = drawn.slide()
    drawn.chart(slide)
    drawn.table(slide, [ROW])
    deck = compile_deck(drawn.save(tmp_path))
    assert render_deck(deck, CONTEXT) == render_deck(deck, CONTEXT)


def test_tags_in_the_data_are_data(drawn: Drawn, tmp_path: Path) -> None:
    slide = drawn.slide()
    drawn.table(slide, [ROW])
    drawn.text(slide, "{{ region.name }}")
    context = {"region": {"name": "{{ m.name }}", "members": [{"name": "{{ region.name }}", "value": 1}]}}
    (done,) = fill(drawn.save(tmp_path), context).slides
    assert (rows(done), texts(done)) == ([["{{ region.name }}", "1"]], ["{{ m.name }}"])


def test_all_problems_are_listed_with_slide_and_shape(drawn: Drawn, tmp_path: Path) -> None:
    slide = drawn.slide()
    drawn.text(slide, "{{ region.name | persent }}").name = "Share"
    drawn.table(
        slide, [["{%row for m in region.members %}", "{{ m.name }}"], ["{%col for p in periods %}", ""]]
    ).name = "Markets"
    drawn.chart(slide, "m in region.members topp 3").name = "Bars"
    found = problems(drawn.save(tmp_path))
    assert [problem.split(": ")[0] for problem in found] == [
        "deck.pptx!slide 1, table Markets, row 2", "deck.pptx!slide 1, table Markets, row 1",
        "deck.pptx!slide 1, text box Share", "deck.pptx!slide 1, data of Bars, Sheet1!A2",
    ]  # fmt: skip
    assert "a deck takes no {%col" in found[0]
    assert "allowed: {%row endfor %}" in found[1]
    assert "No filter named 'persent'" in found[2]
    assert "did you mean top?" in found[3]


def test_a_tag_in_a_comment_is_a_problem_with_its_slide(drawn: Drawn, tmp_path: Path) -> None:
    """Also in one of PowerPoint 365, whose text has pieces, and of which each holds half a tag."""
    slide = drawn.slide()
    pieces = "".join(f"<a:r><a:t>{text}</a:t></a:r>" for text in ("See {{ reg", "ion.name }}"))
    body = f'<a:cmLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:p>{pieces}</a:p></a:cmLst>'
    name = PackURI("/ppt/comments/modernComment_1.xml")
    comment = Part(name, "application/vnd.ms-powerpoint.comments+xml", slide.part.package, body.encode())
    slide.part.relate_to(comment, "http://schemas.microsoft.com/office/2018/10/relationships/comments")
    (problem,) = problems(drawn.save(tmp_path))
    assert "deck.pptx!slide 1" in str(problem)
    assert 'a tag cannot be filled here; found "See {{ region.name }}"' in str(problem)


def test_a_name_that_is_not_there_is_an_error_with_its_place(drawn: Drawn, tmp_path: Path) -> None:
    drawn.table(drawn.slide(), [["{%row for m in region.members %}{{ m.nam }}{%row endfor %}", ""]]).name = "Markets"
    with pytest.raises(TemplateError) as refused:
        fill(drawn.save(tmp_path))
    assert str(refused.value).startswith("deck.pptx!slide 1, table Markets: the template asks for something")
    assert refused.value.nearest == ("name",)


def test_a_table_that_outgrows_its_slide_is_refused_with_what_to_do(drawn: Drawn, tmp_path: Path) -> None:
    drawn.table(drawn.slide(), [ROW]).table.rows[0].height = Inches(3)
    with pytest.raises(TemplateError, match="below the edge") as refused:
        fill(drawn.save(tmp_path))
    assert "batch(12)" in refused.value.remedy


def test_the_names_of_a_deck_are_those_it_takes_from_outside(drawn: Drawn, tmp_path: Path) -> None:
    slide = drawn.slide()
    drawn.text(slide, "{%slide for region in regions %}")
    drawn.text(slide, "{{ region.name }} {{ loop.index }}")
    drawn.table(slide, [["{%row for m in region.members %}{{ m.name }} {{ scale }}{%row endfor %}", ""]])
    assert compile_deck(drawn.save(tmp_path)).names == {"regions", "scale"}


@pytest.mark.parametrize(("content", "what"), [(b"%PDF-1.7", "not a PowerPoint deck"), (b"PK\x03\x04", "damaged")])
def test_a_file_that_is_no_deck_is_refused(content: bytes, what: str, tmp_path: Path) -> None:
    (tmp_path / "deck.pptx").write_bytes(content)
    with pytest.raises(TemplateError, match=what):
        compile_deck(tmp_path / "deck.pptx")


def test_a_workbook_named_as_a_deck_is_refused(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "deck.pptx")
    with pytest.raises(TemplateError, match="holds no PowerPoint deck"):
        compile_deck(tmp_path / "deck.pptx")


def test_a_finished_deck_is_valid(drawn: Drawn, tmp_path: Path) -> None:
    slide: Any = drawn.slide()
    drawn.text(slide, "{%slide for r in [1, 2, 3] %}")
    drawn.chart(slide)
    drawn.table(slide, [ROW])
    path = drawn.save(tmp_path)
    (tmp_path / "done.pptx").write_bytes(render_deck(compile_deck(path), CONTEXT))
    before = {text.partition(": ")[2] for text in ooxml.errors(path)}
    assert {text.partition(": ")[2] for text in ooxml.errors(tmp_path / "done.pptx")} <= before
