"""The names and codes that statistical offices and analysts write for countries and groups."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from xlmarket.errors import AmbiguousMarket, UnknownMarket
from xlmarket.markets import MarketKind, standard_markets

BOOK = standard_markets()
SPELLINGS = {
    "PRK": "Korea DPR; Korea, Dem. People's Rep.; DPRK; N. Korea; Korea (North); Korea, DPR; Dem. People's Rep. of Korea",
    "KOR": "Rep. of Korea; Korea, Republic of; Republic of Korea; Korea, Rep.; S. Korea; Korea (Republic of)",
    "COD": "D.R. Congo; Congo, Democratic Republic of the; DRC; Congo DR; Dem. Rep. of the Congo; Congo (Kinshasa); Zaire",
    "COG": "Congo, Republic of the; Rep. of Congo; Congo-Brazzaville; Republic of the Congo; Congo, Rep.",
    "MAC": "Macao, China; China, Macao SAR; Macau SAR; China, P.R.: Macao; Macao SAR, China",
    "HKG": "Hong Kong SAR China; Hong Kong, China; China, Hong Kong SAR; China, P.R.: Hong Kong; Hongkong",
    "TWN": "Taiwan Province of China; Taiwan, China; Chinese Taipei; Taiwan (Province of China); China, Taiwan Province of",
    "CHN": "China, P.R.: Mainland; PR China; PRC; China (mainland); China, People's Republic of",
    "KGZ": "Kirgizia; Kyrgyz Republic; Kyrgyzstan; Kirghizia",
    "GRC": "EL; GR; Hellas; Hellenic Republic",
    "GBR": "UK; U.K.; Great Britain; G.B.; United Kingdom (UK)",
    "USA": "USA; U.S.A.; U.S.; US; United States (USA); The United States",
    "VNM": "Viet Nam; Vietnam; Viet-Nam",
    "TUR": "Türkiye; Turkiye; Türkiye, Rep. of; Turkey (Türkiye)",
    "CZE": "Czechia; Czech Rep.; Czech Republic",
    "LAO": "Lao PDR; Lao P.D.R.; Lao People's Dem. Rep.",
    "IRN": "Iran, Islamic Rep.; Iran (Islamic Republic of); Islamic Rep. of Iran",
    "GMB": "Gambia, The; The Gambia; Gambia, Republic of The",
    "BHS": "Bahamas, The; The Bahamas; Bahamas (The)",
    "CIV": "Cote d'Ivoire; Côte d’Ivoire; Cote dIvoire; Cote D Ivoire; Ivory Coast; CÔTE D'IVOIRE",
    "FSM": "Micronesia, Fed. Sts.; Micronesia (Federated States of); FS Micronesia",
    "KNA": "St. Kitts and Nevis; St Kitts & Nevis; Saint Kitts and Nevis",
    "MKD": "Macedonia, FYR; TFYR Macedonia; North Macedonia, Republic of; Macedonia, former Yugoslav Republic of",
    "SWZ": "Swaziland; Eswatini (Swaziland)",
    "MMR": "Burma; Burma (Myanmar)",
    "CPV": "Cabo Verde; Cape Verde",
    "TLS": "East Timor; Timor-Leste, Dem. Rep. of",
    "PSE": "Palestinian Territory; West Bank and Gaza; Palestine, State of; Occupied Palestinian Territory",
    "XKX": "XK; Kosovo*; Kosovo (under United Nations Security Council Resolution 1244/99); Kosovo, Rep. of",
    "DEU": "Germany (until 1990 former territory of the FRG); Germany, Federal Republic of",
    "POL": "Poland, Rep. of; Poland, Republic of; Rep. of Poland",
    "CHANNEL_ISLANDS": "Channel Islands; CHI",
    "EA19": "EA19; EA-19; Euro area (19 countries); Euro area - 19 countries  (2015-2022)",
    "EA20": "EA20; Euro area - 20 countries (from 2023)",
    "EU28": "EU28; EU-28; European Union - 28 countries (2013-2020)",
    "EU27": "EU27_2020; European Union - 27 countries (from 2020)",
    "EU27_2007": "EU27_2007; European Union - 27 countries (2007-2013)",
    "EU15": "EU15; European Union - 15 countries (1995-2004)",
    "OECD": "OECD; OECD - Total",
}


@pytest.mark.parametrize("key", SPELLINGS)
def test_the_usual_spellings_of_a_market_are_known(key: str) -> None:
    names = SPELLINGS[key].split("; ")
    assert {name: BOOK.resolve(name).key for name in names} == dict.fromkeys(names, key)


@pytest.mark.parametrize(
    "name",
    [
        "England", "Norfolk", "Wales", "Scotland", "Northern Ireland", "England and Wales", "Suffolk", "Cornwall", "New Jersey",
        "New Mexico", "Indiana", "Alberta", "Bavaria", "Queensland", "Georgia (US)", "State of Georgia", "Yugoslavia",
        "Netherlands Antilles", "Czechoslovakia", "Serbia and Montenegro", "EU99", "EA14", "G7000",
    ],
)  # fmt: skip
def test_a_part_of_a_country_or_a_former_one_is_no_country_and_near_none(name: str) -> None:
    with pytest.raises(UnknownMarket) as told:
        BOOK.resolve(name)
    assert list(told.value.nearest or ()) == []


@pytest.mark.parametrize("name", ["Georgia", "Jersey", "Norfolk Island", "Mexico", "Luxembourg"])
def test_a_country_that_shares_its_name_with_a_part_of_another_stays_the_country(name: str) -> None:
    assert BOOK.resolve(name).name == name


def test_a_fixed_euro_area_has_its_members_in_every_year() -> None:
    for size, first in (
        (11, 1999),
        (12, 2001),
        (13, 2007),
        (15, 2008),
        (16, 2009),
        (17, 2011),
        (18, 2014),
        (19, 2015),
        (20, 2023),
    ):
        day = dt.date(first, 12, 31)
        assert set(BOOK.members(f"EA{size}", dt.date(1990, 1, 1))) == set(BOOK.members("EURO_AREA", day)), size


@pytest.mark.parametrize(
    ("code", "key"), [("076", "BRA"), ("840", "USA"), ("156", "CHN"), ("001", "WORLD"), ("150", "EUROPE")]
)
def test_a_code_of_the_united_nations_has_three_digits(code: str, key: str) -> None:
    assert BOOK.resolve(code).key == key
    with pytest.raises(UnknownMarket):
        BOOK.resolve(f"0{code}")


@pytest.mark.parametrize(
    ("names", "first"),
    [
        (["076", "840", "156"], "BRA"),
        (["076", "Others"], "BRA"),
        (["840", "842", "156", "World"], "USA"),
        (["100", "101", "102"], None),
        (["100", "250", "Shop 7"], "ask"),
        (["76", "840", "156"], "ask"),
        (["4", "8", "12", "16"], "ask"),
        (["1", "2", "3"], None),
        (["2015"], None),
    ],
)
def test_numbers_are_codes_only_where_the_whole_column_says_so(names: list[str], first: str | None) -> None:
    book = BOOK.for_column(names)
    if first is None:
        with pytest.raises(UnknownMarket) as told:
            book.resolve(names[0])
        assert not isinstance(told.value, AmbiguousMarket)
    elif first == "ask":
        with pytest.raises(AmbiguousMarket, match="a number may be a code of the United Nations"):
            book.resolve(names[0])
    else:
        assert book.resolve(names[0]).key == first


def test_a_number_the_user_has_named_is_not_asked_about() -> None:
    book = BOOK.including([], {"76": "Brazil", "156": "China"}).for_column(["76", "156"])
    assert [book.resolve(number).key for number in ("76", "156")] == ["BRA", "CHN"]


def test_codes_of_the_world_bank_hold_next_to_codes_of_countries_only() -> None:
    codes = BOOK.for_column(["BRA", "DEU", "CHN", "TEA", "LAC", "AFE"])
    assert [codes.resolve(code).key for code in ("TEA", "LAC", "AFE", "BRA")] == ["WB_TEA", "WB_LAC", "WB_AFE", "BRA"]
    with pytest.raises(UnknownMarket):
        BOOK.for_column(["COFFEE", "TEA", "MILK"]).resolve("TEA")
    with pytest.raises(UnknownMarket):
        BOOK.resolve("TEA")
    with pytest.raises(AmbiguousMarket):
        BOOK.resolve("LAC")
    assert BOOK.including(["BRA", "WB_TEA"]).resolve("TEA").key == "WB_TEA"


def test_every_entity_of_the_world_bank_is_the_same_by_name_and_by_code(data: Path) -> None:
    with (data / "worldbank_gdp_current_usd.csv").open(newline="") as file:
        entities = {(row["Country Name"], row["Country Code"]) for row in csv.DictReader(file)}
    by_name = BOOK.for_column([name for name, _ in entities])
    by_code = BOOK.for_column([code for _, code in entities])
    found = {name: (by_name.resolve(name), by_code.resolve(code)) for name, code in entities}
    assert {name: both for name, both in found.items() if both[0] != both[1]} == {}
    assert len({both[0].key for both in found.values()}) == len(entities)
    kinds = [both[0].kind for both in found.values()]
    assert kinds.count(MarketKind.COUNTRY) == 213
    assert kinds.count(MarketKind.CUSTOM) == 1
