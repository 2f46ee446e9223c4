"""The sandbox: every escape is refused with its cell, every bomb before it takes memory or time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.template.escapes import BOMBS, CLASSES, CONTEXT, ESCAPES
from tests.template.slides.drawn import Drawn
from tests.template.specimens import drawn, rendered
from xlmarket.errors import TemplateError
from xlmarket.output.html import filling
from xlmarket.output.html.filling import fill_page
from xlmarket.report.engine import ENVIRONMENT, SLIDES
from xlmarket.report.pages import PageTemplate, compile_page
from xlmarket.template import bounds
from xlmarket.template.read.expressions import compile_expression, compile_text
from xlmarket.template.slides import compile_deck, render_deck

MOST_MEMORY = 256 << 20
MOST_SECONDS = 30
_CHILD = """
import json, sys, time
from tests.template.escapes import BOMBS, CONTEXT
from xlmarket.errors import TemplateError
from xlmarket.report.engine import ENVIRONMENT
from xlmarket.template.read.expressions import compile_text
made, slowest = [], 0
for name, text in BOMBS.items():
    start = time.process_time()
    try:
        compile_text(text, ENVIRONMENT).value(CONTEXT)
        made.append(name)
    except TemplateError:
        slowest = max(slowest, time.process_time() - start)
peak = 0
if sys.platform == "darwin":
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
elif sys.platform == "linux":  # where the system counts the memory of the parent before exec in ru_maxrss
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) * 1024
print(json.dumps({"made": made, "slowest": slowest, "peak": peak}))
"""


def test_the_table_is_as_long_as_it_was() -> None:
    assert len(set(ESCAPES)) >= 110
    assert len(BOMBS) >= 25


@pytest.mark.parametrize("source", ESCAPES)
def test_an_escape_is_refused_with_its_cell(tmp_path: Path, source: str) -> None:
    with pytest.raises(TemplateError, match="Report!B1: "):
        rendered(drawn(tmp_path, ["Share", f"{{{{ {source} }}}}"]), ENVIRONMENT, **CONTEXT)


@pytest.mark.parametrize("source", CLASSES)
def test_an_escape_within_a_text_is_refused_with_its_cell(tmp_path: Path, source: str) -> None:
    with pytest.raises(TemplateError, match="Report!A2: "):
        rendered(drawn(tmp_path, ["Share"], [f"of {{{{ {source} }}}}."]), ENVIRONMENT, **CONTEXT)


@pytest.mark.parametrize("source", CLASSES)
def test_an_escape_is_refused_with_the_line_of_a_page(tmp_path: Path, source: str) -> None:
    with pytest.raises(TemplateError, match=r"own\.html\.j2, row 2: "):
        fill_page(_page(tmp_path, f"<p>\n{{{{ {source} }}}}</p>"), CONTEXT)


@pytest.mark.parametrize("source", CLASSES)
def test_an_escape_is_refused_with_the_shape_of_a_deck(tmp_path: Path, source: str) -> None:
    with pytest.raises(TemplateError, match=r"slide 1, text box TextBox 1"):
        _fill_deck(tmp_path, f"{{{{ {source} }}}}")


@pytest.mark.slow
def test_bombs_are_refused_before_they_take_memory_or_time() -> None:
    """All in one process of their own, whose memory the system has counted."""
    done = subprocess.run([sys.executable, "-c", _CHILD], capture_output=True, text=True, check=True, timeout=300)
    outcome = json.loads(done.stdout)
    assert outcome["made"] == []
    assert outcome["slowest"] < MOST_SECONDS
    assert outcome["peak"] < MOST_MEMORY


@pytest.mark.parametrize("name", ["ljust", "the width of format", "a text doubled by ~", "3,000 brackets"])
def test_a_bomb_in_a_page_is_refused_with_its_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(TemplateError, match=r"own\.html\.j2"):
        fill_page(_page(tmp_path, BOMBS[name]), CONTEXT)


@pytest.mark.parametrize("name", ["ljust", "the width of format", "a text doubled by ~", "loops without output"])
def test_a_bomb_in_a_deck_is_refused_with_its_shape(tmp_path: Path, name: str) -> None:
    with pytest.raises(TemplateError, match="slide 1, text box TextBox 1"):
        _fill_deck(tmp_path, BOMBS[name])


def test_silent_loops_of_a_page_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xlmarket.output.html.filling.MOST_STEPS", 10_000)
    with pytest.raises(TemplateError, match=r"own\.html\.j2, row 1: .*10,000 steps"):
        fill_page(_page(tmp_path, BOMBS["loops without output"]), CONTEXT)


def test_a_page_that_includes_itself_ends(tmp_path: Path) -> None:
    twice = (
        "{% if n %}{% with n = n - 1 %}{% include 'own.html.j2' %}{% include 'own.html.j2' %}{% endwith %}{% endif %}"
    )
    with pytest.raises(TemplateError, match=r"own\.html\.j2"):
        fill_page(_page(tmp_path, twice), {"n": 10_000})


def test_a_name_of_a_file_runs_nothing(tmp_path: Path) -> None:
    """CVE-2024-56201 of 2024-12-23: the name of a template became Python code."""
    path = tmp_path / "{__import__('os')}'''\".html.j2"
    path.write_text("{% block a %}{{ nothing.here }}{% endblock %}", encoding="utf-8")
    with pytest.raises(TemplateError, match="not there"):
        fill_page(compile_page(path), {})


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("'{:>8.2f}'.format(m.value)", "    2.20"),
        ("'{:,}'.format(1234567)", "1,234,567"),
        ("'a'.ljust(3) ~ 'b' ~ 1", "a  b1"),
        ("items | map(attribute='name') | join(', ')", "Brazil, Japan"),
        ("items | batch(2) | list | length", 1),
        ("(items | sum(attribute='value')) | round(1)", 8.8),
        ("[1] + [2]", [1, 2]),
        ("{'a': (1, 2)}", {"a": (1, 2)}),
        ("names.get('a')", "b"),
        ("shout('a')", "A"),
        ("'a-b'.replace('-', '+').split('+')", ["a", "b"]),
        ("2 ** 10 * 3 % 7", 6),
    ],
)
def test_what_templates_use_still_works(source: str, value: object) -> None:
    assert compile_expression(source, ENVIRONMENT).value(CONTEXT) == value


def test_loops_still_know_where_they_are() -> None:
    text = "{% for a, b in [(1, 2), (3, 4)] %}{{ loop.index }}/{{ loop.length }}{{ a ~ b }}{% if not loop.last %} {% endif %}{% endfor %}"
    assert compile_text(text, ENVIRONMENT).value({}) == "1/212 2/234"


def test_the_page_on_templates_has_the_limits() -> None:
    page = (Path(__file__).parents[2] / "docs/templates.md").read_text(encoding="utf-8")
    for most in (
        bounds.MOST_CHARACTERS,
        bounds.MOST_ITEMS,
        bounds.MOST_NODES,
        bounds.MOST_WIDTH,
        bounds.MOST_STEPS,
        bounds.MOST_BITS,
        filling.MOST_STEPS,
    ):
        assert f"{most:,}" in page


def _page(folder: Path, text: str) -> PageTemplate:
    path = folder / "own.html.j2"
    path.write_text(text, encoding="utf-8")
    return compile_page(path)


def _fill_deck(folder: Path, text: str) -> None:
    deck = Drawn()
    deck.text(deck.slide(), text)
    path = folder / "deck.pptx"
    deck.deck.save(str(path))
    render_deck(compile_deck(path, SLIDES), CONTEXT)
