"""A report from Python: what it is made of, and the file it is saved as."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from xlmarket.files import write_whole
from xlmarket.functions.snapshot import Snapshot

if TYPE_CHECKING:
    from xlmarket.output import ReportInputs


@dataclass(frozen=True, slots=True)
class Report:
    """A report that is made when it is saved. The ending of the file chooses the format."""

    inputs: ReportInputs

    def recalculated(self) -> Report:
        """The same report, whose formulas LibreOffice calculates where their values are not known."""
        return Report(replace(self.inputs, recalculate=True))

    def printed(self, *, with_data: bool = False, program: str | None = None) -> Report:
        """The same report, whose PDF has the sheets of data, too, or is printed by another program."""
        return Report(replace(self.inputs, with_data=with_data, program=program))

    def save(self, path: str | Path) -> Path:
        """Write the report whole, or not at all.

        Raises `UsageError` for an ending that is not a format, `TemplateError` with its place for a template that
        cannot be filled and `PeriodError` for the period.
        """
        target = Path(path)
        write_whole(target, self.content(target.suffix))
        return target

    def content(self, ending: str = ".xlsx") -> bytes:
        """The bytes of the file with an ending: `.xlsx`, `.csv`, `.pdf`. Raises `UsageError` and the others of `save`."""
        from xlmarket.output import format_of, report_bytes

        return report_bytes(self.inputs, format_of(Path(f"report{ending}")))


def report_on(
    snapshot: Snapshot,
    template: str | Path,
    *,
    region: str | None,
    period: object,
    formulas: str,
    theme: str | Path | None,
    anonymous: bool,
) -> Report:
    """A report on some figures.

    An unknown template, region, theme or choice of formulas is refused here, before it is saved.
    """
    from xlmarket.output import ReportInputs
    from xlmarket.report import choose_formulas, choose_theme, find_template

    if region is not None:
        region = snapshot.resolve(region).name
    inputs = ReportInputs(
        template=find_template(template),
        snapshot=snapshot,
        region=region,
        period=period,
        formulas=choose_formulas(formulas),
        theme=choose_theme(theme),
        anonymous=anonymous,
    )
    return Report(inputs)
