"""`xlmarket report`: one finished report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlmarket.cli.commands import command
from xlmarket.cli.metrics import choose_metrics
from xlmarket.cli.options import as_of_option, output_option, theme_option
from xlmarket.cli.report_options import (
    PERIOD,
    anonymous_option,
    check_programs,
    formulas_option,
    program_option,
    recalculate_option,
    tell_region,
    with_data_option,
)
from xlmarket.cli.session import Session

if TYPE_CHECKING:
    from xlmarket.store import DatasetState


@command(
    "report",
    "xlmarket report region-quarterly --region Europe -o europe.xlsx",
    "xlmarket report world-overview --dataset mine --metric visits -o visits.xlsx",
    "xlmarket report brief --theme navy -o brief.xlsx",
    "xlmarket report world-overview --dataset sample-quarterly -o world.pdf",
)
@click.argument("template", help="A name of `xlmarket template list`, or an .xlsx or .pptx file.")
@output_option("The file to write; its ending is the format.", required=True)
@click.option("--region", help="The region or market, where the template needs one.")
@click.option("--period", default="latest", help=PERIOD)
@click.option("--metric", help="The metric to report (default: that of the data set).")
@formulas_option
@theme_option
@anonymous_option
@recalculate_option
@with_data_option
@program_option
@as_of_option
def report(
    session: Session,
    template: str,
    output: Path,
    region: str | None,
    period: str,
    metric: str | None,
    formulas: str,
    theme: str | None,
    anonymous: bool,
    recalculate: bool,
    with_data: bool,
    program: str | None,
    as_of: DatasetState | None,
) -> None:
    """Write one report.

    Where a template has formulas with our functions, the report has their values. With --formulas lambda it keeps the
    formulas and holds, in hidden sheets, all that they need to calculate with nothing installed. With --formulas addin
    it keeps the formulas only.

    --theme gives it the colours and fonts of a palette or of a file of your own, in place of [report] theme of the
    settings.

    Formulas have the values that previews and phones show. With --recalculate LibreOffice calculates those that we
    leave to Excel.

    A .pdf has the pages that print. LibreOffice draws them, or Excel with --with excel on Windows and macOS.
    """
    from xlmarket.files import write_whole
    from xlmarket.output import ReportInputs, format_of, report_bytes
    from xlmarket.report import needs_region, report_warnings

    form = format_of(output)
    check_programs([form], recalculate=recalculate, program=program)
    snapshot = session.open_snapshot(as_of)
    if region is not None:
        tell_region(session, [(template, needs_region(template))])
    (chosen,) = choose_metrics(snapshot, [metric] if metric else [])
    config = session.load_config()
    inputs = ReportInputs(
        template=template,
        snapshot=chosen,
        region=region,
        period=period,
        formulas=formulas,
        theme=theme or config.theme,
        anonymous=anonymous or config.anonymous,
        recalculate=recalculate,
        with_data=with_data,
        program=program,
    )
    write_whole(output, report_bytes(inputs, form))
    warnings = report_warnings(output) if form == "xlsx" else ()
    for warning in warnings:
        session.message(f"xlmarket: warning: {warning}")
    session.result(str(output), {"file": str(output), "warnings": [warning.fields() for warning in warnings]})
