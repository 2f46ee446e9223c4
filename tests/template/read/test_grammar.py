"""The grammar of cells: which tags a text holds, and what is left of it."""

from __future__ import annotations

import pytest

from xlmarket.errors import TemplateError
from xlmarket.template.read.grammar import CellContent, Tag, read_cell
from xlmarket.template.tags import holds_grammar


def test_a_tag_says_what_it_repeats_and_over_what() -> None:
    (tag,), content = read_cell("{%row for m, n in pairs | list %}")
    assert tag == Tag(
        kind="row",
        word="for",
        expression="pairs | list",
        variables=("m", "n"),
        text="{%row for m, n in pairs | list %}",
    )
    assert content == CellContent("empty", "")


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("{{ m.share }}", CellContent("typed", "m.share")),
        (" {{- m.share -}} ", CellContent("typed", "m.share")),
        ("Share: {{ m.share }}", CellContent("text", "Share: {{ m.share }}")),
        ("{{ a }}{{ b }}", CellContent("text", "{{ a }}{{ b }}")),
        ("{%row if x %}Total", CellContent("plain", "Total")),
        ("{%col for p in q %}{{ p }}{%col endfor %}", CellContent("typed", "p")),
        ("{%image logo.png %}", CellContent("picture", "logo.png")),
        ("{% if x %}a{% endif %}", CellContent("text", "{% if x %}a{% endif %}")),
    ],
)
def test_what_is_left_of_a_cell_is_a_value_a_text_a_picture_or_nothing(text: str, content: CellContent) -> None:
    assert read_cell(text)[1] == content


def test_tags_are_read_in_their_order() -> None:
    tags, _ = read_cell("{%row endif %}{%row else %}{%sheet for s in t %}")
    assert [(tag.kind, tag.word) for tag in tags] == [("row", "endif"), ("row", "else"), ("sheet", "for")]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{%row four m in x %}", "unknown tag"),
        ("{%sheet else %}", "unknown tag"),
        ("{%row for m of x %}", "the tag for is written {%row for NAME in LIST %}"),
        ("{%row if %}", "the tag if needs a condition"),
        ("{%row endfor m %}", "the tag endfor takes nothing after it"),
        ("{%image a.png %}{%image b.png %}", "a picture stands alone in its cell"),
        ("{%image %}", "the tag image is written {%image FILE %}"),
    ],
)
def test_a_tag_that_is_not_one_is_refused(text: str, what: str) -> None:
    with pytest.raises(TemplateError) as caught:
        read_cell(text)
    assert caught.value.what.startswith(what)


def test_text_without_braces_is_only_text() -> None:
    assert not holds_grammar("100 % of {markets}")
    assert all(map(holds_grammar, ("{{ x", "{% x", "{# x")))
