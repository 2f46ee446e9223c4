"""Figures to try a template with, where nobody says which: the sample data set and its fullest region."""

from __future__ import annotations

from xlmarket.functions.snapshot import Snapshot
from xlmarket.report.context import BY_REGION, ONLY_IF_NAMED
from xlmarket.report.query import ReportQuery, by_size
from xlmarket.report.regions import members_with_figures, regions_with_figures, rows_of

SAMPLE = "sample-quarterly"


def sample_dataset(names: frozenset[str]) -> str | None:
    """Return the data set for a template with these variables: the sample, or for the brief the default one."""
    return None if names & ONLY_IF_NAMED else SAMPLE


def sample_subject(snapshot: Snapshot, names: frozenset[str]) -> str | None:
    """Return the region with the most members, so that a template shows all it repeats.

    For a template of a market it is the largest of these members, for one without either None.
    """
    if not names & BY_REGION:
        return None
    query = ReportQuery.at(snapshot, "latest")
    members = {name: members_with_figures(query, snapshot.resolve(name)) for name in regions_with_figures(snapshot)}
    fullest = max(members, key=lambda name: len(members[name]))
    if "market" not in names:
        return fullest
    largest = min(rows_of(query, members[fullest]), key=lambda row: by_size(row.value), default=None)
    return largest.name if largest else fullest
