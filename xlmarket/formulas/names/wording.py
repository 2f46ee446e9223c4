"""The areas with texts: what stands behind figures, names and codes, outlooks, scores and the settings of a data set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xlmarket.errors import XlmarketError
from xlmarket.formulas.names.frame import MISSING, Frame, NamedArea, cell
from xlmarket.formulas.names.limits import options_text, takers_text
from xlmarket.formulas.names.masks import masks, steps
from xlmarket.formulas.names.spelling import FOLDED, SPELT, exact_names, folds, key_names, pack, spread
from xlmarket.functions.answer import Answer
from xlmarket.functions.call import call
from xlmarket.functions.declarations.outlooks import MODELS, indicators, score_candidates
from xlmarket.functions.declarations.shares import PER
from xlmarket.functions.options import CallOptions
from xlmarket.markets import Market, MarketKind
from xlmarket.observations import Metric, Observation
from xlmarket.package.values import CellError, CellValue

LANGUAGES = (
    "ar", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ko", "nb", "nl", "pl",
    "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip
"""The languages that names of countries can be printed in."""

_APART = "␟"
_FIRST_LANGUAGE = 12


def name_areas(frame: Frame) -> Iterator[NamedArea]:
    """Names as they are found and as they are printed, and who belongs to which group when."""
    markets = frame.snapshot.markets
    belongs = list(_belongs(frame))
    starts: dict[str, tuple[int, int]] = {}
    for place, (group, *_) in enumerate(belongs, start=1):
        first, count = starts.get(group, (place, 0))
        starts[group] = (first, count + 1)
    ranks = {
        key: rank for rank, key in enumerate(sorted(frame.number, key=lambda key: (markets[key].name, key)), start=1)
    }
    yield NamedArea(
        "Markets", [_market(frame, one, ranks[one.key], starts.get(one.key, (0, 0))) for one in frame.markets]
    )
    yield NamedArea("Belongs", [[name, since, until] for _, name, since, until in belongs])
    yield NamedArea("Spelt", [[one] for one in spread(exact_names(markets, frame.number), SPELT)])
    yield NamedArea("Names", [[one] for one in spread(key_names(markets, frame.number), FOLDED)])
    yield NamedArea("Fold", [[one] for one in folds()])


def _market(frame: Frame, market: Market, rank: int, members: tuple[int, int]) -> list[CellValue]:
    markets = frame.snapshot.markets
    shown = [markets.display(market.key, scheme) or market.key for scheme in ("iso3", "iso2")]
    group = frame.groups.index(market) + 1 if market.kind is MarketKind.GROUP else 0
    languages = [markets.display(market.key, language) for language in LANGUAGES]
    return [
        market.name,
        market.key,
        *shown,
        markets.display(market.key, "official"),
        market.kind.value,
        group,
        call(frame.snapshot, "MARKET_OUTLOOK", market.key).rows[0][0],
        rank,
        *members,
        *languages,
    ]


def _belongs(frame: Frame) -> Iterator[tuple[str, str, int, int]]:
    """Group, name of the member, first day and the day after the last, groups together, members by name."""
    markets = frame.snapshot.markets
    for one in frame.markets:
        if one.kind is MarketKind.WORLD:
            members = [(markets[key].name, date.min, date.max) for key in markets.members(one.key, date.max)]
        else:
            listed = markets.groups.memberships.get(one.key, ())
            members = [(markets[each.market].name, each.since, each.until) for each in listed]
        for name, since, until in sorted(members):
            yield one.key, name, _day(since), _day(until)


def _day(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def origin_areas(frame: Frame) -> Iterator[NamedArea]:
    """Per metric, market and period the number of a row of texts: sources (none for a sum), flag and unit."""
    texts: dict[tuple[str, str, str], int] = {}
    info = [
        [_info(frame, metric, market, label.label, texts) for label in frame.periods(metric)]
        for metric in frame.metrics
        for market in frame.present
    ]
    yield NamedArea("Info", info)
    yield NamedArea("Texts", [list(one) for one in texts] or [["", "", ""]])
    yield NamedArea(
        "Overlaps", [[_overlaps(frame, metric, one.label) for one in frame.periods(metric)] for metric in frame.metrics]
    )


def _info(
    frame: Frame, metric: Metric, market: Market, label: str, texts: dict[tuple[str, str, str], int]
) -> int | None:
    listed = frame.snapshot.observations_of(metric.name, market.key)
    rows: list[Observation] = [row for row in listed if row.period.label == label]
    flag, unit = (
        call(frame.snapshot, f"MARKET_{asked}", market.key, label, metric.name).value for asked in ("FLAG", "UNIT")
    )
    if isinstance(flag, CellError):
        return None
    named = dict.fromkeys(row.source or frame.snapshot.holding.dataset.source for row in rows)
    said = str(flag).removesuffix("; partial period")
    return texts.setdefault((_APART.join(named), said, str(unit)), len(texts) + 1)


def _overlaps(frame: Frame, metric: Metric, label: str) -> CellValue:
    return call(frame.snapshot, "MARKET_CHECK", None, label, metric.name).rows[4][1]


def outlook_areas(frame: Frame) -> Iterator[NamedArea]:
    """Scores of all countries by model and year, and the screen of each model."""
    years = _years(frame)
    yield NamedArea("Scores", [row for model in MODELS for row in _scores(frame, model, years)])
    rows: list[list[CellValue]] = []
    for model in MODELS:
        screen, size = _screen(frame, model), _screen_size(frame)
        listed = screen.rows if isinstance(screen.value, tuple) else ()
        count = screen.value if isinstance(screen.value, CellError) else len(listed)
        rows += [[*row, count] for row in [*listed, *[(None,) * 6] * (size - len(listed))]]
    yield NamedArea("Screen", rows)


def _years(frame: Frame) -> range:
    ends = [one for metric in frame.metrics for one in frame.periods(metric)]
    return range(min(one.year for one in ends), max(one.year for one in ends) + 1)


def _scores(frame: Frame, model: str, years: range) -> list[list[CellValue]]:
    columns: list[dict[str, CellValue]] = []
    for year in years:
        try:
            keys, scores, _ = score_candidates(frame.snapshot, model, year, CallOptions(), None)
        except XlmarketError as error:
            return [[CellError(error.cell_error)] * len(years) for _ in frame.present]
        pairs = zip(scores.score.values.tolist(), scores.score.reasons.tolist(), strict=True)
        columns.append({key: cell(*pair) for key, pair in zip(keys, pairs, strict=True)})
    return [[column.get(one.key, MISSING) for column in columns] for one in frame.present]


def _screen(frame: Frame, model: str) -> Answer:
    return call(frame.snapshot, "MARKET_SCREEN", model, None, 1_000_000, "headers=0")


def _screen_size(frame: Frame) -> int:
    """The rows kept for each model's screen."""
    answers = [_screen(frame, model).value for model in MODELS]
    return max(len(one) if isinstance(one, tuple) else 1 for one in answers) or 1


def _scored(frame: Frame) -> str:
    """A sign per model: 1 where the data set has any of its indicators."""
    return "".join("01"[any(one in frame.snapshot.metrics for one in indicators(model))] for model in MODELS)


def settings_area(frame: Frame) -> NamedArea:
    """One cell each, in the order the formulas count them."""
    names = [one.name for one in frame.metrics]
    years, languages = _years(frame), {one: _FIRST_LANGUAGE + n for n, one in enumerate(LANGUAGES)}
    cells: tuple[CellValue, ...] = (
        names.index(frame.snapshot.metric().name) + 1,
        pack(_metric_names(frame)),
        options_text(covered=frame.snapshot.holding.observations.covered is not None),
        steps(),
        pack(masks()),
        len(frame.present),
        len(frame.groups) + 1,
        f" ({frame.snapshot.vintage})",
        years[0],
        len(years),
        _screen_size(frame),
        len(names) + 1,
        frame.number["WORLD"],
        pack({"short": 1, "official": 5} | languages),
        _scored(frame),
        takers_text(),
    )
    return NamedArea("Settings", [[one] for one in cells])


def per_area(frame: Frame) -> NamedArea:
    """The numbers of the metrics that a penetration is set against."""
    names = {one.name: place for place, one in enumerate(frame.metrics, start=1)}
    return NamedArea("Per", [[names.get(one, CellError("#VALUE!")) for one in PER.values()]])


def _metric_names(frame: Frame) -> dict[str, int]:
    """Names and titles as they are looked up. Where two say the same, the first metric has it."""
    found: dict[str, int] = {}
    for place, one in enumerate(frame.metrics, start=1):
        for text in (one.name, one.title):
            if text:
                found.setdefault(text.lower().replace(" ", "_"), place)
    return found
