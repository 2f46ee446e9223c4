"""A chart from Python: it shows itself in a notebook and is saved as SVG or PNG."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xlmarket.files import write_whole
from xlmarket.functions.snapshot import Snapshot

if TYPE_CHECKING:
    from xlmarket.output.charts import Style
    from xlmarket.report.charts import Chart


@dataclass(frozen=True, slots=True, repr=False)
class ChartPicture:
    """A chart with its look. `content` are its figures as they are drawn, `alt` is its text for screen readers."""

    content: Chart
    style: Style
    width: float
    height: float | None = None

    @property
    def alt(self) -> str:
        """The figures of the chart as sentences."""
        return self.content.alt

    @property
    def svg(self) -> str:
        """The picture."""
        from xlmarket.output.charts import draw_svg

        return draw_svg(self.content, self.style, width=self.width, height=self.height)

    def save(self, path: str | Path) -> Path:
        """Write the picture whole or not at all, as `.svg` or `.png`.

        Raises `UsageError` for another ending, `EnvironmentFault` for a package that is missing or a folder that cannot
        be written.
        """
        from xlmarket.output.charts import draw_file

        target = Path(path)
        write_whole(target, draw_file(self.content, target, self.style, width=self.width, height=self.height))
        return target

    def _repr_svg_(self) -> str:
        """How a notebook shows it."""
        return self.svg

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """The picture, and its alternative text where no picture is shown."""
        return {"image/svg+xml": self.svg, "text/plain": self.alt}

    def __repr__(self) -> str:
        return f"<ChartPicture {self.content.kind}: {self.content.title}, {self.content.subtitle}>"


def picture_of(
    snapshot: Snapshot,
    kind: str,
    *,
    region: str | None,
    period: object,
    top: int,
    theme: str | Path | None,
    dark: bool,
    size: tuple[float, float | None],
) -> ChartPicture:
    """A chart with its look. What cannot be drawn is refused here, before it is shown."""
    from xlmarket.output.charts import style_of
    from xlmarket.report.charts import chart_of

    width, height = size
    content = chart_of(snapshot, kind, region=region, period=period, top=top)
    return ChartPicture(content, style_of(theme, dark=dark), width, height)
