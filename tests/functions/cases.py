"""The one table of cases: a formula, the data set, and what a cell shows. Every host answers the same."""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    formula: str
    shown: str
    dataset: str = "cross-border-2015"
    why: str = ""


SAMPLE = "sample-quarterly"

CASES = [
    Case('=MARKET_SHARE("Brazil")', "2.2%"),
    Case('=market_share("brazil")', "2.2%"),
    Case('MARKET_SHARE("巴西")', "2.2%"),
    Case('=MARKET_SHARE("BRA")', "2.2%"),
    Case('=MARKET_SHARE("Brazil", "")', "2.2%"),
    Case('=MARKET_SHARE("Brazil",,,,"as=pp")', "220.0%"),
    Case('=MARKET_SHARE("European Union")', "15.8%"),
    Case('=MARKET_SHARE("Others")', "38.4%"),
    Case('=MARKET_SHARE({"Brazil";"India"})', "2.2%\n1.4%"),
    Case('=MARKET_SHARE({"Brazil","India"})', "2.2%\n1.4%"),
    Case('=MARKET_SHARE({"Brazil";"Brzail"})', "2.2%\n#VALUE!"),
    Case('=MARKET_SHARE({"Brazil";#REF!})', "2.2%\n#REF!"),
    Case("=MARKET_SHARE(#DIV/0!)", "#DIV/0!"),
    Case('=MARKET_SHARE("Brazil")*100', "220.0%"),
    Case('=MARKET_SHARE("Brazil")+MARKET_SHARE("India")', "3.6%"),
    Case('=MARKET_SHARE("Brazil")>MARKET_SHARE("India")', "TRUE"),
    Case('="Brazil: "&MARKET_VALUE("Brazil")', "Brazil: 2.2"),
    Case("=-2^2", "4"),
    Case("=2+3*4%", "2.12"),
    Case("={1,2;3,4}*10", "10\t20\n30\t40"),
    Case("=1/0", "#DIV/0!"),
    Case('="a"+1', "#VALUE!"),
    Case('=MARKET_GROWTH("Brazil")', "#N/A", why="one period has no growth"),
    Case('=MARKET_SHARE("Brzail")', "#VALUE!", why="did you mean Brazil?"),
    Case('=MARKET_SHARE("Congo")', "#VALUE!", why="Congo, Republic"),
    Case('=MARKET_SHARE("Brazil","2014")', "#N/A", why="no figure"),
    Case('=MARKET_SHARE("Brazil","03/04/2015")', "#VALUE!", why="not a period"),
    Case('=MARKET_SHARE("Brazil","2015Q4")', "#VALUE!", why="frequency"),
    Case('=MARKET_SHARE("Brazil",TRUE)', "#VALUE!"),
    Case('=MARKET_SHARE("Brazil",,"European Union")', "#N/A", why="no meaning"),
    Case('=MARKET_SHARE("Brazil",,,"sale")', "#VALUE!", why="no such metric"),
    Case('=MARKET_SHARE("Brazil",,,,"qality=any")', "#VALUE!", why="did you mean quality?"),
    Case('=MARKET_SHARE("Brazil",1,2,3,4,5)', "#VALUE!", why="at most 5"),
    Case("=MARKET_SHARE()", "#VALUE!", why="needs market"),
    Case('=MARKET_VALUE("Europe and the United States",,"parcel_share")', "#N/A", why="a bound"),
    Case('=MARKET_VALUE("France",2014,"ecommerce_to_gnp")', "#N/A", why="doubtful"),
    Case('=MARKET_VALUE("France",2014,"ecommerce_to_gnp","quality=any")', "18"),
    Case('=MARKET_RANK("Others")', "#N/A", why="no meaning"),
    Case('=MARKET_RANK({"United States";"European Union";"Brazil"})', "1\n2\n7"),
    Case('=MARKET_RELATIVE_SHARE("United States")', "1.0443"),
    Case("=MARKET_CONCENTRATION()", "732.1"),
    Case('=MARKET_CONCENTRATION(,,,,"bounds=high")', "785.4"),
    Case('=MARKET_SHARE("Brazil",2015)', "2.2%", SAMPLE),
    Case('=MARKET_SHARE("EU",2015)', "15.8%", SAMPLE),
    Case('=MARKET_SHARE("ASEAN",2015)', "11.4%", SAMPLE),
    Case('=MARKET_SHARE("Brazil","LTM 2015Q4")', "2.2%", SAMPLE),
    Case('=MARKET_PERIOD("Brazil","latest-4")', "2014Q4", SAMPLE),
    Case('=MARKET_PERIOD("Brazil",0)', "2015Q4", SAMPLE),
    Case('=MARKET_VALUE("Brazil","2015Q4",,"scale=k")', "0.6845", SAMPLE),
    Case('=MARKET_VALUE("Brazil","2015Q4",,"currency=EUR")', "#N/A", SAMPLE, "exchange_rate has no rate of USD to EUR"),
    Case('=MARKET_VALUE("Fiji","2015Q4",,"fill=-")', "-", SAMPLE),
    Case('=MARKET_GROWTH("Brazil","2015Q4","yoy")', "11.7%", SAMPLE),
    Case('=MARKET_GROWTH("Brazil","2015Q4","YYO")', "#VALUE!", SAMPLE, "did you mean YOY?"),
    Case('=MARKET_GROWTH("Brazil","2013Q1")', "#N/A", SAMPLE, "no figure"),
    Case('=MARKET_CAGR("Brazil",2015,2013)', "#NUM!", SAMPLE),
    Case('=MARKET_INDEX("Brazil","2013Q1","2013Q1")', "100.0", SAMPLE),
    Case('=MARKET_FORECAST("Brazil","2015Q4")', "#N/A", SAMPLE, "never takes its place"),
    Case('=MARKET_FORECAST("Brazil","2030Q1")', "#N/A", SAMPLE, "beyond the length"),
    Case('=MARKET_OUTLOOK("Africa")', "prospective", SAMPLE),
    Case('=MARKET_MEMBERS("NAFTA",2015)', "Canada\nMexico\nUnited States", SAMPLE),
    Case('=MARKET_CODE("Áo")', "AUT", SAMPLE),
    Case('=MARKET_NAME("NA","de")', "Namibia", SAMPLE),
]
