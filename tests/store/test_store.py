"""The store: vintages that are only ever added, whole whatever kills the import, and read as they stood."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from xlmarket.errors import Busy, EnvironmentFault, InputError, NotAvailable, StoreDamaged, UnknownDataset
from xlmarket.observations import Gap, Metric, Observation, Observations
from xlmarket.periods import Period
from xlmarket.store import open_store, read_dataset, sample
from xlmarket.store.shipped import DATASETS, holding

QUARTER = Period.of(2015, "Q", 4)


def table(value: float, market: str = "BRA") -> Observations:
    return Observations(
        rows=(Observation(market=market, metric="sales", period=QUARTER, value=value, unit="USD"),),
        metrics=(Metric(name="sales", unit="USD"),),
        covered=(date(2015, 1, 1), date(2015, 12, 9)),
    )


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(tmp_path / "figures.sqlite")


@pytest.fixture(params=["file", "postgres_url"])
def url(request: pytest.FixtureRequest) -> str:
    """A store of each kind."""
    return str(request.getfixturevalue(request.param))


def test_a_later_vintage_lies_over_the_earlier_and_as_of_takes_it_off(url: str) -> None:
    store = open_store(url)
    store.add("mine", table(1), fingerprint="a", file="a.csv", published=day("2024-11-20"))
    store.add("mine", table(2), fingerprint="b", file="b.csv", published=day("2025-02-20"))
    store.add("mine", table(9, "JPN"), fingerprint="c", file="c.csv", published=day("2025-03-01"))

    def values(as_of: date | None = None) -> dict[str, float]:
        return {row.market: row.value for row in read_dataset("mine", url, as_of).observations}

    assert values() == {"JPN": 9, "BRA": 2}
    assert values(date(2025, 2, 28)) == {"BRA": 2}
    assert values(date(2025, 2, 19)) == {"BRA": 1}
    with pytest.raises(NotAvailable):
        values(date(2024, 11, 19))
    assert [one.number for one in store.history("mine")] == [1, 2, 3]
    assert read_dataset("mine", url).observations.covered == (date(2015, 1, 1), date(2015, 12, 9))


def of_source(value: float | None, source: str) -> Observations:
    """One figure of a source, or a gap."""
    if value is None:
        gap = Gap(market="BRA", metric="sales", period=QUARTER, symbol="(S)", reason="suppressed", source=source)
        return Observations(rows=(), metrics=(Metric(name="sales", unit="USD"),), gaps=(gap,))
    return Observations(
        rows=(Observation(market="BRA", metric="sales", period=QUARTER, value=value, unit="USD", source=source),),
        metrics=(Metric(name="sales", unit="USD"),),
    )


def test_a_file_of_another_name_replaces_the_figures_of_an_earlier_file(url: str) -> None:
    store = open_store(url)
    store.add("mine", of_source(1, "v1.csv"), fingerprint="a", file="v1.csv", published=day("2024-11-20"))
    store.add("mine", of_source(2, "v2.csv"), fingerprint="b", file="v2.csv", published=day("2025-02-20"))
    assert [row.value for row in read_dataset("mine", url).observations] == [2]
    assert [row.value for row in read_dataset("mine", url, date(2025, 1, 1)).observations] == [1]
    store.undo("mine")
    assert [row.value for row in read_dataset("mine", url).observations] == [1]


def test_a_gap_of_a_later_file_withdraws_the_figure_of_an_earlier_one(url: str) -> None:
    store = open_store(url)
    store.add("mine", of_source(1, "v1.csv"), fingerprint="a", file="v1.csv")
    store.add("mine", of_source(None, "v2.csv"), fingerprint="b", file="v2.csv")
    assert not read_dataset("mine", url).observations.rows
    assert [gap.symbol for gap in read_dataset("mine", url).observations.gaps] == ["(S)"]


def test_an_export_that_is_imported_again_replaces_what_it_was_made_of(url: str) -> None:
    store = open_store(url)
    store.add("mine", of_source(1, "v1.csv"), fingerprint="a", file="v1.csv")
    store.add("mine", of_source(3, "v1.csv"), fingerprint="b", file="mine.csv")
    assert [row.value for row in read_dataset("mine", url).observations] == [3]


def test_figures_of_named_sources_are_kept_next_to_each_other(url: str) -> None:
    store = open_store(url)
    store.add("mine", of_source(1, "Census"), fingerprint="a", file="v1.csv")
    store.add("mine", of_source(2, "Statista"), fingerprint="b", file="v2.csv")
    assert [row.value for row in read_dataset("mine", url).observations] == [2, 1]


def test_the_same_import_twice_changes_nothing(url: str) -> None:
    store = open_store(url)
    assert store.add("mine", table(1), fingerprint="a", file="a.csv") is not None
    before = store.history("mine")
    assert store.add("mine", table(1), fingerprint="a", file="a.csv") is None
    assert store.history("mine") == before


def test_an_import_can_be_undone_and_made_again(url: str) -> None:
    store = open_store(url)
    store.add("mine", table(1), fingerprint="a", file="a.csv")
    store.add("mine", table(2), fingerprint="b", file="b.csv")
    assert store.undo("mine").number == 2
    assert read_dataset("mine", url).observations.rows[0].value == 1
    again = store.add("mine", table(2), fingerprint="b", file="b.csv")
    assert again is not None
    assert again.number == 3
    with pytest.raises(NotAvailable):
        open_store(url).undo("nothing")


def test_sources_that_disagree_are_kept_side_by_side(url: str) -> None:
    rows = tuple(replace(table(value).rows[0], source=source) for value, source in ((1, "A"), (2, "B")))
    open_store(url).add("mine", replace(table(1), rows=rows), fingerprint="a", file="a.csv")
    assert len(read_dataset("mine", url).observations) == 2


def test_the_names_of_shipped_sets_are_taken_and_unknown_ones_offer_the_nearest(url: str) -> None:
    with pytest.raises(InputError):
        open_store(url).add("sample-quarterly", table(1), fingerprint="a", file="a.csv")
    with pytest.raises(UnknownDataset, match="did you mean sample-quarterly"):
        read_dataset("sample-quartely", url)


def test_a_flipped_byte_is_found(file: str) -> None:
    store = open_store(file)
    store.add("mine", holding("sample-quarterly").observations, fingerprint="a", file="a.csv")
    assert len(store.check()) == 1
    path = Path(file)
    content = bytearray(path.read_bytes())
    spots = [at for at in range(0, len(content), 997) if content[at : at + 40].count(b"USD")]
    at = content.index(b"USD million", spots[len(spots) // 2])
    content[at] ^= 1
    path.write_bytes(content)
    with pytest.raises(StoreDamaged, match="put the backup"):
        open_store(file).check()


def test_a_file_that_is_no_store_is_told(file: str) -> None:
    Path(file).write_bytes(b"not a database, surely" * 100)
    with pytest.raises(StoreDamaged):
        open_store(file)


def test_a_backup_of_the_state_before_lies_beside_the_store(file: str) -> None:
    store = open_store(file)
    store.add("mine", table(1), fingerprint="a", file="a.csv")
    store.add("mine", table(2), fingerprint="b", file="b.csv")
    assert read_dataset("mine", f"{file}.backup").observations.rows[0].value == 1


def test_a_folder_nobody_may_write_to_is_an_environment_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(EnvironmentFault):
        open_store(str(tmp_path / "file" / "store.sqlite"))


def test_a_second_writer_waits_and_then_is_told(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    from xlmarket.store import engine

    open_store(file).add("mine", table(1), fingerprint="a", file="a.csv")
    monkeypatch.setattr(engine, "WAIT_SECONDS", 0.1)
    second = open_store(file)
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy):
        second.add("mine", table(2), fingerprint="b", file="b.csv")
    assert read_dataset("mine", file).observations.rows[0].value == 1
    holder.close()


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
def test_a_kill_at_any_statement_of_an_import_leaves_the_old_vintage_whole_or_the_new_one(file: str) -> None:
    """The child counts the statements the database runs and kills itself before the n-th, for every n."""
    store = open_store(file)
    store.add("mine", table(1), fingerprint="a", file="a.csv")
    script = """
        import os, signal, sys
        from sqlalchemy import event
        from sqlalchemy.engine import Engine
        from xlmarket.store import open_store
        from tests.store.test_store import table
        left = int(sys.argv[2])
        def count(*_):
            global left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        event.listen(Engine, "before_cursor_execute", count)
        event.listen(Engine, "commit", count)
        open_store(sys.argv[1]).add("mine", table(2), fingerprint="b", file="b.csv")
    """
    root = Path(__file__).resolve().parents[2]
    killed = 0
    for statement in range(1, 60):
        command = [sys.executable, "-c", textwrap.dedent(script), file, str(statement)]
        ended = subprocess.run(command, check=False, cwd=root, capture_output=True)
        value = read_dataset("mine", file).observations.rows[0].value
        open_store(file).check()
        if ended.returncode == 0:
            assert value == 2
            break
        assert (ended.returncode, value) == (-signal.SIGKILL, 1)
        killed += 1
    assert killed > 8


def test_the_sample_is_what_its_generator_writes() -> None:
    assert sample.TARGET.read_text(encoding="utf-8") == sample.text()


def test_every_fact_of_the_brief_is_there() -> None:
    import csv

    from tests.conftest import shared

    with (shared("facts") / "brief_facts.csv").open(newline="") as file:
        facts = sorted(float(row["value"]) for row in csv.DictReader(file))
    assert sorted(row.value for row in holding("cross-border-2015").observations) == facts
    shares = [row.value for row in holding("cross-border-2015").observations if row.metric == "destination_share"]
    assert sum(round(share * 10) for share in shares) == 1000


def test_the_illustrative_set_says_so_in_every_row() -> None:
    assert {row.status.value for row in holding("sample-quarterly").observations} == {"illustrative"}
    assert DATASETS["sample-quarterly"].status == "illustrative"


def test_gaps_and_aggregates_come_back_as_they_were_imported(url: str) -> None:
    store = open_store(url)
    gap = Gap(market="PER", metric="sales", period=QUARTER, symbol="(S)", reason="suppressed", source="Census")
    store.add(
        "mine",
        replace(table(1), gaps=(gap,), aggregates={"EU": ("DEU", "FRA"), "All": ()}),
        fingerprint="a",
        file="a.csv",
    )
    found = read_dataset("mine", url).observations
    assert found.gaps == (gap,)
    assert found.aggregates == {"EU": ("DEU", "FRA"), "All": ()}
    assert store.check() == ("mine vintage 1 of " + f"{store.history('mine')[0].published:%Y-%m-%d}",)


def test_a_later_gap_lies_over_an_earlier_figure_and_a_later_figure_over_a_gap(url: str) -> None:
    store = open_store(url)
    gap = Gap(market="BRA", metric="sales", period=QUARTER, symbol="(S)", reason="suppressed")
    suppressed = replace(table(1), rows=(), gaps=(gap,))
    store.add("mine", table(1), fingerprint="a", file="a.csv", published=day("2024-01-01"))
    store.add("mine", suppressed, fingerprint="b", file="b.csv", published=day("2024-02-01"))
    assert read_dataset("mine", url).observations.rows == ()
    assert read_dataset("mine", url).observations.gaps == (gap,)
    store.add("mine", table(2), fingerprint="c", file="c.csv", published=day("2024-03-01"))
    assert [row.value for row in read_dataset("mine", url).observations] == [2]
    assert read_dataset("mine", url).observations.gaps == ()


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are listed in /proc")
def test_the_store_keeps_no_file_open_between_its_transactions(file: str) -> None:
    store = open_store(file)
    store.add("mine", table(1), fingerprint="a", file="a.csv")
    assert read_dataset("mine", file).observations
    open_files = [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.exists()]
    assert not [name for name in open_files if name.startswith(str(Path(file).resolve()))]


def test_a_file_that_returns_to_earlier_figures_is_a_new_vintage(url: str) -> None:
    store = open_store(url)
    for fingerprint, value in (("a", 1), ("b", 2), ("a", 1)):
        assert store.add("mine", table(value), fingerprint=fingerprint, file="sales.csv") is not None
    assert store.read("mine").observations.rows[0].value == 1
    assert store.add("mine", table(1), fingerprint="a", file="sales.csv") is None


def test_files_of_one_name_with_figures_of_other_cells_are_in_once(url: str) -> None:
    store = open_store(url)
    for _ in range(2):
        store.add("mine", table(1), fingerprint="a", file="sales.csv")
        store.add("mine", table(2, "JPN"), fingerprint="b", file="sales.csv")
    assert [vintage.number for vintage in store.history("mine")] == [1, 2]
