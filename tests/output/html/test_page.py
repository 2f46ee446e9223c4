"""Pages of reports: the figures of the workbook, safe against what data holds, errors with file and line."""

from __future__ import annotations

import base64
import hashlib
import math
import re
from dataclasses import replace
from pathlib import Path

import pytest

import xlmarket as xm
from tests.output.html.pages import REPORTS, figures, inputs, page_of, parse, printed, snapshot_for
from xlmarket.batch import FigureSource, MetricScope, plan, run
from xlmarket.errors import InputError, TemplateError
from xlmarket.functions import open_snapshot
from xlmarket.output import FORMATS, ReportInputs, report_bytes
from xlmarket.report import problems_of
from xlmarket.report.shipped import find_template, find_twin, list_templates

HOSTILE = "<script>alert(1)</script>\"'&</style></title>{{ 7 * 7 }} \u202eقلب"

OWN_PAGE = """{% extends "xlmarket/page.html.j2" %}
{% block title %}{{ dataset.title }}{% endblock %}
{% block heading %}{{ dataset.title }}{% endblock %}
{% block style %}.a{content:'{{ dataset.title }}'}{% endblock %}
{% block main %}<p lang="en" title="{{ dataset.title }}">{{ "x" | note(dataset.title) }}</p>{% endblock %}
"""


@pytest.mark.parametrize("name", REPORTS)
def test_every_figure_of_a_page_is_in_the_workbook_as_it_is_printed_there(name: str) -> None:
    book = [figure for sheet in printed(name, with_data=True).values() for figure in sheet]
    shown = [(value, text) for value, text, _ in figures(page_of(name))]
    assert len(shown) > 10
    for value, text in shown:
        texts = {other for number, other in book if math.isclose(number, value, rel_tol=1e-9, abs_tol=1e-12)}
        assert text in texts, f"{value!r} is printed as {text!r}, in the workbook as {texts}"


@pytest.mark.parametrize("name", REPORTS)
def test_every_figure_that_the_workbook_prints_is_on_the_page(name: str) -> None:
    sheets = printed(name)
    first = next(iter(sheets))
    words = parse(page_of(name)).text_content()
    shown = {text for _, text, _ in figures(page_of(name))}
    assert name == "brief" or len(sheets[first]) > 10
    missing = [text for _, text in sheets[first] if text not in shown and text not in words]
    assert missing == []


@pytest.mark.parametrize("name", REPORTS)
def test_the_same_report_gives_the_same_bytes_with_nothing_from_elsewhere(name: str) -> None:
    page = page_of(name)
    assert report_bytes(inputs(name), "html").decode() == page
    assert not re.findall(r'(?:src|href)="(?!#|data:)[^"]*"|url\(|@import', page)


def test_every_shipped_template_but_the_live_one_has_a_page() -> None:
    pages = [each.name for each in list_templates() if find_twin(each.path, ".html.j2")]
    assert sorted(pages) == sorted(REPORTS) == sorted({each.name for each in list_templates()} - {"live"})


def test_only_the_style_and_the_script_of_the_page_may_run() -> None:
    page = page_of("kpi-card")
    policy = parse(page).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert not parse(page).xpath("//*[@style or @onclick or @onload]")


def test_a_page_alone_carries_its_workbook() -> None:
    report = inputs("kpi-card", workbook=None)
    (link,) = parse(report_bytes(report, "html").decode()).xpath("//a[@download]")
    assert link.get("download") == "kpi-card Europe 2015Q4.xlsx"
    content = base64.b64decode(link.get("href").partition("base64,")[2])
    assert content == report_bytes(report, "xlsx")


def test_a_page_next_to_its_workbook_links_to_it() -> None:
    page = report_bytes(inputs("kpi-card", workbook="kpi-card Côte d'Ivoire.xlsx"), "html").decode()
    assert parse(page).xpath("//a[@download]/@href") == ["kpi-card%20C%C3%B4te%20d%27Ivoire.xlsx"]
    assert not parse(page_of("kpi-card")).xpath("//a[@download]")


def test_what_data_hold_is_text(tmp_path: Path) -> None:
    page = tmp_path / "own.html.j2"
    page.write_text(OWN_PAGE, encoding="utf-8")
    snapshot = snapshot_for("kpi-card")
    hostile = replace(
        snapshot, holding=replace(snapshot.holding, dataset=replace(snapshot.holding.dataset, title=HOSTILE))
    )
    tree = parse(report_bytes(ReportInputs(template=page, snapshot=hostile), "html").decode())
    assert len(tree.xpath("//script")) == len(tree.xpath("//style")) == 1
    assert [tree.xpath(path) for path in ("string(//h1)", "string(//title)", "string(//main/p[@lang]/@title)")] == [
        HOSTILE
    ] * 3
    assert "alert(1)" not in tree.xpath("//script")[0].text_content()


def test_names_in_the_figures_are_text_and_may_be_long(tmp_path: Path) -> None:
    long = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch" * 3
    names = {"<script>alert(1)</script></style>": 7, long: 5, "قلب & <b>": 3}
    lines = [
        f'"{name}",sales,{period},{value},USD\n' for name, value in names.items() for period in ("2014Q4", "2015Q4")
    ]
    (tmp_path / "own.csv").write_text("market,metric,period,value,unit\n" + "".join(lines), encoding="utf-8")
    place = f"sqlite:///{tmp_path / 'own.db'}"
    xm.store(place).add(xm.read(tmp_path / "own.csv"), dataset="own")
    snapshot = open_snapshot("own", store=place)
    made = report_bytes(ReportInputs(template="world-overview", snapshot=snapshot, workbook=""), "html").decode()
    tree = parse(made)
    assert len(tree.xpath("//script")) == 1
    heads = tree.xpath("//section[@aria-labelledby='largest']//tbody//th")
    assert [head.text_content() for head in heads] == list(names)


@pytest.mark.parametrize(
    ("line", "what", "nearest"),
    [
        ("{{ regoin.name }}", "'regoin' is undefined", ("region",)),
        ("{{ region.nmae }}", "'region' has no 'nmae'", ("name",)),
        ("{{ region.name | upcase }}", "No filter named 'upcase'", ()),
        ("{% for m in region.members %}", "Unexpected end of template", ()),
        ("{{ region.__class__.__mro__ }}", "not allowed", ()),
        ('{{ "x" | link("javascript:alert(1)") }}', "a link of a page goes to the web", ()),
        ('{% include "secret.txt" %}', "a page includes .html.j2 files", ()),
        ('{% include "../page.html.j2" %}', "a page includes .html.j2 files", ()),
        ("{{ 5 | shown('# ?/?') }}", "this number format is not one of numbers", ()),
        ("{{ 1 / 0 }}", "ZeroDivisionError", ()),
        ("{% for n in range(10000000) %}{% endfor %}", "Range too big", ()),
    ],
)
def test_an_error_names_file_and_line(tmp_path: Path, line: str, what: str, nearest: tuple[str, ...]) -> None:
    page = tmp_path / "own.html.j2"
    (tmp_path / "secret.txt").write_text("secret")
    page.write_text(f"<p>\n{{{{ region.code }}}}\n{line}\n", encoding="utf-8")
    report = ReportInputs(template=page, snapshot=snapshot_for("kpi-card"), region="Europe")
    with pytest.raises(TemplateError) as raised:
        report_bytes(report, "html")
    assert what in raised.value.what
    place = raised.value.where
    assert place is not None
    assert (place.file, place.row) == ("own.html.j2", 3) or "end of template" in what
    assert not nearest or nearest[0] in raised.value.nearest


def test_a_page_of_the_users_own_next_to_a_workbook_is_its_page(tmp_path: Path) -> None:
    book = tmp_path / "mine.xlsx"
    book.write_bytes(find_template("kpi-card").read_bytes())
    (tmp_path / "mine.html.j2").write_text("<p>{{ region.name }}: {{ region.growth | percent }}</p>", encoding="utf-8")
    report = ReportInputs(template=book, snapshot=snapshot_for("kpi-card"), region="Europe")
    assert report_bytes(report, "html") == b"<p>Europe: 10.4%</p>"


def test_a_page_is_not_a_template_of_a_workbook(tmp_path: Path) -> None:
    page = tmp_path / "own.html.j2"
    page.write_text("<p>{{ period }}</p>", encoding="utf-8")
    with pytest.raises(InputError, match="a page, not a workbook"):
        report_bytes(ReportInputs(template=page, snapshot=snapshot_for("kpi-card")), "xlsx")


def test_the_files_that_a_page_is_made_of_are_known() -> None:
    brief, form = find_template("brief"), FORMATS["html"]
    assert [path.name for path in (form.source(brief), *form.further(brief))] == [
        "brief.html.j2", "figures.html.j2", "page.html.j2",
    ]  # fmt: skip


def test_a_batch_of_pages_links_each_to_its_workbook_and_makes_a_page_again_when_its_template_has_changed(
    tmp_path: Path,
) -> None:
    own = tmp_path / "own.html.j2"
    own.write_text("<p>{{ page.workbook }} {{ region.name }}</p>", encoding="utf-8")
    (tmp_path / "own.xlsx").write_bytes(find_template("kpi-card").read_bytes())
    work = [*plan([(tmp_path / "own.xlsx", True)], [MetricScope(None, ["Europe"], ["2015Q4"])], ["xlsx", "html"])]
    assert [job.target for job in work] == ["own Europe 2015Q4.xlsx", "own Europe 2015Q4.html"]
    before = [job.fingerprint("") for job in work]
    figures_of = FigureSource("sample-quarterly")
    assert [outcome.state for outcome in run(work[1:], figures_of, tmp_path / "out", workers=1)] == ["written"]
    assert (tmp_path / "out" / work[1].target).read_text() == "<p>own%20Europe%202015Q4.xlsx Europe</p>"
    own.write_text("<p>{{ region.name }}</p>", encoding="utf-8")
    assert [job.fingerprint("") == old for job, old in zip(work, before, strict=True)] == [True, False]


def test_a_batch_takes_a_page_without_a_workbook(tmp_path: Path) -> None:
    own = tmp_path / "own.html.j2"
    own.write_text("<p>{{ region.name }}</p>", encoding="utf-8")
    (job,) = plan([(own, True)], [MetricScope(None, ["Europe"], ["2015Q4"])], ["html"])
    assert (job.target, job.title) == ("own Europe 2015Q4.html", "own Europe 2015Q4 html")
    assert [outcome.state for outcome in run([job], FigureSource("sample-quarterly"), tmp_path / "out", workers=1)] == [
        "written"
    ]


def test_a_check_of_a_page_template_prints_its_problem(tmp_path: Path) -> None:
    own = tmp_path / "own.html.j2"
    own.write_text("<p>\n{{ region.name | prcent }}</p>", encoding="utf-8")
    (problem,) = problems_of(own)
    assert "own.html.j2, row 2" in str(problem)
    assert problem.nearest == ("percent",)


def test_a_theme_gives_a_page_its_colours() -> None:
    teal, plum = (report_bytes(inputs("kpi-card", workbook=""), "html").decode(), None)
    report = ReportInputs(
        template="kpi-card", snapshot=snapshot_for("kpi-card"), region="Europe", workbook="", theme="plum"
    )
    plum = report_bytes(report, "html").decode()
    assert "--accent:#1F6F78" in teal
    assert "--accent:#7A4A86" in plum
