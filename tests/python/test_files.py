"""Files in, figures kept, reports out: `read`, `store`, `report` and `export` from Python."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import xlmarket as xm
from xlmarket.errors import ArgumentError, BatchFailed, SourceError, UnknownDataset, UnknownName, UsageError

DATA = xm.open("sample-quarterly")
SETTINGS = '[mapping.sales]\nmetric = "sales"\nkind = "flow"\nunit = "USD million"\ndecimal = ","\n'
PARTS_AND_SUM = "market,period,metric,value\n" + "".join(
    f"{market},{period},visits,{value}\n"
    for period in ("2015Q3", "2015Q4")
    for market, value in (("Brazil", 1.25), ("Japan", 2.5), ("India", 5.75), ("Chile", 3.5), ("Our shops", 13))
)
SALES = "Country;Period;Value\nBrazil;2015Q3;1,5\nBrazil;2015Q4;2,5\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with settings, a file of figures and a store of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XLMARKET_STORE", str(tmp_path / "store.sqlite"))
    (tmp_path / "xlmarket.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "sales.csv").write_text(SALES, encoding="utf-8")
    return tmp_path


def test_a_file_is_read_by_a_mapping_of_the_settings(folder: Path) -> None:
    read = xm.read("sales.csv", mapping="sales")
    assert (read.rejects, read.questions) == ((), ())
    frame = read.to_frame()
    assert frame[["market", "period", "value"]].to_numpy().tolist() == [["BRA", "2015Q3", 1.5], ["BRA", "2015Q4", 2.5]]


def test_a_mapping_is_a_name_a_file_its_keys_or_a_mapping(folder: Path) -> None:
    keys = tomllib.loads(SETTINGS)["mapping"]["sales"]
    (folder / "other.toml").write_text(SETTINGS, encoding="utf-8")
    for mapping in ("sales", "other.toml", folder / "other.toml", keys, xm.Mapping(**keys)):
        assert xm.read("sales.csv", mapping).observations == xm.read("sales.csv", "sales").observations
    with pytest.raises(UsageError, match="did you mean sales"):
        xm.read("sales.csv", mapping="salse")


def test_a_draft_gives_the_keys_to_read_a_file_with(tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    file.write_text("Country;2015;2016\nBrazil;1,5;2,5\nJapan;3,5;4,5\n", encoding="utf-8")
    keys = xm.draft(file).keys
    read = xm.read(file, {**keys, "metric": "sales", "kind": "flow"})
    assert [row.value for row in read.observations] == [1.5, 2.5, 3.5, 4.5]


def test_what_was_read_is_added_and_opened_as_it_stood(folder: Path) -> None:
    vintage = xm.store().add(xm.read("sales.csv", mapping="sales"), dataset="mine", published="2024-11-20")
    assert vintage is not None
    assert vintage.published == datetime(2024, 11, 20, tzinfo=UTC)
    assert xm.store().datasets == ("mine",)
    assert xm.open("mine").value("Brazil").value == 2.5
    (folder / "sales.csv").write_text(SALES.replace("2,5", "3,5"), encoding="utf-8")
    xm.store().add(xm.read("sales.csv", "sales"), dataset="mine", published=date(2025, 1, 31))
    assert xm.open("mine").value("Brazil").value == 3.5
    for day in ("2024-12-31", date(2024, 12, 31), pd.Timestamp("2024-12-31"), 1):
        assert xm.open("mine", as_of=day).value("Brazil").value == 2.5
    assert [one.number for one in xm.store().history("mine")] == [1, 2]
    assert xm.store().undo("mine").number == 2


def test_the_same_file_twice_changes_nothing(folder: Path) -> None:
    read = xm.read("sales.csv", mapping="sales")
    assert xm.store().add(read) is not None
    assert xm.store().add(read) is None


def test_the_store_is_a_file_that_is_named_or_that_of_the_settings(folder: Path) -> None:
    assert xm.store(folder / "a.sqlite").url == f"sqlite:///{folder / 'a.sqlite'}"
    (folder / "other.toml").write_text('store = "b.sqlite"\n', encoding="utf-8")
    assert xm.store(config="other.toml").url == f"sqlite:///{folder / 'b.sqlite'}"
    assert xm.store().url == f"sqlite:///{folder / 'store.sqlite'}"


def test_a_data_set_is_renamed_and_removed(folder: Path) -> None:
    xm.store().add(xm.read("sales.csv", "sales"))
    xm.store().rename("mine", "ours")
    xm.store().delete("ours")
    assert xm.store().datasets == ()


def test_rejects_are_not_dropped_without_a_word(folder: Path) -> None:
    (folder / "sales.csv").write_text(SALES + "Japan;2015Q4;many\n", encoding="utf-8")
    read = xm.read("sales.csv", mapping="sales")
    assert len(read.rejects) == 1
    with pytest.raises(SourceError, match=r"1 value cannot be read, so nothing was added.*skip_rejects=True"):
        xm.store().add(read)
    assert xm.store().datasets == ()
    assert xm.store().add(read, skip_rejects=True) is not None


def test_a_question_is_answered_before_anything_is_added(folder: Path) -> None:
    (folder / "tidy.csv").write_text(PARTS_AND_SUM, encoding="utf-8")
    read = xm.read("tidy.csv")
    assert read.questions
    with pytest.raises(SourceError, match="nothing was added"):
        xm.store().add(read)


def test_days_that_are_none_are_refused(folder: Path) -> None:
    with pytest.raises(ArgumentError, match="2025-01-31"):
        xm.open(as_of="soon")
    with pytest.raises(ArgumentError, match="2025-01-31"):
        xm.store().add(xm.read("sales.csv", "sales"), published="20. 11.")


def test_an_unknown_data_set_is_an_error_with_the_nearest() -> None:
    with pytest.raises(UnknownDataset, match="sample-quarterly"):
        xm.open("sample-quaterly")


def test_a_data_set_opens_on_one_of_its_metrics() -> None:
    data = xm.open("sample-quarterly", metric="parcels")
    assert data.metrics[0] == "parcels"
    assert data.value("Brazil") == DATA.value("Brazil", metric="parcels")


def test_a_data_set_lists_what_it_holds_and_shows_itself() -> None:
    assert "Brazil" in DATA.markets
    assert DATA.metrics[0] == "sales"
    assert (DATA.periods[0], DATA.periods[-1], len(DATA.periods)) == ("2013Q1", "2015Q4", 12)
    assert repr(DATA) == "<Data sample-quarterly vintage 1 of 2016-01-31: 11 metrics, 70 markets, 2013Q1 to 2015Q4>"
    assert "illustrative" in DATA._repr_html_()


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_a_report_is_saved_in_the_format_of_the_ending(tmp_path: Path, ending: str) -> None:
    report = DATA.report("region-quarterly", region="Europe", period="2015Q4")
    file = report.save(tmp_path / f"europe{ending}")
    assert file.read_bytes() == report.content(ending)
    if ending == ".xlsx":
        assert "Europe" in {cell for row in openpyxl.load_workbook(file)["Report"].values for cell in row}
    else:
        assert set(pd.read_csv(file)["region"]) == {"Europe"}


def test_a_report_names_the_formats_there_are(tmp_path: Path) -> None:
    report = DATA.report("world-overview")
    for name in ("world.docx", "world.xls", "world"):
        with pytest.raises(UsageError, match=r"\.xlsx.*\.csv"):
            report.save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_report_on_what_is_not_there_is_refused_at_once() -> None:
    with pytest.raises(UnknownName, match="region-quarterly"):
        DATA.report("region-quartely")
    with pytest.raises(xm.UnknownMarket, match="Europe"):
        DATA.report(region="Europ")
    with pytest.raises(UsageError, match="lambda"):
        DATA.report("world-overview", formulas="lamda")


def test_a_batch_writes_each_region_once(tmp_path: Path) -> None:
    def export() -> list[tuple[str, str]]:
        outcomes = xm.export(DATA, regions=["Europe", "Asia"], formats=["xlsx", "csv"], to=tmp_path / "out", workers=1)
        return [(outcome.job.target, outcome.state) for outcome in outcomes]

    names = [
        f"region-quarterly {region} 2015Q4{ending}" for region in ("Europe", "Asia") for ending in (".xlsx", ".csv")
    ]
    assert export() == [(name, "written") for name in names]
    assert export() == [(name, "unchanged") for name in names]
    assert {path.name for path in (tmp_path / "out").iterdir() if path.suffix in (".xlsx", ".csv")} == set(names)


def test_a_batch_that_fails_says_so(tmp_path: Path) -> None:
    calls = {"regions": "Europe", "formats": "csv", "to": tmp_path / "out", "workers": 1, "time_limit": 0.001}
    with pytest.raises(BatchFailed, match="Europe 2015Q4"):
        xm.export(DATA, **calls)
    assert [outcome.state for outcome in xm.export(DATA, **calls, errors="return")] == ["failed"]


def test_a_script_needs_no_guard_around_a_batch(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        'import xlmarket as xm\nprint("once")\n'
        'data = xm.open("sample-quarterly")\n'
        'print(len(xm.export(data, regions="Europe", formats="csv", to="out", workers=1)))\n',
        encoding="utf-8",
    )
    run = subprocess.run([sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("once\n1\n", "")
