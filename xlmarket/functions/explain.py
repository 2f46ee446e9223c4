"""What a cell holds where there is no figure: `fill=`, else an error with the sentence that says why."""

from __future__ import annotations

from xlmarket.errors import Reason
from xlmarket.functions.ask import Ask
from xlmarket.functions.bounds import describe_qualifier
from xlmarket.functions.options import CHOICES
from xlmarket.markets import Market
from xlmarket.package.values import CellError, CellValue
from xlmarket.periods import Bucket


def missing_cell(ask: Ask, reason: Reason, market: Market | None, bucket: Bucket | None) -> CellValue:
    """Return the value of `fill=` for a missing figure, else the error of the reason.

    The sentence names metric, market and period, what is missing, what the call noted, and the option that helps.
    """
    fill = ask.options.get("fill")
    if fill and reason is Reason.MISSING:
        return _number_or_text(fill)
    about = " ".join(part for part in (market.name if market else "", bucket.label if bucket else "") if part)
    lead = f"{ask.metric.name}{f' of {about}' if about else ''}: {_why(ask, reason, market, bucket)}"
    clauses = [lead, _in_the_source(ask, reason, market, bucket)]
    clauses += [*ask.remarks.notes_on(reason), _remedy(ask, reason, bucket)]
    return CellError(reason.error.cell_error, "; ".join(filter(None, clauses)), reason.error.__name__)


def _why(ask: Ask, reason: Reason, market: Market | None, bucket: Bucket | None) -> str:
    """The reason, and of a missing figure which one it is: the market's own, the one to compare it with, or another."""
    if reason is not Reason.MISSING:
        return reason.sentence
    base = ask.baseless.get((market.key if market else "", bucket.label if bucket else ""))
    if base:
        return f"there is no figure for {base} to compare it with"
    own = ask.panel(levels=True).take([market.key], bucket.parts) if market and bucket else None
    return "a figure it needs is missing" if own is None or own.present.all() else reason.sentence


def _in_the_source(ask: Ask, reason: Reason, market: Market | None, bucket: Bucket | None) -> str:
    """What the source prints in place of a figure, or a bound, which no cell holds as a number."""
    if market is None or bucket is None:
        return ""
    if reason is Reason.MISSING:
        gaps = ask.snapshot.gaps_of(ask.metric.name, market.key, bucket.parts)
        return f'the source prints "{gaps[0].symbol}": {gaps[0].reason}' if gaps else ""
    row = ask.snapshot.row_behind(ask.metric.name, market.key, bucket.last) if reason is Reason.BOUND else None
    return describe_qualifier(row) if row else ""


def _remedy(ask: Ask, reason: Reason, bucket: Bucket | None) -> str:
    """The option that may give a figure all the same. One period has no covered part to compare."""
    key, value, effect = reason.remedy
    if reason is Reason.PARTIAL and bucket and len(bucket.parts) == 1:
        value, effect = "any", "takes it as it is"
    given = ask.options.get(key) if key else ""
    return f"{key}={value} {effect}" if key in ask.takes and given in ("", CHOICES[key][0]) else ""


def _number_or_text(text: str) -> CellValue:
    try:
        return float(text)
    except ValueError:
        return text
