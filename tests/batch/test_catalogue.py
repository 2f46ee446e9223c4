"""The catalogue of a folder groups files to reports and tells what changed in the last run."""

from __future__ import annotations

from pathlib import Path

from tests.batch.headlines import entry, run
from xlmarket.batch.catalogue import FigureMove, read_catalogue


def changes(folder: Path) -> dict[str, str]:
    return {report.title: report.change for report in read_catalogue(folder).reports}


def test_the_formats_of_a_report_are_one_report(tmp_path: Path) -> None:
    run(tmp_path, entry("a.xlsx"), entry("a.csv"), entry("b.v2.xlsx", title="Africa"))
    first, second = read_catalogue(tmp_path).reports
    assert [(file.format, file.target) for file in second.files] == [("xlsx", "a.xlsx"), ("csv", "a.csv")]
    assert (first.title, first.stem, second.title, second.stem) == ("Africa", "b.v2", "Asia", "a")


def test_reports_are_new_then_moved_or_unchanged(tmp_path: Path) -> None:
    run(tmp_path, entry("a.xlsx", "1.0"), entry("b.xlsx", "5.0", "Africa"))
    assert changes(tmp_path) == {"Asia": "new", "Africa": "new"}
    run(tmp_path, entry("a.xlsx", "1.5"), entry("b.xlsx", "5.0", "Africa"), entry("c.xlsx", "7.0", "Europe"))
    assert changes(tmp_path) == {"Asia": "moved", "Africa": "unchanged", "Europe": "new"}
    (moved,) = read_catalogue(tmp_path).having("moved")
    assert moved.moves == (FigureMove("Sales", "1.0 USD million", "1.5 USD million"),)
    run(tmp_path, entry("d.xlsx", "7.0", "Oceania"))
    assert changes(tmp_path) == {"Asia": "unchanged", "Africa": "unchanged", "Europe": "unchanged", "Oceania": "new"}


def test_a_further_format_does_not_make_a_report_new(tmp_path: Path) -> None:
    run(tmp_path, entry("a.xlsx"))
    run(tmp_path, entry("a.csv"))
    assert changes(tmp_path) == {"Asia": "unchanged"}


def test_a_failed_format_fails_its_report_and_the_others_keep_their_links(tmp_path: Path) -> None:
    run(
        tmp_path,
        entry("a.xlsx"),
        entry("a.pdf", error="no LibreOffice"),
        entry("b.xlsx", title="Mars", error="unknown"),
    )
    asia, mars = read_catalogue(tmp_path).reports
    assert (asia.change, asia.errors, len(asia.files)) == ("failed", (("pdf", "no LibreOffice"),), 1)
    assert (mars.title, mars.change, mars.files) == ("Mars", "failed", ())
    run(tmp_path, entry("a.pdf"))
    assert changes(tmp_path) == {"Asia": "unchanged"}


def test_a_file_that_was_removed_is_no_report(tmp_path: Path) -> None:
    run(tmp_path, entry("a.xlsx"), entry("b.xlsx", title="Africa"))
    (tmp_path / "b.xlsx").unlink()
    assert changes(tmp_path) == {"Asia": "new"}


def test_json_has_figures_moves_and_counts(tmp_path: Path) -> None:
    run(tmp_path, entry("a.xlsx", "1.0"))
    run(tmp_path, entry("a.xlsx", "2.0"))
    fields = read_catalogue(tmp_path).fields()
    assert fields["changes"] == {"new": 0, "moved": 1, "unchanged": 0, "failed": 0}
    (report,) = fields["reports"]
    assert report["moves"] == [{"label": "Sales", "before": "1.0 USD million", "after": "2.0 USD million"}]
    assert report["figures"][0] == {"label": "Sales", "value": 2.0, "text": "2.0", "unit": "USD million"}


def test_a_folder_without_reports_has_an_empty_catalogue(tmp_path: Path) -> None:
    assert read_catalogue(tmp_path).reports == ()
