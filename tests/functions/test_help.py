"""Help texts within the limits of Excel."""

from xlmarket.functions import registry
from xlmarket.functions.help import LONGEST_HELP, short_help


def test_a_long_text_is_cut_to_the_limit_in_one_line():
    for end in ("…", "..."):
        cut = short_help("a  long\nstory " * 40, end)
        assert cut.startswith("a long story a")
        assert cut.endswith(end)
        assert LONGEST_HELP - 1 <= len(cut) <= LONGEST_HELP


def test_no_help_of_a_function_has_to_be_cut():
    assert [one.cell_name for one in registry().values() if short_help(one.summary) != one.summary] == []
