"""A finished report in the format the reader wants: an Excel workbook, or its figures as CSV."""

from xlmarket.output.csv_table import csv_bytes
from xlmarket.output.formats import FORMATS, Format, ReportInputs, choose_formats, report_bytes

__all__ = ["FORMATS", "Format", "ReportInputs", "choose_formats", "csv_bytes", "report_bytes"]
