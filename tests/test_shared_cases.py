"""The shared cases by the very commands they name, in a folder of their own: exit code, figures, and what is said."""

from __future__ import annotations

import csv
import io
import re
import shlex
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_cli import Captured, own_store, said  # noqa: F401
from tests.conftest import shared

FISCAL = "fiscal_start"
IMPORTS: dict[str, tuple[int, str, str]] = {
    "currency": (3, "", 'signs = ["€"]'),
    "date-cjk-31": (0, "JPN 2015Q1 5; JPN 2015Q2 6", ""),
    "england": (0, "GBR 2015 100; England 2015 84; Norfolk 2015 1; GEO 2015 2; MYT 2015 3", '"England"; "Norfolk"'),
    "error-cell": (0, "JPN 2015 6", 'missing = ["#N/A"]'),
    "eurostat-codes": (0, "GRC 2015 1; GBR 2015 2; EA19 2015 3; EU27 2015 4; XKX 2015 5", ""),
    "eurostat-tsv": (0, "GRC 2020 ", 'flags = ["bep"]'),
    "fiscal-wide": (3, "", FISCAL),
    "flag-suffix": (0, "ESP 2019 ; FRA 2019 ; MLT 2019 ", 'flags = ["p"]'),
    "formula-no-cache": (0, "JPN 2015 6", "never calculated"),
    "german-months": (3, "", 'language = "de"'),
    "hidden-first": (0, "BRA 2015 5", 'sheet = "_cache"'),
    "long-row": (3, "", "the row has 5 cells, the header 4"),
    "merged-upper": (3, "", "Population, Remark"),
    "months-full": (0, "BRA 2024-01 5; BRA 2024-03 6", ""),
    "names-a": (0, "PRK 2015 1; COD 2015 2; KOR 2015 3; MAC 2015 4; KGZ 2015 5; GRC 2015 6", ""),
    "percent-fmt": (0, "BRA 2015 12; JPN 2015 34", ""),
    "phonetic-inline": (0, "JPN 2015 5", ""),
    "sep-line": (0, "BRA 2015 5", "delimiter line"),
    "space-group": (0, "BRA 2015 1234; PER 2015 1234.5; CHN 2015 1234", '"12 345 2"; row 4, column value "20 15"'),
    "sst-elsewhere": (0, "BRA 2015 5", ""),
    "swap-quote2": (0, "BRA 2015 5; CHL 2015 7; PER 2015 8", "row 3"),
    "title-line2": (0, "BRA 2015 5.5", "row above the table"),
    "trailing-minus": (3, "", 'minus = "trailing"'),
    "wb-yr": (0, "BRA 2019 211; BRA 2020 ", ""),
    "wide-drop": (0, "BRA 2014 1; BRA 2015 2; JPN 2014 1; JPN 2015 2", 'flags = ["(est.)"]'),
    "wide-mixed": (0, "BRA 2014 1; BRA 2015 2", "column 2015Q1; column 2015Q2"),
    "workbook22": (0, "BRA 2015 5", ""),
    "x000d": (0, "BRA 2015 5", ""),
}
"""Per case: the exit code of its command, the figures and gaps that are kept, and words that are said."""

DECLARED = {
    "currency": ('signs = ["€", "$", "EUR"]', "DEU 2015 -1000; FRA 2015 1234; ITA 2015 5"),
    "fiscal-wide": (
        'fiscal_start = "April"',
        "GBR FY2009 1; GBR FY2010 2; GBR FY2011 3; GBR FY2012 4; GBR FY2013 5; GBR FY2014 6",
    ),
    "german-months": ('language = "de"', "BRA 2024-03 5; BRA 2024-10 6; BRA 2024-12 6"),
    "trailing-minus": ('minus = "trailing"', "BRA 2015 -1234.56"),
    "eurostat-tsv": ('flags = ["p", "c", "bep"]', "GRC 2019 183.4; GBR 2020 12.5; GRC 2020 ; GBR 2019 "),
    "merged-upper": ('period = "2015"', ""),
}
"""Per case that wants something declared: the key that its refusal names, and the figures with it."""

HERE = {*IMPORTS, "periods", "foreign", "tag-in-formula"}
WORKBOOKS = {
    "chart-default-ns", "chart-onecell", "date1900", "fn1904", "name-scalar", "no-r-attr", "rich-split",
}  # fmt: skip


def copied(name: str, declared: str = "") -> list[list[str]]:
    """A case copied here, a key added to its mapping; the words of its commands without the program."""
    shutil.copytree(shared("cases") / name, name, copy_function=shutil.copyfile)
    folder = Path(name)
    folder.chmod(0o755)
    settings = folder / "xlmarket.toml"
    if declared:
        settings.write_text(f"{settings.read_text(encoding='utf-8')}\n{declared}\n", encoding="utf-8")
    (line,) = re.findall("command: `(.*)`", (folder / "case.md").read_text(encoding="utf-8"))
    files = {path.name for path in folder.iterdir()}
    words = [[f"{name}/{word}" if word in files else word for word in shlex.split(one)[1:]] for one in line.split(";")]
    return [one + (["--config", str(settings)] if settings.exists() else []) for one in words]


def kept(capsys: Captured) -> str:
    code, out, _ = said(capsys, "data", "export", "t")
    rows = csv.DictReader(io.StringIO(out)) if code == 0 else []
    return "; ".join(f"{row['market']} {row['period']} {row['value']}" for row in rows)


@pytest.mark.parametrize("name", IMPORTS)
def test_an_import_ends_as_is_wanted(capsys: Captured, name: str) -> None:
    code, figures, words = IMPORTS[name]
    (command,) = copied(name)
    ended, _, err = said(capsys, *command)
    assert (ended, kept(capsys)) == (code, figures)
    assert words in " ".join(err.split())


@pytest.mark.parametrize("name", DECLARED)
def test_the_key_that_a_refusal_names_reads_the_file(capsys: Captured, name: str) -> None:
    key, figures = DECLARED[name]
    (command,) = copied(name, key)
    code, _, err = said(capsys, *command)
    assert code == 0, err
    assert "0 rejected" in err
    assert kept(capsys) == figures or not figures


def test_every_spelling_of_a_period_is_read_or_its_row_is_told(capsys: Captured) -> None:
    (command,) = copied("periods")
    code, _, err = said(capsys, *command)
    assert code == 0
    assert "27 figures, 0 gaps, 18 rejected" in err
    assert [
        key for key in ("fiscal_start", 'language = "de"', 'frequency = "M"') if key not in " ".join(err.split())
    ] == []


def test_freezing_leaves_the_functions_of_others_as_they_are(capsys: Captured) -> None:
    (command,) = copied("foreign")
    assert said(capsys, *command)[0] == 0
    frozen = openpyxl.load_workbook(command[command.index("-o") + 1]).active
    assert [frozen[at].value for at in ("A1", "C1", "E1")] == [
        '=ACME.MARKET_SHARE("x")', '=COM.OTHER.MARKET_VALUE("x")', "='other.xla'!MARKET_SHARE(1)",
    ]  # fmt: skip


def test_a_tag_in_a_formula_is_filled(capsys: Captured) -> None:
    report, check = copied("tag-in-formula")
    assert [said(capsys, *command)[0] for command in (report, check)] == [0, 0]
    sheet = openpyxl.load_workbook("out.xlsx").active
    assert [sheet["A1"].value, sheet["A2"].value] == ['="Total Latin America"', "=IF(1=1,2373.552,0)"]


@pytest.mark.parametrize("name", sorted(WORKBOOKS))
def test_a_report_of_a_workbook_is_made_and_opens(capsys: Captured, name: str) -> None:
    (command,) = copied(name)
    assert said(capsys, *command)[0] == 0
    assert openpyxl.load_workbook("out.xlsx").sheetnames


def test_no_case_is_left_out() -> None:
    assert {path.name for path in shared("cases").iterdir() if path.is_dir()} == HERE | WORKBOOKS
