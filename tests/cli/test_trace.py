"""`xlmarket trace`: what it prints, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_cli import Captured, own_store, said
from xlmarket.cli import run

__all__ = ["own_store"]


@pytest.fixture
def report(own_store: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A report on two quarters of the user's own figures, from the user's own template."""
    monkeypatch.chdir(tmp_path)
    Path("mine.csv").write_text(
        "market,metric,period,value,unit\nBrazil,sales,2024Q1,5,USD\nBrazil,sales,2024Q2,6.5,USD\n"
    )
    assert run(["import", "mine.csv", "--quiet"]) == 0
    book = openpyxl.Workbook()
    book.active.append(["{{ market.name }}", "{{ market.value }}", '{{ market.growth | default("n/a") }}'])
    book.save("card.xlsx")
    assert run(["report", "card.xlsx", "--region", "Brazil", "--dataset", "mine", "-o", "out/brazil.xlsx"]) == 0
    return Path("out/brazil.xlsx")


def test_a_figure_is_printed_with_its_call_and_its_source(capsys: Captured, report: Path) -> None:
    capsys.readouterr()
    code, out, err = said(capsys, "trace", f"{report}!B1")
    assert (code, err) == (0, "")
    lines = [line.split(None, 1) for line in out.splitlines()]
    facts = {line[0]: line[1] for line in lines if len(line) == 2}
    assert facts["call"] == '=MARKET_VALUE("Brazil","2024Q2")'
    assert (facts["value"], facts["written"]) == ("6.5", "{{ market.value }}")
    assert facts["template"] == "card.xlsx!Sheet!B1"
    assert facts["vintage"].startswith("mine vintage 1 of ")
    assert "mine.csv" in facts["source"]
    assert max(map(len, out.splitlines())) <= 80


def test_a_missing_figure_is_printed_with_the_reason(capsys: Captured, report: Path) -> None:
    capsys.readouterr()
    code, out, _ = said(capsys, "trace", f"{report}!Sheet!C1")
    assert code == 0
    assert "why n/a   sales of Brazil 2024Q2: there is no figure for 2023Q2" in out
    assert '=MARKET_GROWTH("Brazil","2024Q2")' in out


def test_json_has_the_cells_and_what_the_file_was_made_from(capsys: Captured, report: Path) -> None:
    capsys.readouterr()
    code, out, _ = said(capsys, "trace", f"{report}!A1:C1", "--json")
    found = json.loads(out)
    assert code == 0
    assert [cell["value"] for cell in found["cells"]] == ["Brazil", 6.5, "n/a"]
    assert found["made_from"]["dataset"] == "mine"
    assert found["cells"][1]["figures"][0]["metric"] == "sales"


def test_an_undone_vintage_is_told_with_what_the_file_holds(capsys: Captured, report: Path) -> None:
    assert run(["data", "undo", "mine"]) == 0
    capsys.readouterr()
    code, out, err = said(capsys, "trace", f"{report}!B1")
    assert code == 3
    assert "figures of this report are gone" in err
    assert "6.5" in out
    assert "mine vintage 1" in out


def test_another_import_leaves_an_old_report_as_it_was(capsys: Captured, report: Path) -> None:
    Path("mine.csv").write_text("market,metric,period,value,unit\nBrazil,sales,2024Q2,8,USD\n")
    assert run(["import", "mine.csv", "--quiet"]) == 0
    capsys.readouterr()
    code, out, _ = said(capsys, "trace", f"{report}!B1")
    assert code == 0
    assert "value     6.5" in out


@pytest.mark.parametrize(
    ("cell", "code", "words"),
    [
        ("out/brazil.xlsx", 2, "not the cell of a report"),
        ("out/brazil.xlsx!Q9", 3, "empty"),
        ("out/brazil.xlsx!Shet!A1", 3, "did you mean Sheet?"),
        ("out/none.xlsx!A1", 3, "missing report"),
        ("card.xlsx!A1", 3, "not a report of xlmarket"),
        ("mine.xlsx!A1", 3, "mine.xlsx"),
        ("out/brazil.xlsx!A1:ZZ99999", 0, ""),
    ],
)
def test_each_mistake_is_one_line(capsys: Captured, report: Path, cell: str, code: int, words: str) -> None:
    Path("mine.xlsx").write_bytes(report.read_bytes()[:2000])
    capsys.readouterr()
    found, _, err = said(capsys, "trace", cell)
    assert found == code
    assert words in err
    assert err.count("\n") == (1 if code else 0)
