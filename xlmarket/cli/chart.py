"""`xlmarket chart`: one picture of the figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xlmarket.cli.commands import command
from xlmarket.cli.metrics import choose_metrics
from xlmarket.cli.options import ChoiceType, as_of_option, output_option, theme_option
from xlmarket.cli.session import Session
from xlmarket.errors import UsageError

if TYPE_CHECKING:
    from xlmarket.store import DatasetState

Size = tuple[float, float | None]
MOST_PIXELS = 4000
_SIZE = re.compile(r"(\d{2,4})(?:x(\d{2,4}))?")


class SizeType(click.ParamType[Size]):
    """The size of a picture in pixels: a width, or width and height."""

    name = "WxH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Size:
        match = _SIZE.fullmatch(str(value).strip().lower())
        sides = [float(side) for side in match.groups() if side] if match else []
        if not sides or max(sides) > MOST_PIXELS:
            remedy = f"give a width, or width and height in pixels up to {MOST_PIXELS}: 640 or 800x450"
            raise UsageError.invalid("--size", value, remedy=remedy)
        return (sides[0], sides[1] if len(sides) > 1 else None)


def _kinds() -> Iterable[str]:
    from xlmarket.report.charts import KINDS

    return KINDS


@command(
    "chart",
    "xlmarket chart share --region Europe -o europe.svg",
    "xlmarket chart growth --dataset sample-quarterly --theme navy -o growth.png",
)
@click.argument("kind", type=ChoiceType(_kinds), help="What to draw, see below.")
@output_option("The picture to write: .svg or .png.", required=True)
@click.option("--region", help="A region or a market (default: the world).")
@click.option("--period", default="latest", help="A period: 2015Q4, or latest.")
@click.option("--metric", help="The metric (default: that of the data set).")
@click.option(
    "--top", type=click.IntRange(1, 100), default=12, metavar="N", help="How many markets are shown one by one."
)
@click.option("--size", type=SizeType(), default="640", help="Width, or width and height, in pixels: 800x450.")
@click.option("--dark", is_flag=True, help="Draw it for a dark ground.")
@theme_option
@as_of_option
def chart(
    session: Session,
    kind: str,
    output: Path,
    region: str | None,
    period: str,
    metric: str | None,
    top: int,
    size: Size,
    dark: bool,
    theme: str | None,
    as_of: DatasetState | None,
) -> None:
    """Draw a chart.

    \b
    share         bars of the share of each market, the largest first
    history       the value by market over the periods, stacked
    growth        growth on a year earlier, next to that of the world
    share-change  shares a year ago and now, of the largest changes
    contribution  what each market added to growth, as a waterfall
    ranks         ranks over the periods, of those that lead now
    panels        growth of each region or market in a small chart of its own
    forecast      figures of a market or region, and their forecast with bounds

    The figures are those of the reports, in the same colours and fonts. The picture describes itself to screen readers:
    --json prints that text. A PNG has two dots to a pixel.
    """  # noqa: D301 - click takes the character itself
    from xlmarket.files import write_whole
    from xlmarket.output.charts import choose_ending, draw_file, style_of
    from xlmarket.report.charts import chart_of

    choose_ending(output)
    style = style_of(theme or session.load_config().theme, dark=dark)
    (snapshot,) = choose_metrics(session.open_snapshot(as_of), [metric] if metric else [])
    content = chart_of(snapshot, kind, region=region, period=period, top=top)
    width, height = size
    write_whole(output, draw_file(content, output, style, width=width, height=height))
    session.result(str(output), {"file": str(output), "title": content.title, "alt": content.alt})
