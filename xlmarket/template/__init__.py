"""The template engine: a workbook with tags and a context become a finished workbook. It knows no market."""
