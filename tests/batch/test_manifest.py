"""The manifest remembers what was made, survives a torn line, and notices a changed file."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.batch.headlines import entry, run
from xlmarket.batch.lock import hold
from xlmarket.batch.manifest import NAME, Entry, Manifest
from xlmarket.errors import Busy
from xlmarket.report.provenance import Provenance


def made(folder: Path, name: str, content: bytes) -> Entry:
    (folder / name).write_bytes(content)
    return Entry(target=name, fingerprint=f"inputs of {name}", sha256=hashlib.sha256(content).hexdigest())


def test_a_recorded_file_is_current_until_its_inputs_or_its_bytes_change(tmp_path: Path) -> None:
    Manifest(tmp_path).record(made(tmp_path, "a.xlsx", b"one"))
    again = Manifest(tmp_path)
    assert again.is_current("a.xlsx", "inputs of a.xlsx")
    assert not again.is_current("a.xlsx", "other inputs")
    (tmp_path / "a.xlsx").write_bytes(b"edited by hand")
    assert not again.is_current("a.xlsx", "inputs of a.xlsx")


def test_a_torn_last_line_costs_only_itself(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path)
    manifest.record(made(tmp_path, "a.xlsx", b"one"))
    manifest.record(made(tmp_path, "b.xlsx", b"two"))
    whole = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(whole[:-20])
    again = Manifest(tmp_path)
    assert list(again.entries) == ["a.xlsx"]
    again.compact()
    again.record(made(tmp_path, "b.xlsx", b"two"))
    assert list(Manifest(tmp_path).entries) == ["a.xlsx", "b.xlsx"]


def test_a_manifest_of_an_older_version_is_read(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(
        '{"target": "a.xlsx", "fingerprint": "f", "sha256": "h", "error": "", "made_from": {}}\n'
    )
    manifest = Manifest(tmp_path)
    manifest.compact()
    assert manifest.entries == {"a.xlsx": Entry(target="a.xlsx", fingerprint="f", sha256="h")}
    assert manifest.latest == 0


def test_the_headline_before_is_kept_until_the_next_run_that_makes_files(tmp_path: Path) -> None:
    for number, text in enumerate(["1.0", "2.0", "2.0"], 1):
        run(tmp_path, entry("a.xlsx", text))
        made_now = Manifest(tmp_path).entries["a.xlsx"]
        assert (made_now.run, made_now.since, made_now.is_moved) == (number, 1, number == 2)
        assert (made_now.before.figures[0].text if made_now.before else "") == ("1.0" if number == 2 else "")


@pytest.mark.parametrize("between", ["1.0", "2.0"])
def test_a_run_that_was_stopped_and_its_continuation_are_one(tmp_path: Path, between: str) -> None:
    run(tmp_path, entry("a.xlsx", "1.0"))
    stopped = Manifest(tmp_path)
    stopped.begin()
    stopped.record(entry("a.xlsx", between))
    (tmp_path / NAME).write_bytes((tmp_path / NAME).read_bytes() + b'{"target": "b.xl')
    Manifest(tmp_path).compact()
    run(tmp_path, entry("a.xlsx", "3.0"), entry("b.xlsx", "5.0"))
    entries = Manifest(tmp_path).entries
    assert (entries["a.xlsx"].run, entries["b.xlsx"].run, entries["b.xlsx"].since) == (2, 2, 2)
    assert entries["a.xlsx"].before == entry("a.xlsx", "1.0").headline
    assert Manifest(tmp_path).open_run == 0


def test_tasks_are_one_run_until_one_makes_its_file_again(tmp_path: Path) -> None:
    numbers = []
    for one in (entry("a.xlsx"), entry("b.xlsx", error="broke"), entry("b.xlsx"), entry("a.xlsx"), entry("b.xlsx")):
        manifest = Manifest(tmp_path)
        manifest.join(one.target)
        manifest.record(one)
        numbers.append(manifest.entries[one.target].run)
    assert numbers == [1, 1, 1, 2, 2]


def test_a_failure_keeps_the_headline_of_the_file_that_is_still_there(tmp_path: Path) -> None:
    for one in (entry("a.xlsx", "1.0"), entry("a.xlsx", error="broke"), entry("a.xlsx", "2.0")):
        run(tmp_path, one)
    last = Manifest(tmp_path).entries["a.xlsx"]
    assert last.is_moved
    assert (last.run, last.since) == (3, 1)


def test_a_failed_file_is_never_current(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"")
    Manifest(tmp_path).record(
        Entry(target="a.xlsx", fingerprint="inputs", sha256=hashlib.sha256(b"").hexdigest(), error="it broke")
    )
    assert not Manifest(tmp_path).is_current("a.xlsx", "inputs")


def test_a_folder_is_held_by_one_run_at_a_time(tmp_path: Path) -> None:
    with hold(tmp_path), pytest.raises(Busy, match="another run"), hold(tmp_path):
        pass
    with hold(tmp_path):
        pass


def test_a_file_keeps_what_it_was_made_from(tmp_path: Path) -> None:
    made_from = Provenance(dataset="mine", vintages=("2:abc", "1:def"), region="Europe", sources=("a", "b"))
    Manifest(tmp_path).record(replace(made(tmp_path, "a.xlsx", b"one"), made_from=made_from))
    assert Manifest(tmp_path).entries["a.xlsx"].made_from == made_from


def test_a_line_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    line = '{"target": "a.xlsx", "fingerprint": "f", "sha256": "", "error": "", "made_from": %s}\n'
    (tmp_path / NAME).write_text(line % '{"store": "s", "dataset": "mine", "vintages": ["1:def"]}')
    made_from = Manifest(tmp_path).entries["a.xlsx"].made_from
    assert (made_from.store, made_from.dataset, made_from.vintages) == ("s", "mine", ("1:def",))
