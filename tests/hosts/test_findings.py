"""The findings of a doctor, and the settings that an add-in keeps."""

from __future__ import annotations

import pytest

from xlmarket.errors import UsageError
from xlmarket.hosts.findings import python_itself, same, version_of
from xlmarket.hosts.settings import AddinSettings


def test_what_equals_the_expected_value_is_right() -> None:
    assert same("version", "1.0", "1.0", "install").ok
    finding = same("version", "", "1.0", "install")
    assert (finding.ok, finding.found, finding.wanted, finding.remedy) == (False, "none", "1.0", "install")


def test_a_version_is_that_of_the_package_or_empty() -> None:
    assert version_of("click")
    assert version_of("no-such-package") == ""


def test_the_running_python_is_new_enough() -> None:
    assert python_itself().ok


def test_a_prefix_is_kept_with_its_underscore() -> None:
    assert AddinSettings(prefix="xl").prefix == AddinSettings(prefix="XL_").prefix
    assert AddinSettings().prefix == ""
    with pytest.raises(UsageError, match="prefix"):
        AddinSettings(prefix="1")
