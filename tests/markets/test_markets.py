"""Names of markets as people write them, and groups whose members change."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from xlmarket.errors import AmbiguousMarket, UnknownMarket
from xlmarket.markets import MarketKind, book, standard_markets
from xlmarket.nearest import near
from xlmarket.periods import Period

BOOK = standard_markets()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Korea, Rep.", "KOR"), ("Viet Nam", "VNM"), ("Türkiye", "TUR"), ("Turkey", "TUR"), ("Côte d'Ivoire", "CIV"),
        ("Cote d’Ivoire", "CIV"), ("Hong Kong SAR", "HKG"), ("Kosovo", "XKX"), ("巴西", "BRA"), ("Brasil", "BRA"),
        ("UK", "GBR"), ("EIRE", "IRL"), ("RSA", "ZAF"), ("EU27", "EU27"), ("Áo", "AUT"), ("AO", "AGO"), ("NA", "NAM"),
        ("  brazil ", "BRA"), ("BRÉSIL", "BRA"), ("Bra\u200bzil", "BRA"), ("the Netherlands", "NLD"), ("EU", "EU"),
        ("European Community", "EU_UNSPECIFIED"), ("rest of the world", "REST_OF_WORLD"), ("World", "WORLD"),
        ("Niger", "NER"), ("Georgia", "GEO"), ("Congo, Dem. Rep.", "COD"),
    ],
)  # fmt: skip
def test_hard_names_are_right(name: str, key: str) -> None:
    assert BOOK.resolve(name).key == key


@pytest.mark.parametrize(
    ("name", "choice"),
    [
        ("Congo", "Congo, Republic"),
        ("Republic of China", "China"),
        ("LAC", "Latin America"),
        ("Korea", "North Korea"),
        ("America", "Americas"),
    ],
)
def test_ambiguous_names_list_their_choices(name: str, choice: str) -> None:
    with pytest.raises(AmbiguousMarket) as told:
        BOOK.resolve(name)
    assert choice in told.value.allowed


@pytest.mark.parametrize(
    ("name", "nearest"), [("Brzail", "Brazil"), ("Germny", "Germany"), ("Untied States", "United States")]
)
def test_a_misspelt_name_is_offered_and_never_taken(name: str, nearest: str) -> None:
    with pytest.raises(UnknownMarket) as told:
        BOOK.resolve(name)
    assert nearest in told.value.nearest


@pytest.mark.parametrize("name", ["in", "no", "us", "br", "", "   ", "x" * 10_000])
def test_codes_in_small_letters_and_nonsense_are_nobody(name: str) -> None:
    with pytest.raises(UnknownMarket):
        BOOK.resolve(name)


@pytest.mark.parametrize(
    ("group", "day", "count"),
    [
        ("EU", "1990-01-01", 12), ("EU", "1995-06-01", 15), ("EU", "2004-06-01", 25), ("EU", "2007-06-01", 27),
        ("EU", "2015-12-31", 28), ("EU", "2020-01-31", 28), ("EU", "2020-02-01", 27), ("ASEAN", "1990-01-01", 6),
        ("ASEAN", "2015-12-31", 10), ("ASEAN", "2026-01-01", 11), ("EURO_AREA", "2015-12-31", 19), ("EURO_AREA", "2026-06-30", 21),
        ("NAFTA", "2015-12-31", 3), ("NAFTA", "2021-12-31", 0), ("USMCA", "2021-12-31", 3), ("BRICS", "2010-01-01", 4),
        ("BRICS", "2015-12-31", 5), ("MERCOSUR", "2012-12-31", 4), ("GCC", "2015-12-31", 6), ("OECD", "2015-12-31", 34),
    ],
)  # fmt: skip
def test_groups_have_the_members_of_the_day(group: str, day: str, count: int) -> None:
    members = BOOK.members(group, dt.date.fromisoformat(day))
    assert len(members) == count
    assert len(set(members)) == count


def test_the_dated_groups_agree_with_the_published_lists() -> None:
    from tests.conftest import shared

    with (shared("facts") / "group_membership.csv").open() as file:
        rows = list(csv.DictReader(file))
    for year in range(1960, 2027):
        day = dt.date(year, 12, 31)
        for group in {row["group"] for row in rows}:
            listed = {
                row["iso3"]
                for row in rows
                if row["group"] == group and row["from"] <= str(day) and (not row["to"] or str(day) < row["to"])
            }
            assert set(BOOK.members(group, day)) == listed, (group, year)


def test_a_period_counts_by_its_last_day() -> None:
    assert "GBR" in BOOK.members("EU", Period.of(2019, "Q", 4))
    assert "GBR" not in BOOK.members("EU", Period.of(2020, "Q", 1))
    assert "EU" in BOOK.groups_of("FRA", Period.of(2015))


def test_groups_overlap_where_they_share_a_member() -> None:
    day = dt.date(2015, 12, 31)
    assert BOOK.overlap("EU", "FRA", day)
    assert BOOK.overlap("EU", "EUROPE", day)
    assert not BOOK.overlap("EU", "ASEAN", day)


def test_the_user_has_regions_names_and_markets_of_his_own() -> None:
    book = BOOK.including(["Shop Berlin"], {"Bundesrepublik": "Germany"}).with_regions(
        {"Nordic Plus": ["Sweden", "EE"]}
    )
    assert book.resolve("shop berlin").kind is MarketKind.CUSTOM
    assert book.resolve("Bundesrepublik").key == "DEU"
    assert book.members(book.resolve("nordic plus").key, dt.date(2015, 1, 1)) == ("SWE", "EST")
    with pytest.raises(UnknownMarket, match=r"\[regions\] X: unknown market \"Swedn\""):
        BOOK.with_regions({"X": ["Swedn"]})
    with pytest.raises(UnknownMarket, match=r"\[names\] Home: unknown market"):
        BOOK.including([], {"Home": "Swedn"})


def test_no_name_of_six_languages_is_answered_wrongly(data: Path) -> None:
    """Short and official names of 249 countries: most are known, none is another country."""
    with (data / "country_codes.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = [name for name in rows[0] if "UNTERM" in name or name.startswith("official_name") or "CLDR" in name]
    right = asked = 0
    for row in rows:
        for name in filter(None, (row[column] for column in columns)):
            asked += 1
            try:
                assert BOOK.resolve(name).key == row["ISO3166-1-Alpha-3"], name
            except UnknownMarket:
                continue
            right += 1
    assert right / asked > 0.6


def test_every_entity_of_the_world_bank_is_itself(data: Path) -> None:
    with (data / "worldbank_gdp_current_usd.csv").open(newline="") as file:
        names = {row["Country Name"]: row["Country Code"] for row in csv.DictReader(file)}
    for name, code in names.items():
        market = BOOK.resolve(name)
        assert market.kind is not MarketKind.COUNTRY or market.key == code, name
        assert market.key != code or market.kind is MarketKind.COUNTRY


def test_names_are_shown_in_other_languages() -> None:
    assert [BOOK.display("BRA", scheme) for scheme in ("short", "iso2", "iso3", "de", "zh")] == [
        "Brazil",
        "BR",
        "BRA",
        "Brasilien",
        "巴西",
    ]
    assert BOOK.display("DEU", "official") == "Federal Republic of Germany"


def test_a_data_set_cannot_hide_a_country_behind_its_name() -> None:
    assert BOOK.including(["Brazil"]).resolve("Brazil").key == "BRA"


def test_a_region_of_groups_is_opened_and_nothing_in_it_counts_twice() -> None:
    from xlmarket.config import Config
    from xlmarket.functions import call, open_snapshot

    config = Config(regions={"Mine": ("European Union", "Germany", "Brazil")})
    for dataset in ("sample-quarterly", "cross-border-2015"):
        figures = open_snapshot(dataset, config=config)
        parts = sum(call(figures, "MARKET_VALUE", name, 2015).value for name in ("European Union", "Brazil"))
        assert call(figures, "MARKET_VALUE", "Mine", 2015).value == pytest.approx(parts)
    assert figures.markets.overlap("Mine", "FRA", dt.date(2015, 12, 31))


@pytest.mark.parametrize("name", ["?oland", "¥oland", "Br?zil", "Per$"])
def test_a_name_with_a_lost_letter_is_not_what_is_left_of_it(name: str) -> None:
    with pytest.raises(UnknownMarket):
        standard_markets().resolve(name)


def test_an_unknown_name_is_compared_with_names_of_about_its_length_only(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def count(key: str, names: list[str], limit: int) -> list[str]:
        compared.append(len(names))
        return near(key, names, limit)

    monkeypatch.setattr(book, "near", count)
    names = BOOK.names
    for key in ("brzail", "untied states", "sout korea", "an unknown country of ours"):
        pool = [name for name in names if len(name) >= 4 and not any(map(str.isdigit, name))]
        offered = [market.name for market in BOOK.find(key, 20)]
        whole = dict.fromkeys(BOOK.by_key[names[name]].name for name in near(key, pool, 20))
        assert offered[: len(whole)] == list(whole)
        assert compared.pop() < len(names) / 2
