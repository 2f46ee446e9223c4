"""Names of countries in other languages: one frozen table for what is printed and what is understood."""

from __future__ import annotations

import subprocess
import sys

import pytest

from xlmarket.errors import AmbiguousMarket, UnknownName
from xlmarket.markets import standard_markets
from xlmarket.markets.cldr import generate
from xlmarket.markets.languages import foreign, languages, printed
from xlmarket.markets.names import key_of

BOOK = standard_markets()
COUNTRIES = [market for market in BOOK if market.iso2]


def test_every_name_printed_in_any_language_is_understood_as_its_country_or_as_one_of_several() -> None:
    names = {(BOOK.display(market.key, tag), market.key) for tag in languages() for market in COUNTRIES}
    assert len(names) > 30_000
    meanings = [(_meanings(name), key) for name, key in names]
    assert [(several, key) for several, key in meanings if BOOK[key].name not in several] == []
    assert sum(len(several) > 1 for several, _ in meanings) < len(names) / 200


def _meanings(name: str) -> list[str]:
    try:
        return [BOOK.resolve(name).name]
    except AmbiguousMarket as told:
        return [str(choice) for choice in told.allowed]


def test_what_is_understood_is_what_is_printed() -> None:
    shown = {key_of(name) for tag in languages() for name in (printed(tag) or {}).values()}
    assert shown == set(foreign())


@pytest.mark.parametrize(
    ("key", "tag", "name"),
    [
        ("BRA", "de", "Brasilien"), ("BRA", "DE", "Brasilien"), ("BRA", "de-BR", "Brasilien"), ("BWA", "de-CH", "Botswana"),
        ("BWA", "de-AT", "Botsuana"), ("ARM", "pt", "Armênia"), ("ARM", "pt-PT", "Arménia"), ("ARM", "pt_AO", "Arménia"),
        ("AUS", "zh", "澳大利亚"), ("AUS", "zh-TW", "澳洲"), ("AUS", "zh-Hant-HK", "澳洲"), ("BRA", "iw", "ברזיל"),
        ("BRA", "nb", "Brasil"), ("DEU", "sr-Latn", "Nemačka"), ("DEU", "sr", "Немачка"), ("GBR", "en-GB", "United Kingdom"),
        ("NFK", "nl", "Norfolk Island"), ("EU", "de", "European Union"),
    ],
)  # fmt: skip
def test_a_tag_is_read_by_language_script_and_region(key: str, tag: str, name: str) -> None:
    assert BOOK.display(key, tag) == name


@pytest.mark.parametrize("tag", ["xx", "german", "zh-Latn", "wa", "root", "", "de_Hant", "x" * 1000])
def test_a_language_without_names_is_refused(tag: str) -> None:
    with pytest.raises(UnknownName, match="unknown scheme of names"):
        BOOK.display("BRA", tag)


def test_names_are_printed_and_understood_without_babel() -> None:
    code = (
        "import sys; sys.modules['babel'] = None; from xlmarket.markets import standard_markets; book = standard_markets();"
        "print(ascii(book.display('AUS', 'vi')), book.resolve(book.display('AUS', 'vi')).key)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["'\\xdac'", "AUS"]


def test_the_table_is_written_from_any_babel() -> None:
    """What a newer CLDR changes is taken over on purpose, so only the shape is compared."""
    written = generate(["de", "de_CH", "de_AT", "zh", "zh_Hant", "nl"])
    head, _, keys = written.partition("\n\n")
    lines = dict(line.split("\t", 1) for line in head.splitlines()[1:])
    assert {"de", "de_CH", "zh", "zh_Hant", "zh_TW", "nl"} <= set(lines)
    assert "de_AT" not in lines
    assert lines["de"].startswith("\tAruba|Afghanistan|")
    assert lines["de_CH"].startswith("de\t||")
    assert len(keys.splitlines()) == len(COUNTRIES)
    assert "|norfolk|" not in keys
