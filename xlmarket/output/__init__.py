"""A finished report in the format the reader wants."""

from xlmarket.output.csv_table import csv_bytes
from xlmarket.output.formats import FORMATS, Format, ReportInputs, choose_formats, format_of, formats_of, report_bytes

__all__ = [
    "FORMATS",
    "Format",
    "ReportInputs",
    "choose_formats",
    "csv_bytes",
    "format_of",
    "formats_of",
    "report_bytes",
]
