"""A user's workbook opened for its formulas: where they are, what their cells hold, and new bytes for those that change."""
