"""The types of the methods. Written by `make docs` from the registry: change the declaration of a function instead."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, overload

import numpy as np
import pandas as pd

from xlmarket.functions import Answer
from xlmarket.functions.snapshot import Snapshot
from xlmarket.python.table import FigureTable

MarketList = list[str] | tuple[str, ...] | pd.Series[Any] | pd.Index[Any] | np.ndarray[Any, Any]
PeriodValue = str | int | date | pd.Period
PeriodList = list[Any] | tuple[Any, ...] | pd.Series[Any] | pd.Index[Any] | np.ndarray[Any, Any]

class MarketMethods:
    snapshot: Snapshot

    @overload
    def growth(
        self,
        market: str,
        period: PeriodValue | None = None,
        kind: Literal["YOY", "POP", "LTM", "YTD", "ANN", "LOG", "CC"] = "YOY",
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        members: Literal["later", "then"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """The growth rate, periods matched by calendar.

        YOY compares with the same period a year before, POP with the period before, LTM the last twelve months with the
        twelve before, and YTD the year so far with the same part of the year before. ANN is the period-on-period rate
        compounded to a year, and LOG is ln(current / base). CC is growth in constant currency: both periods at the base
        period's average rate (with currency=). Where only the rate is published (a metric of the same name ending in
        _growth), that rate is used. A period the data cover only partly is #N/A, and partial=likeforlike compares the parts
        that are covered in both.

        Arguments:
            market: a country, group, region or any market the data bring; several spill down
            period: 2015, 2015Q4, 2015-11, latest-4, LTM 2015Q4, 2010:2015 …; several spill across; default: the latest
            kind: YOY (default), POP, LTM, YTD, ANN, LOG or CC
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            quality: sound, any
            fill: what to show in place of a missing figure
            currency: a currency code: USD
            rate: average, end
            missing: error, skip
            partial: no, any, likeforlike
            members: later, then
            as_: fraction, percent, pp, bp
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_GROWTH(market, [period], [kind], [metric], [options])
            =MARKET_GROWTH("Brazil", "2015Q4") → 11.7% (sample-quarterly)
            =MARKET_GROWTH("Brazil") → #N/A (cross-border-2015)
            =MARKET_GROWTH("India", "2015Q4", "POP") → 36.8% (sample-quarterly)
        """

    @overload
    def growth(
        self,
        market: MarketList,
        period: PeriodValue | PeriodList | None = None,
        kind: Literal["YOY", "POP", "LTM", "YTD", "ANN", "LOG", "CC"] = "YOY",
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        members: Literal["later", "then"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def growth(
        self,
        market: str,
        period: PeriodList,
        kind: Literal["YOY", "POP", "LTM", "YTD", "ANN", "LOG", "CC"] = "YOY",
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        members: Literal["later", "then"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def cagr(
        self,
        market: str,
        from_: PeriodValue,
        to: PeriodValue | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        members: Literal["later", "then"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """Compound annual growth rate. The years are the distance of the periods, which are of one length.

        Source: (end / start) ^ (1 / years) − 1.

        Arguments:
            market: a country, group, region or any market the data bring; several spill down
            from_: the earlier period
            to: the later period; default: the latest
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            quality: sound, any
            fill: what to show in place of a missing figure
            currency: a currency code: USD
            rate: average, end
            missing: error, skip
            partial: no, any, likeforlike
            members: later, then
            as_: fraction, percent, pp, bp
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_CAGR(market, from, [to], [metric], [options])
            =MARKET_CAGR("India", 2013, 2015) → 47.6% (sample-quarterly)
        """

    @overload
    def cagr(
        self,
        market: MarketList,
        from_: PeriodValue,
        to: PeriodValue | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        members: Literal["later", "then"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def contribution(
        self,
        market: str,
        period: PeriodValue | None = None,
        within: str | None = None,
        kind: Literal["YOY", "POP", "LTM", "YTD", "ANN", "LOG", "CC"] = "YOY",
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        members: Literal["later", "then"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """What a market contributes to the growth of the whole. Members and residual add up to that growth exactly.

        A market that does not lie in `within` contributes nothing to it (#N/A).

        Source: (current − base) / base of the whole.

        Arguments:
            market: a country, group, region or any market the data bring; several spill down
            period: 2015, 2015Q4, 2015-11, latest-4, LTM 2015Q4, 2010:2015 …; several spill across; default: the latest
            within: the whole: a group or region; default: the total of the data set
            kind: YOY (default), POP, LTM, YTD, ANN, LOG or CC
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            quality: sound, any
            fill: what to show in place of a missing figure
            currency: a currency code: USD
            rate: average, end
            missing: error, skip
            partial: no, any, likeforlike
            members: later, then
            as_: fraction, percent, pp, bp
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_CONTRIBUTION(market, [period], [within], [kind], [metric], [options])
            =MARKET_CONTRIBUTION("United States", 2015) → 2.7% (sample-quarterly)
        """

    @overload
    def contribution(
        self,
        market: MarketList,
        period: PeriodValue | PeriodList | None = None,
        within: str | None = None,
        kind: Literal["YOY", "POP", "LTM", "YTD", "ANN", "LOG", "CC"] = "YOY",
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        members: Literal["later", "then"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def contribution(
        self,
        market: str,
        period: PeriodList,
        within: str | None = None,
        kind: Literal["YOY", "POP", "LTM", "YTD", "ANN", "LOG", "CC"] = "YOY",
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        members: Literal["later", "then"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def decomp(
        self,
        market: str,
        from_: PeriodValue,
        to: PeriodValue | None = None,
        within: str | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        members: Literal["later", "then"] | None = None,
        method: Literal["midpoint", "classic"] | None = None,
        scale: Literal["1", "k", "m", "bn", "tn"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """Two cells: how much of the change the whole market brought, and how much the market's own share.

        The two add up to the change (midpoint shift-share). method=classic weighs with the first period and adds a third
        cell, the interaction. Source: Marshall-Edgeworth weights, and Dunn (1960) for classic.

        Arguments:
            market: a country, group, region or any market the data bring; several spill down
            from_: the earlier period
            to: the later period; default: the latest
            within: the whole: a group or region; default: the total of the data set
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            quality: sound, any
            fill: what to show in place of a missing figure
            currency: a currency code: USD
            rate: average, end
            missing: error, skip
            partial: no, any, likeforlike
            members: later, then
            method: midpoint, classic
            scale: 1, k, m, bn, tn
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_DECOMP(market, from, [to], [within], [metric], [options])
            =MARKET_DECOMP("India", 2014, 2015) → 185.84	244.19 (sample-quarterly)
        """

    @overload
    def decomp(
        self,
        market: MarketList,
        from_: PeriodValue,
        to: PeriodValue | None = None,
        within: str | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        members: Literal["later", "then"] | None = None,
        method: Literal["midpoint", "classic"] | None = None,
        scale: Literal["1", "k", "m", "bn", "tn"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def index(
        self,
        market: str,
        period: PeriodValue | None = None,
        base: PeriodValue = "first",
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        members: Literal["later", "then"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """The figure as an index: the base period, of the same length, is 100.

        Arguments:
            market: a country, group, region or any market the data bring; several spill down
            period: 2015, 2015Q4, 2015-11, latest-4, LTM 2015Q4, 2010:2015 …; several spill across; default: the latest
            base: the period that is 100; default: the first
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            quality: sound, any
            fill: what to show in place of a missing figure
            currency: a currency code: USD
            rate: average, end
            missing: error, skip
            partial: no, any, likeforlike
            members: later, then
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_INDEX(market, [period], [base], [metric], [options])
            =MARKET_INDEX("Brazil", 2015, 2013) → 133.4 (sample-quarterly)
        """

    @overload
    def index(
        self,
        market: MarketList,
        period: PeriodValue | PeriodList | None = None,
        base: PeriodValue = "first",
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        members: Literal["later", "then"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def index(
        self,
        market: str,
        period: PeriodList,
        base: PeriodValue = "first",
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        members: Literal["later", "then"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def volatility(
        self,
        market: str,
        from_: PeriodValue = "first",
        to: PeriodValue | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        members: Literal["later", "then"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """The standard deviation of log growth from period to period, per year. Gaps break the chain.

        Source: n − 1 standard deviation of ln(v / previous v), times the square root of the periods in a year.

        Arguments:
            market: a country, group, region or any market the data bring; several spill down
            from_: the first period; default: the first there is
            to: the later period; default: the latest
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            quality: sound, any
            fill: what to show in place of a missing figure
            currency: a currency code: USD
            rate: average, end
            missing: error, skip
            partial: no, any, likeforlike
            members: later, then
            as_: fraction, percent, pp, bp
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_VOLATILITY(market, [from], [to], [metric], [options])
            =MARKET_VOLATILITY("Brazil") → 35.8% (sample-quarterly)
        """

    @overload
    def volatility(
        self,
        market: MarketList,
        from_: PeriodValue = "first",
        to: PeriodValue | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        members: Literal["later", "then"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    def series(
        self,
        markets: str | MarketList,
        from_: PeriodValue = "first",
        to: PeriodValue | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        scale: Literal["1", "k", "m", "bn", "tn"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable:
        """A series per market: periods down, markets across, with a header row (headers=0: none).

        Arguments:
            markets: a country, group, region or any market the data bring; several spill down
            from_: the first period; default: the first there is
            to: the later period; default: the latest
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            quality: sound, any
            fill: what to show in place of a missing figure
            currency: a currency code: USD
            rate: average, end
            missing: error, skip
            scale: 1, k, m, bn, tn
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_SERIES(markets, [from], [to], [metric], [options])
        """

    def table(
        self,
        within: str | None = None,
        period: PeriodValue | None = None,
        top: Any = None,
        columns: Any = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        members: Literal["later", "then"] | None = None,
        scale: Literal["1", "k", "m", "bn", "tn"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable:
        """The members of a whole with their figures, largest first, residuals last, with a header row (headers=0: none).

        Arguments:
            within: the whole: a group or region; default: the total of the data set
            period: one period; default: the latest
            top: how many rows, largest first; default: all
            columns: names with commas out of value, share, growth, contribution, rank; default: value,share
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            quality: sound, any
            fill: what to show in place of a missing figure
            currency: a currency code: USD
            rate: average, end
            missing: error, skip
            partial: no, any, likeforlike
            members: later, then
            scale: 1, k, m, bn, tn
            as_: fraction, percent, pp, bp
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_TABLE([within], [period], [top], [columns], [metric], [options])
        """

    def members(
        self,
        group: str,
        period: Any = None,
        *,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable:
        """The members of a group at the end of a period, one below the other. A country has itself.

        Arguments:
            group: a group or region
            period: when; default: the latest
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_MEMBERS(group, [period])
        """

    def find(
        self,
        text: str,
        *,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable:
        """The markets whose names are nearest to a text, nearest first, as name and code.

        Arguments:
            text: a part of a name, or a misspelt one
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_FIND(text)
            =MARKET_FIND("Brzail") → Brazil	BRA (sample-quarterly)
        """

    @overload
    def code(
        self,
        name: str,
        scheme: Any = None,
        *,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """The code of a market: ISO 3166-1 for countries, our key for anything else.

        Arguments:
            name: a name or code; several spill
            scheme: iso3 (default), iso2 or key
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_CODE(name, [scheme])
            =MARKET_CODE("Korea, Rep.") → KOR (sample-quarterly)
            =MARKET_CODE("Namibia", "iso2") → NA (sample-quarterly)
        """

    @overload
    def code(
        self,
        name: MarketList,
        scheme: Any = None,
        *,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def name(
        self,
        code: str,
        language: Any = None,
        *,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """The name of a market, in a language of the CLDR if one is given.

        Arguments:
            code: a name or code; several spill
            language: short (default), official, or a language: de, pt, zh
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_NAME(code, [language])
            =MARKET_NAME("KOR") → South Korea (sample-quarterly)
            =MARKET_NAME("BRA", "zh") → 巴西 (sample-quarterly)
        """

    @overload
    def name(
        self,
        code: MarketList,
        language: Any = None,
        *,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def source(
        self,
        market: str,
        period: PeriodValue | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        fill: str | float | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """Where a figure comes from: its source and the vintage. Sources that disagree are all named.

        Arguments:
            market: a country, group, region or any market the data bring; several spill down
            period: 2015, 2015Q4, 2015-11, latest-4, LTM 2015Q4, 2010:2015 …; several spill across; default: the latest
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            fill: what to show in place of a missing figure
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_SOURCE(market, [period], [metric], [options])
            =MARKET_SOURCE("Brazil") → Brief on China's cross-border e-commerce, paragraph 2, sentence 4 (cross-border-2015 vintage 1 of 2016-01-01) (cross-border-2015)
        """

    @overload
    def source(
        self,
        market: MarketList,
        period: PeriodValue | PeriodList | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        fill: str | float | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def source(
        self,
        market: str,
        period: PeriodList,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        fill: str | float | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def period(
        self,
        market: str,
        period: PeriodValue | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """The period actually used.

        Arguments:
            market: a country, group, region or any market the data bring; several spill down
            period: 2015, 2015Q4, 2015-11, latest-4, LTM 2015Q4, 2010:2015 …; several spill across; default: the latest
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_PERIOD(market, [period], [metric], [options])
            =MARKET_PERIOD("Brazil", "latest-1") → 2015Q3 (sample-quarterly)
        """

    @overload
    def period(
        self,
        market: MarketList,
        period: PeriodValue | PeriodList | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def period(
        self,
        market: str,
        period: PeriodList,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def unit(
        self,
        market: str,
        period: PeriodValue | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        scale: Literal["1", "k", "m", "bn", "tn"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """The unit of a figure, after currency= and scale=.

        Arguments:
            market: a country, group, region or any market the data bring; several spill down
            period: 2015, 2015Q4, 2015-11, latest-4, LTM 2015Q4, 2010:2015 …; several spill across; default: the latest
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            fill: what to show in place of a missing figure
            currency: a currency code: USD
            rate: average, end
            scale: 1, k, m, bn, tn
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_UNIT(market, [period], [metric], [options])
            =MARKET_UNIT("Brazil") → USD million (sample-quarterly)
            =MARKET_UNIT("Brazil", , , "currency=EUR; scale=bn") → EUR billion (sample-quarterly)
        """

    @overload
    def unit(
        self,
        market: MarketList,
        period: PeriodValue | PeriodList | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        scale: Literal["1", "k", "m", "bn", "tn"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def unit(
        self,
        market: str,
        period: PeriodList,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        scale: Literal["1", "k", "m", "bn", "tn"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def flag(
        self,
        market: str,
        period: PeriodValue | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        fill: str | float | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """The status of a figure (published, derived, estimated, illustrative, doubtful) and what else is to be known.

        That is: a bound or "about", sources that disagree, the note of the source, and a period that the data cover only
        partly. Of a sum: what it adds up, how many of the members have figures, and whether the members changed within a
        year. A cell of the source that says why there is no figure has its symbol and what that means.

        Arguments:
            market: a country, group, region or any market the data bring; several spill down
            period: 2015, 2015Q4, 2015-11, latest-4, LTM 2015Q4, 2010:2015 …; several spill across; default: the latest
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            fill: what to show in place of a missing figure
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_FLAG(market, [period], [metric], [options])
            =MARKET_FLAG("Brazil") → illustrative (sample-quarterly)
            =MARKET_FLAG("France", 2014, "ecommerce_to_gnp") → doubtful; impossible: 57.5 of a GDP of EUR 2,147.7 billion is 2.7 % (cross-border-2015)
            =MARKET_FLAG("Latin America",, "ecommerce_growth") → published; a lower bound: more than 40 percent per year; "more than 40%"; undated in the source; kind of average not said (cross-border-2015)
            =MARKET_FLAG("Asia") → derived; sum of ASEAN, Japan, South Korea and India; figures for 13 of 51 members (cross-border-2015)
        """

    @overload
    def flag(
        self,
        market: MarketList,
        period: PeriodValue | PeriodList | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        fill: str | float | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def flag(
        self,
        market: str,
        period: PeriodList,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        fill: str | float | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    def why(
        self,
        function: str,
        argument1: Any = None,
        argument2: Any = None,
        argument3: Any = None,
        argument4: Any = None,
        argument5: Any = None,
        argument6: Any = None,
        argument7: Any = None,
        *,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """The sentence behind the error of a function for these arguments. Of a figure it is the flag.

        Arguments:
            function: the name of a function, as text
            argument1: an argument of the function
            argument2: an argument of the function
            argument3: an argument of the function
            argument4: an argument of the function
            argument5: an argument of the function
            argument6: an argument of the function
            argument7: an argument of the function
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_WHY(function, [argument1], [argument2], [argument3], [argument4], [argument5], [argument6], [argument7])
            =MARKET_WHY("MARKET_GROWTH", "Brazil") → destination_share of Brazil 2015: there is no figure for 2014 to compare it with; one period has no growth (cross-border-2015)
            =MARKET_WHY("MARKET_OUTLOOK", "Viet Nam") → no error; by region: Southeast Asia (sample-quarterly)
        """

    def check(
        self,
        within: str | None = None,
        period: PeriodValue | PeriodList | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        scale: Literal["1", "k", "m", "bn", "tn"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable:
        """How a whole adds up, as rows: published total, sum of members, residual, difference, overlaps, missing, coverage.

        Overlaps are markets left out of the sum because their members are in it, or are not known, and markets that are
        in it and equal the sum of all others. Coverage is the share of the members that have a figure. Members of a group
        are its countries, and those that the data never had are missing.

        Arguments:
            within: the whole: a group or region; default: the total of the data set
            period: 2015, 2015Q4, 2015-11, latest-4, LTM 2015Q4, 2010:2015 …; several spill across; default: the latest
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            quality: sound, any
            currency: a currency code: USD
            rate: average, end
            scale: 1, k, m, bn, tn
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_CHECK([within], [period], [metric], [options])
        """

    @overload
    def forecast(
        self,
        market: str,
        period: PeriodValue,
        method: Literal["ETS", "RUNRATE"] = "ETS",
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        level: float | None = None,
        scale: Literal["1", "k", "m", "bn", "tn"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """A forecast of one period or several, never in place of a published figure, never further than the history is long.

        ETS is exponential smoothing with additive error, trend and season, the interface and errors of FORECAST.ETS.
        RUNRATE carries on the mean of the last year. level=0.95 with one period gives three cells: value, low, high.
        Whether it is as close as Excel's own has not been measured.

        Source: Hyndman, Koehler, Ord, Snyder (2008), Forecasting with Exponential Smoothing.

        Arguments:
            market: a country, group, region or any market the data bring; several spill down
            period: a period after the latest: 2016Q1, latest+2, 2016Q1:2016Q4
            method: ETS (default) or RUNRATE
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            quality: sound, any
            fill: what to show in place of a missing figure
            currency: a currency code: USD
            rate: average, end
            missing: error, skip
            partial: no, any, likeforlike
            level: a probability: 0.95
            scale: 1, k, m, bn, tn
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_FORECAST(market, period, [method], [metric], [options])
            =MARKET_FORECAST("Brazil", "2016Q1") → 541.35 (sample-quarterly)
        """

    @overload
    def forecast(
        self,
        market: MarketList,
        period: PeriodValue | PeriodList,
        method: Literal["ETS", "RUNRATE"] = "ETS",
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        level: float | None = None,
        scale: Literal["1", "k", "m", "bn", "tn"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def forecast(
        self,
        market: str,
        period: PeriodList,
        method: Literal["ETS", "RUNRATE"] = "ETS",
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        level: float | None = None,
        scale: Literal["1", "k", "m", "bn", "tn"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def score(
        self,
        market: str,
        model: Literal["OPPORTUNITY", "FACTORS", "BARRIERS"] = "OPPORTUNITY",
        period: PeriodValue | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        fill: str | float | None = None,
        weights: str | Mapping[str, float] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """The opportunity score of a country, 0 to 100, among all countries that have its indicators.

        Factors: population, consumption per head, reach of logistics. Barriers: logistics, payment, customs, law. Each
        indicator is scaled from the worst to the best candidate and counts once, also where it is both. The score is their
        mean weighted by weights=population:2,law_index:1 (default: equal).

        Source: OECD and JRC (2008), Handbook on Constructing Composite Indicators.

        Arguments:
            market: a country, group, region or any market the data bring; several spill down
            model: OPPORTUNITY (default: factors and barriers), FACTORS or BARRIERS
            period: 2015, 2015Q4, 2015-11, latest-4, LTM 2015Q4, 2010:2015 …; several spill across; default: the latest
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            fill: what to show in place of a missing figure
            weights: weights by factor: population:2,law:1
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_SCORE(market, [model], [period], [options])
            =MARKET_SCORE("Singapore") → 73.39 (sample-quarterly)
        """

    @overload
    def score(
        self,
        market: MarketList,
        model: Literal["OPPORTUNITY", "FACTORS", "BARRIERS"] = "OPPORTUNITY",
        period: PeriodValue | PeriodList | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        fill: str | float | None = None,
        weights: str | Mapping[str, float] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def score(
        self,
        market: str,
        model: Literal["OPPORTUNITY", "FACTORS", "BARRIERS"] = "OPPORTUNITY",
        *,
        period: PeriodList,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        fill: str | float | None = None,
        weights: str | Mapping[str, float] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    def screen(
        self,
        model: Literal["OPPORTUNITY", "FACTORS", "BARRIERS"] = "OPPORTUNITY",
        candidates: Any = None,
        top: Any = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        weights: str | Mapping[str, float] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable:
        """The best countries by opportunity score, as rows: market, score, coverage, rank, best and worst rank.

        Coverage is the share of the weight whose indicators are there. The range of the rank comes from turning each
        weight up and down by a quarter.

        Arguments:
            model: OPPORTUNITY (default: factors and barriers), FACTORS or BARRIERS
            candidates: names of countries; default: all that have the indicators
            top: how many rows; default: 10
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            weights: weights by factor: population:2,law:1
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_SCREEN([model], [candidates], [top], [options])
        """

    @overload
    def outlook(
        self,
        market: str,
        *,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """The outlook of a market or region as its source judges it: mature, fast-growing, contested or prospective.

        A market without one of its own takes that of the smallest region named in which it lies: Romania that of Eastern
        Europe, not that of Europe. The flag of the answer and MARKET_WHY then say "by region". A region of which only parts
        have an outlook is #N/A, and MARKET_WHY names the parts.

        Arguments:
            market: a market or region; several spill
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_OUTLOOK(market)
            =MARKET_OUTLOOK("Brazil") → contested (sample-quarterly)
            =MARKET_OUTLOOK("Latin America") → fast-growing (sample-quarterly)
            =MARKET_OUTLOOK("Viet Nam") → fast-growing (sample-quarterly)
            =MARKET_OUTLOOK("European Union") → mature (sample-quarterly)
        """

    @overload
    def outlook(
        self,
        market: MarketList,
        *,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def value(
        self,
        market: str,
        period: PeriodValue | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        scale: Literal["1", "k", "m", "bn", "tn"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """The figure itself, in the unit of the metric.

        A group's figure is the published one, else the sum of its members. With currency=USD it is converted at the
        average rate of the period (rate=end: its last), and a missing rate is #N/A. scale=k, m or bn divides it.

        Arguments:
            market: a country, group, region or any market the data bring; several spill down
            period: 2015, 2015Q4, 2015-11, latest-4, LTM 2015Q4, 2010:2015 …; several spill across; default: the latest
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            quality: sound, any
            fill: what to show in place of a missing figure
            currency: a currency code: USD
            rate: average, end
            missing: error, skip
            scale: 1, k, m, bn, tn
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_VALUE(market, [period], [metric], [options])
            =MARKET_VALUE("Brazil", "2015Q4") → 684.45 (sample-quarterly)
        """

    @overload
    def value(
        self,
        market: MarketList,
        period: PeriodValue | PeriodList | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        scale: Literal["1", "k", "m", "bn", "tn"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def value(
        self,
        market: str,
        period: PeriodList,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        scale: Literal["1", "k", "m", "bn", "tn"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def share(
        self,
        market: str,
        period: PeriodValue | None = None,
        within: str | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """The share of a market in a whole, as a fraction: 0.022 for 2.2 %.

        The whole is the published total if there is one, else the sum of its disjoint members with the residual. A market
        that does not lie in `within` has no share of it (#N/A).

        Arguments:
            market: a country, group, region or any market the data bring; several spill down
            period: 2015, 2015Q4, 2015-11, latest-4, LTM 2015Q4, 2010:2015 …; several spill across; default: the latest
            within: the whole: a group or region; default: the total of the data set
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            quality: sound, any
            fill: what to show in place of a missing figure
            currency: a currency code: USD
            rate: average, end
            missing: error, skip
            as_: fraction, percent, pp, bp
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_SHARE(market, [period], [within], [metric], [options])
            =MARKET_SHARE("Brazil") → 2.2% (cross-border-2015)
            =MARKET_SHARE("Brazil", 2015) → 2.2% (sample-quarterly)
        """

    @overload
    def share(
        self,
        market: MarketList,
        period: PeriodValue | PeriodList | None = None,
        within: str | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def share(
        self,
        market: str,
        period: PeriodList,
        within: str | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def share_change(
        self,
        market: str,
        from_: PeriodValue,
        to: PeriodValue | None = None,
        within: str | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        members: Literal["later", "then"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """The change of a share between two periods, in share points: 0.003 is 0.3 points. Never a percentage.

        Arguments:
            market: a country, group, region or any market the data bring; several spill down
            from_: the earlier period
            to: the later period; default: the latest
            within: the whole: a group or region; default: the total of the data set
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            quality: sound, any
            fill: what to show in place of a missing figure
            currency: a currency code: USD
            rate: average, end
            missing: error, skip
            partial: no, any, likeforlike
            members: later, then
            as_: fraction, percent, pp, bp
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_SHARE_CHANGE(market, from, [to], [within], [metric], [options])
            =MARKET_SHARE_CHANGE("India", 2014, 2015) → +0.3 pts (sample-quarterly)
        """

    @overload
    def share_change(
        self,
        market: MarketList,
        from_: PeriodValue,
        to: PeriodValue | None = None,
        within: str | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        partial: Literal["no", "any", "likeforlike"] | None = None,
        members: Literal["later", "then"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def relative_share(
        self,
        market: str,
        period: PeriodValue | None = None,
        within: str | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """The share over that of the largest other member. The leader is above 1. Residuals are no competitor.

        Source: Henderson (1970), the growth-share matrix.

        Arguments:
            market: a country, group, region or any market the data bring; several spill down
            period: 2015, 2015Q4, 2015-11, latest-4, LTM 2015Q4, 2010:2015 …; several spill across; default: the latest
            within: the whole: a group or region; default: the total of the data set
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            quality: sound, any
            fill: what to show in place of a missing figure
            currency: a currency code: USD
            rate: average, end
            missing: error, skip
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_RELATIVE_SHARE(market, [period], [within], [metric], [options])
            =MARKET_RELATIVE_SHARE("United States", 2015) → 2.5 (sample-quarterly)
        """

    @overload
    def relative_share(
        self,
        market: MarketList,
        period: PeriodValue | PeriodList | None = None,
        within: str | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def relative_share(
        self,
        market: str,
        period: PeriodList,
        within: str | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def penetration(
        self,
        market: str,
        period: PeriodValue | None = None,
        per: Literal["POP", "GDP", "INTERNET", "BUYERS"] = "POP",
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """The figure over population, gross domestic product, internet users or buyers.

        Both are taken in whole units (dollars, persons), so that sales over buyers are dollars per buyer. Over GDP it is a
        fraction. A quarter or month is set against the whole year it lies in, as the base is annual.

        Arguments:
            market: a country, group, region or any market the data bring; several spill down
            period: 2015, 2015Q4, 2015-11, latest-4, LTM 2015Q4, 2010:2015 …; several spill across; default: the latest
            per: POP, GDP, INTERNET or BUYERS
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            quality: sound, any
            fill: what to show in place of a missing figure
            currency: a currency code: USD
            rate: average, end
            missing: error, skip
            as_: fraction, percent, pp, bp
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_PENETRATION(market, [period], [per], [metric], [options])
            =MARKET_PENETRATION("Japan", 2015, "BUYERS") → 88.01 (sample-quarterly)
        """

    @overload
    def penetration(
        self,
        market: MarketList,
        period: PeriodValue | PeriodList | None = None,
        per: Literal["POP", "GDP", "INTERNET", "BUYERS"] = "POP",
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def penetration(
        self,
        market: str,
        period: PeriodList,
        per: Literal["POP", "GDP", "INTERNET", "BUYERS"] = "POP",
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def rank(
        self,
        market: str,
        period: PeriodValue | None = None,
        within: str | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """The rank among the members of the whole: 1 is the largest, ties share a rank. Residuals are not ranked.

        Arguments:
            market: a country, group, region or any market the data bring; several spill down
            period: 2015, 2015Q4, 2015-11, latest-4, LTM 2015Q4, 2010:2015 …; several spill across; default: the latest
            within: the whole: a group or region; default: the total of the data set
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            quality: sound, any
            fill: what to show in place of a missing figure
            currency: a currency code: USD
            rate: average, end
            missing: error, skip
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_RANK(market, [period], [within], [metric], [options])
            =MARKET_RANK("Brazil", 2015) → 13 (sample-quarterly)
            =MARKET_RANK("Brazil") → 7 (cross-border-2015)
        """

    @overload
    def rank(
        self,
        market: MarketList,
        period: PeriodValue | PeriodList | None = None,
        within: str | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def rank(
        self,
        market: str,
        period: PeriodList,
        within: str | None = None,
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
    @overload
    def concentration(
        self,
        within: str | None = None,
        period: PeriodValue | None = None,
        measure: Literal["HHI", "CR4", "GINI", "ENTROPY", "EFFECTIVE"] = "HHI",
        metric: str | None = None,
        *,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        bounds: Literal["low", "high"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> Answer:
        """How concentrated the members of a whole are.

        HHI is 10,000 times the sum of squared shares, CR4 the share of the four largest, GINI is 0 to 1, ENTROPY is that of
        Shannon in nats, and EFFECTIVE is the number of equal players with the same HHI. A residual (Others) is in the total
        and never a player: HHI is then a lower bound, named members only, and bounds=high splits the residual into firms no
        larger than the smallest named member. MARKET_SOURCE and --json say both bounds.

        Members without a figure make the answer #N/A (missing=skip leaves them out), unless those that have one are 98 % or
        more of a published total: then they stand for the whole, and the flag says how many and how much they are.

        Source: Herfindahl (1950), Hirschman (1964), US Merger Guidelines (2023).

        Arguments:
            within: the whole: a group or region; default: the total of the data set
            period: 2015, 2015Q4, 2015-11, latest-4, LTM 2015Q4, 2010:2015 …; several spill across; default: the latest
            measure: HHI (default), CR4, GINI, ENTROPY or EFFECTIVE
            metric: what is measured; default: the data set's default metric
            dataset: a data set
            as_of: a day, or the number of a vintage: 2025-01-31
            quality: sound, any
            fill: what to show in place of a missing figure
            currency: a currency code: USD
            rate: average, end
            missing: error, skip
            bounds: low, high
            as_: fraction, percent, pp, bp
            errors: return (default): an error is the value of the answer; raise: it is raised

        In a cell:
            =MARKET_CONCENTRATION([within], [period], [measure], [metric], [options])
            =MARKET_CONCENTRATION() → 732.1 (cross-border-2015)
            =MARKET_CONCENTRATION(,,,,"bounds=high") → 785.4 (cross-border-2015)
            =MARKET_CONCENTRATION(,2015,"CR4") → 30.8% (sample-quarterly)
        """

    @overload
    def concentration(
        self,
        within: str | None = None,
        *,
        period: PeriodList,
        measure: Literal["HHI", "CR4", "GINI", "ENTROPY", "EFFECTIVE"] = "HHI",
        metric: str | None = None,
        dataset: str | None = None,
        as_of: str | date | int | None = None,
        quality: Literal["sound", "any"] | None = None,
        fill: str | float | None = None,
        currency: str | None = None,
        rate: Literal["average", "end"] | None = None,
        missing: Literal["error", "skip"] | None = None,
        bounds: Literal["low", "high"] | None = None,
        as_: Literal["fraction", "percent", "pp", "bp"] | None = None,
        errors: Literal["return", "raise"] = "return",
    ) -> FigureTable: ...
