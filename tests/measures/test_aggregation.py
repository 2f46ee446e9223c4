"""Adding up: over the periods of a bucket and over the members of a group."""

from __future__ import annotations

import math

import numpy as np
import pytest

from xlmarket.errors import Reason
from xlmarket.measures.aggregation import over_members, over_time
from xlmarket.measures.figures import Figures
from xlmarket.observations import MetricKind

NAN = math.nan
QUARTERS = Figures(np.array([[1.0, 2.0, 3.0, 4.0], [5.0, NAN, 7.0, 8.0], [5.0, 6.0, 7.0, NAN]]))


def test_a_flow_is_the_sum_of_all_its_periods() -> None:
    year = over_time(QUARTERS, MetricKind.FLOW)
    assert year.values[0] == 10
    assert year.reasons.tolist() == [Reason.OK, Reason.MISSING, Reason.MISSING]


def test_a_stock_is_its_last_period() -> None:
    year = over_time(QUARTERS, MetricKind.STOCK)
    assert year.values[:2].tolist() == [4, 8]
    assert year.reasons.tolist() == [Reason.OK, Reason.OK, Reason.MISSING]


def test_a_ratio_has_no_sum_and_keeps_the_reason_it_has() -> None:
    year = over_time(QUARTERS, MetricKind.RATIO)
    assert year.reasons.tolist() == [Reason.NOT_MEANINGFUL, Reason.NOT_MEANINGFUL, Reason.MISSING]


@pytest.mark.parametrize("kind", list(MetricKind))
def test_one_period_is_itself_whatever_the_kind(kind: MetricKind) -> None:
    single = over_time(QUARTERS[:, 1:2], kind)
    assert single.values[[0, 2]].tolist() == [2, 6]
    assert single.reasons.tolist() == [Reason.OK, Reason.MISSING, Reason.OK]


MEMBERS = Figures(
    np.array([[1.0, 1.0, NAN, 1.0], [2.0, NAN, NAN, NAN]]),
    np.array([[0, 0, 0, 0], [0, 0, 0, Reason.DOUBTFUL]]),
)


def test_a_missing_member_leaves_a_group_without_a_sum() -> None:
    group = over_members(MEMBERS)
    assert group.values[0] == 3
    assert group.reasons.tolist() == [Reason.OK, Reason.MISSING, Reason.MISSING, Reason.DOUBTFUL]


def test_missing_members_are_skipped_where_asked_for_and_doubtful_ones_never() -> None:
    group = over_members(MEMBERS, skip_missing=True)
    assert group.values[:2].tolist() == [3, 1]
    assert group.reasons.tolist() == [Reason.OK, Reason.OK, Reason.MISSING, Reason.DOUBTFUL]


def test_a_group_without_members_is_missing() -> None:
    empty = Figures(np.ones((0, 2)))
    assert over_members(empty).reasons.tolist() == [Reason.MISSING] * 2
    assert over_members(empty, skip_missing=True).reasons.tolist() == [Reason.MISSING] * 2
