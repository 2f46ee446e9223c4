"""The page of a workbook that has no page template: its visible sheets as they print, made from its finished cells."""

from xlmarket.output.html.sheets.page import show_sheets

__all__ = ["show_sheets"]
