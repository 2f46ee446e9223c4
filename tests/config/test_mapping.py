"""The keys of a mapping: each has help and an example that is read, and a wrong value is one clear error."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from xlmarket.config import Mapping, load_config, manual, mapping_of
from xlmarket.config.mapping import mapping_keys
from xlmarket.errors import ConfigError

DOCS = Path(__file__).resolve().parents[2] / "docs"


def read(body: str) -> Mapping:
    return mapping_of(tomllib.loads(body), Path("x.toml"), "mapping.m")


NEEDS = {
    "fiscal_name": "fiscal_start = 4",
    "weeks": "fiscal_start = 2\nfiscal_name = 'start'",
    "year_end": "fiscal_start = 2\nfiscal_name = 'start'\nweeks = '4-5-4'",
}
"""Keys that mean something beside others only."""


@pytest.mark.parametrize("name", mapping_keys())
def test_the_example_of_a_key_is_read_and_is_not_its_default(name: str) -> None:
    key = mapping_keys()[name]
    assert getattr(read(f"{name} = {key.example}\n{NEEDS.get(name, '')}"), name) != getattr(Mapping(), name)
    assert key.help
    assert not key.help.endswith(".")


def test_the_page_of_keys_is_the_one_generated() -> None:
    assert (DOCS / "mapping.md").read_text(encoding="utf-8") == manual.markdown(), "run: make docs"


@pytest.mark.parametrize(("body", "what"), [
    ("decmal = ','", "did you mean decimal?"),
    ("decimal = ','\nthousands = ','", "the same sign"),
    ("thousands = '.'", "the same sign"),
    ("decimal = '1'", "not a digit"), ("thousands = '0'", "not a digit"), ("thousands = '-'", "not a digit"),
    ("decimal = ''", "not a digit"), ("decimal = 5", "not a digit"), ("decimal = '٣'", "not a digit"),
    ("grouping = 'swiss'", "western, indian"), ("minus = 'traling'", "did you mean trailing?"),
    ("digits = 'all'", "ascii, any"), ("kind = 'flo'", "did you mean flow?"), ("kind = {sales = 'x'}", "kind.sales"),
    ("columns = {markt = 'A'}", "did you mean market?"), ("columns = ['a']", "takes a table"),
    ("scale = 0", "not 0"), ("scale = {a = 'k'}", "scale.a"), ("scale = true", "not 0"), ("scale = inf", "not 0"),
    ("skip_rows = -1", "from 0 on"), ("header_rows = 0", "from 1 on"), ("skip_footer = 1.5", "whole number"),
    ("dates = 'MMMM JJJJ'", "JJJJ"), ("dates = 'DD.MM'", "the year is missing"), ("dates = 'M/M/YYYY'", "pattern"),
    ("encoding = 'utf-9'", "unknown encoding"), ("delimiter = ';;'", "one character"), ("language = 'xx'", "unknown language"),
    ("weeks = '4-4-5'", "needs the month"), ("fiscal_start = 2\nweeks = '4-4-5'", "fiscal_name"),
    ("fiscal_start = 13", "takes a month"), ("fiscal_start = 'Aprl'", "takes a month"), ("weeks = '5-5-5'", "4-4-5"),
    ("covered = ['2015-01-01', '2014-01-01']", "before the first"), ("covered = 5", "two days"),
    ("missing = 5", "list of texts"), ("missing = {a = 5}", "missing.a"), ("aggregates = {Total = 5}", "aggregates.Total"),
    ("complete = 'yes'", "true or false"), ("default = 5", "name of a metric"), ("frequency = 'D'", "invalid frequency"),
    ("status = 'final'", "published"), ("unit = 5", "takes a text"), ("exclude = [1]", "list of texts"),
])  # fmt: skip
def test_a_wrong_key_or_value_is_one_error_with_its_place_and_what_is_allowed(body: str, what: str) -> None:
    with pytest.raises(ConfigError) as error:
        read(body)
    assert what in str(error.value)
    assert str(error.value).startswith("x.toml, [mapping.m]")
    assert "\n" not in str(error.value)


def test_lists_and_tables_of_symbols_flags_and_aggregates_come_to_the_same() -> None:
    assert read("missing = ':'").missing == {":": ""}
    assert read("flags = ['p']").flags == {"p": "p"}
    assert read("aggregates = ['Total']").aggregates == read("aggregates = {Total = []}").aggregates == {"Total": ()}


@pytest.mark.parametrize("body", ["mapping = 5", "[mapping]\na = 5", "names = {a = 5}", "dataset = 5", "facts = []"])
def test_a_table_of_the_settings_that_is_none_is_told(tmp_path: Path, body: str) -> None:
    (tmp_path / "xlmarket.toml").write_text(body)
    with pytest.raises(ConfigError, match=r"xlmarket\.toml"):
        load_config(tmp_path / "xlmarket.toml")


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("frequency = 'Z'", "choose from A, H, Q, M, W"),
        ("frequency = 3", 'invalid frequency "3"'),
        ("how = 'summ'", "did you mean sum?"),
        ("market = 1", "market takes a text"),
        ("complete = 'yes'", "complete takes true or false"),
        ("names = ['EIRE']", "names takes a table"),
        ("freqency = 'Q'", "did you mean frequency?"),
    ],
)
def test_a_wrong_key_or_value_of_facts_is_one_error_with_its_place(tmp_path: Path, body: str, what: str) -> None:
    (tmp_path / "xlmarket.toml").write_text(f"[facts.orders]\n{body}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"\[facts\.orders\]") as error:
        load_config(tmp_path / "xlmarket.toml")
    assert what in str(error.value)
