"""Where the figures of a finished report come from. The command `trace` prints it."""

from xlmarket.report.trace.address import CellAddress, parse_address
from xlmarket.report.trace.cells import ReportTrace, TracedCell, trace
from xlmarket.report.trace.figures import TracedFigure

__all__ = ["CellAddress", "ReportTrace", "TracedCell", "TracedFigure", "parse_address", "trace"]
