"""The prefix before all names, however a user says it."""

import pytest

from xlmarket.errors import UsageError
from xlmarket.formulas.prefix import read_prefix


@pytest.mark.parametrize("said", ["XL", "xl", "XL_", "XL.", "Xl_"])
def test_however_it_is_said_it_is_one_prefix(said):
    assert read_prefix(said) == "XL_"


def test_it_may_have_digits_and_single_underscores_inside():
    assert read_prefix("my_co2") == "MY_CO2_"
    assert read_prefix("") == ""


@pytest.mark.parametrize("said", ["1XL", "X.L", "X Y", "_", "XL__", "XL-", "é", "ß", "X" * 40, "XL\n"])
def test_what_begins_no_name_is_refused(said):
    with pytest.raises(UsageError, match="a prefix is a letter"):
        read_prefix(said)
