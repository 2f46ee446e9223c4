"""A data set opened from Python: `open` and what it returns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from xlmarket.config import load_config
from xlmarket.functions import Answer, open_snapshot
from xlmarket.functions.display import html_facts
from xlmarket.functions.snapshot import Snapshot
from xlmarket.python.answering import answer_formula
from xlmarket.python.charts import ChartPicture, picture_of
from xlmarket.python.days import Day, read_as_of
from xlmarket.python.methods import MarketMethods
from xlmarket.python.reports import Report, report_on


@dataclass(frozen=True, eq=False, repr=False)
class Data(MarketMethods):
    """A data set as it stood at a vintage. Every worksheet function is a method: `MARKET_SHARE` is `.share`.

    `snapshot` are its figures, `config` is the settings file they were opened with.
    """

    snapshot: Snapshot
    config: Path | None = None

    @property
    def dataset(self) -> str:
        """The name of the data set."""
        return self.snapshot.holding.dataset.name

    @property
    def vintage(self) -> str:
        """The vintage the figures are of."""
        return self.snapshot.vintage

    @property
    def metrics(self) -> tuple[str, ...]:
        """The names of the metrics, the default one first."""
        return tuple(sorted(self.snapshot.metrics, key=lambda name: not self._is_default(name)))

    @property
    def markets(self) -> tuple[str, ...]:
        """The names of the markets that have figures of the default metric (of any, where there is no default)."""
        keys = dict.fromkeys(key for name in self._shown_metrics for key in self.snapshot.panel(name).markets)
        return tuple(sorted(self.snapshot.markets[key].name for key in keys))

    @property
    def periods(self) -> tuple[str, ...]:
        """The labels of the periods of the default metric (of all, where there is no default), the oldest first."""
        periods = {period for name in self._shown_metrics for period in self.snapshot.panel(name).periods}
        return tuple(period.label for period in sorted(periods, key=lambda one: (one.start, one.end)))

    @property
    def _shown_metrics(self) -> list[str]:
        return [self.snapshot.metric().name] if self.snapshot.has_default else list(self.snapshot.metrics)

    def _is_default(self, name: str) -> bool:
        return self.snapshot.has_default and self.snapshot.metric().name == name

    def formula(self, text: str, *, errors: Literal["return", "raise"] = "return") -> Answer:
        """The answer to a formula as a cell has it: `data.formula('=MARKET_SHARE("Brazil")*100')`.

        Raises, with `errors="raise"`, `FormulaError` for a formula that cannot be read and the error of a function.
        """
        return answer_formula(self.snapshot, text, errors)

    def report(
        self,
        template: str | Path = "region-quarterly",
        *,
        region: str | None = None,
        period: object = "latest",
        metric: str | None = None,
        formulas: str = "values",
        theme: str | Path | None = None,
        anonymous: bool | None = None,
        recalculate: bool = False,
        with_data: bool = False,
        program: str | None = None,
    ) -> Report:
        """A report on these figures, to be saved: `data.report("world-overview").save("world.xlsx")`.

        `template` is a shipped name or a file, `formulas` what our functions in it become: values, lambda or addin.
        `theme` is a palette or a file whose colours and fonts it gets (default: that of the settings).
        `anonymous`: nothing in it says who drew the template (default: as the settings say). `recalculate`: LibreOffice
        calculates the formulas whose values we do not know. `with_data`: a PDF has the sheets of data, too. `program`
        prints it: libreoffice or excel.

        Raises `InputError` for a theme that is missing or damaged, `UnknownName` for the template, `UnknownMarket` for the region and `UnknownMetric` for the metric.
        """
        snapshot = self.snapshot.measuring(metric) if metric else self.snapshot
        config = load_config(self.config)
        report = report_on(
            snapshot,
            template,
            region=region,
            period=period,
            formulas=formulas,
            theme=theme or config.theme,
            anonymous=config.anonymous if anonymous is None else anonymous,
        )
        printed = report.printed(with_data=with_data, program=program)
        return printed.recalculated() if recalculate else printed

    def chart(
        self,
        kind: str = "share",
        *,
        region: str | None = None,
        period: object = "latest",
        metric: str | None = None,
        top: int = 12,
        theme: str | Path | None = None,
        dark: bool = False,
        width: float = 640,
        height: float | None = None,
    ) -> ChartPicture:
        """A chart of a region, a market or the world, which a notebook shows: `data.chart("share", region="Europe")`.

        `kind` is one of `xlmarket chart --help`, `top` how many markets are shown one by one. `theme` is a palette or
        a file with colours and fonts (default: that of the settings), `dark` draws for a dark ground. `width` and
        `height` are pixels (default: as high as it needs). `.save("europe.png")` writes it.

        Raises `UsageError` for the kind, `UnknownMarket`, `UnknownMetric`, `NotAvailable` where there is nothing to
        draw, and `EnvironmentFault` without the packages of `xlmarket[outputs]`.
        """
        return picture_of(
            self.snapshot.measuring(metric) if metric else self.snapshot,
            kind,
            region=region,
            period=period,
            top=top,
            theme=theme or load_config(self.config).theme,
            dark=dark,
            size=(width, height),
        )

    def __repr__(self) -> str:
        return f"<Data {self.vintage}: {len(self.metrics)} metrics, {len(self.markets)} markets, {self._span}>"

    @property
    def _span(self) -> str:
        return " to ".join(dict.fromkeys((*self.periods[:1], *self.periods[-1:])))

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        return html_facts(self._facts())

    def _facts(self) -> dict[str, str]:
        about = self.snapshot.holding.dataset
        return {
            "data set": about.name,
            "title": about.title if about.title != about.name else "",
            "status": about.status,
            "vintage": self.vintage,
            "metrics": ", ".join(self.metrics),
            "markets": f"{len(self.markets):,}",
            "periods": self._span,
        }


def open(  # noqa: A001 - `xm.open`
    dataset: str | None = None,
    *,
    as_of: Day | int | None = None,
    metric: str | None = None,
    store: str | None = None,
    config: str | Path | None = None,
) -> Data:
    """Open a data set (default: that of the settings, else cross-border-2015).

    `as_of` is a day or the number of a vintage (default: now), `metric` the one a call means that names none, `store`
    a file or URL, `config` a settings file (default: `xlmarket.toml` in this folder, if there is one).

    Raises `UnknownDataset` and `UnknownMetric` with the nearest names, `NotAvailable` where there was no vintage yet
    and `ConfigError` for the settings.
    """
    path = None if config is None else Path(config)
    snapshot = open_snapshot(dataset, store=store, as_of=read_as_of(as_of), config=load_config(path))
    return Data(snapshot.measuring(metric) if metric else snapshot, path)
