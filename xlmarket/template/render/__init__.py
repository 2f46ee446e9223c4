"""Making a workbook from a plan and a context: only the parts that change are written."""
