"""Large blocks: rows pass through, whatever their number, and come out right however they were kept."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.template.specimens import ITEMS, Item, drawn, rendered, values
from xlmarket.errors import TemplateError
from xlmarket.template import compile_template, render
from xlmarket.template.follow.points import MOST_POINTS
from xlmarket.template.render.finished import CHUNK

HEAD = ["Market", "Share", "Running"]
ROW = ["{%row for m in items %}{{ m.name }}", "{{ m.value }}", "=SUM(B$2:B2)", "{%row endfor %}"]
SUM = ["sum", "=SUM(B2:B2)"]


def items(count: int) -> Iterator[Item]:
    return (Item(f"Market {n}", n / 4) for n in range(count))


def read(content: bytes) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content), read_only=True)["Report"].iter_rows(values_only=True))


@pytest.mark.parametrize("count", [CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 70_000])
def test_every_row_comes_out_once_and_in_order(tmp_path: Path, count: int) -> None:
    rows = read(render(compile_template(drawn(tmp_path, HEAD, ROW, SUM)), {"items": items(count)}))
    assert [row[:2] for row in rows[1:-1]] == [(f"Market {n}", n / 4) for n in range(count)]
    assert rows[count][2] == f"=SUM(B$2:B{count + 1})"
    assert rows[-1][:2] == ("sum", f"=SUM(B2:B{count + 1})")


def test_blocks_of_several_rows_and_calls_come_out_right_beyond_what_is_held(tmp_path: Path) -> None:
    block = [["{%row for m in items %}{{ m.name | upper }}"], ["{{ loop.index }}", "=A1", "{%row endfor %}"]]
    rows = read(render(compile_template(drawn(tmp_path, *block)), {"items": items(30_000)}))
    assert len(rows) == 60_000
    assert rows[59_998][0] == "MARKET 29999"
    assert rows[59_999][:2] == (30_000, "=A59999")


def test_a_chart_over_rows_that_were_put_aside_has_their_values_up_to_what_is_written(tmp_path: Path) -> None:
    def more(book: Any, sheet: Any) -> None:
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Report!$B$3:$B$3"})
        chart.add_series({"values": "=Report!$B$2:$B$2"})
        sheet.insert_chart("E2", chart)

    second = ["{%row for m in more %}{{ m.name }}", "{{ m.value }}", "{%row endfor %}"]
    template = compile_template(drawn(tmp_path, HEAD, ROW, second, SUM, more=more))
    content = render(template, {"items": items(60_000), "more": items(MOST_POINTS)})
    chart = zipfile.ZipFile(io.BytesIO(content)).read("xl/charts/chart1.xml").decode()
    assert f"Report!$B$60002:$B${60_001 + MOST_POINTS}" in chart
    assert f'<c:pt idx="{MOST_POINTS - 1}"><c:v>{(MOST_POINTS - 1) / 4}</c:v>' in chart
    assert "Report!$B$2:$B$60001" in chart
    assert chart.count("<c:pt ") == MOST_POINTS


def test_an_iterator_is_gone_through_once_and_a_block_that_counts_is_told_how_many(tmp_path: Path) -> None:
    template = compile_template(
        drawn(tmp_path, ["{%row for m in items %}{{ loop.index }}/{{ loop.length }}{%row endfor %}"])
    )
    assert [row[0] for row in read(render(template, {"items": items(3)}))] == ["1/3", "2/3", "3/3"]
    plain = compile_template(drawn(tmp_path, ["{%row for m in items %}{{ loop.index }}: {{ m.name }}{%row endfor %}"]))
    assert [row[0] for row in read(render(plain, {"items": items(2)}))] == ["1: Market 0", "2: Market 1"]


PROBE = """
import resource, sys, json
from pathlib import Path
from tests.template.specimens import Item
from xlmarket.template import compile_template, render_to
template, count = compile_template(Path(sys.argv[1])), int(sys.argv[2])
with open(sys.argv[3], "wb") as out:
    render_to(template, {"items": (Item(f"Market {n}", n / 4) for n in range(count))}, out)
print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not say how much memory a process used")
def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    template = drawn(
        tmp_path, ["Market", "Share"], ["{%row for m in items %}{{ m.name }}", "{{ m.value }}", "{%row endfor %}"]
    )

    def peak(count: int) -> float:
        arguments = [sys.executable, "-c", PROBE, str(template), str(count), str(tmp_path / "out.xlsx")]
        return float(json.loads(subprocess.run(arguments, capture_output=True, check=True, text=True).stdout))

    assert peak(600_000) - peak(150_000) < 12


def test_a_list_that_passes_through_is_read_once_and_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    block = ["{%row for m in items where m.value > 1 %}{{ m.name }}{%row endfor %}"]
    path = drawn(tmp_path, block, block)
    assert [row[0] for row in values(rendered(path, items=ITEMS))] == [item.name for item in ITEMS] * 2
    with pytest.raises(TemplateError, match=r"Report!A2: a list that passes through is read a second time"):
        rendered(path, items=iter(ITEMS))
    again = drawn(tmp_path, ["{%row for m in items %}{{ m.name }}{%row endfor %}"], ["{{ items | list | length }}"])
    with pytest.raises(TemplateError, match=r"Report!A2: a list that passes through"):
        rendered(again, items=iter(ITEMS))
