"""The manifest remembers what was made, survives a torn line, and notices a changed file."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from xlmarket.batch.lock import hold
from xlmarket.batch.manifest import NAME, Entry, Manifest
from xlmarket.errors import Busy
from xlmarket.report.provenance import Provenance


def made(folder: Path, name: str, content: bytes) -> Entry:
    (folder / name).write_bytes(content)
    return Entry(name, f"inputs of {name}", hashlib.sha256(content).hexdigest())


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


def test_a_failed_file_is_never_current(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"")
    Manifest(tmp_path).record(Entry("a.xlsx", "inputs", hashlib.sha256(b"").hexdigest(), "it broke"))
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
