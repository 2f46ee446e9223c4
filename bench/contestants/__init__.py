"""Who takes part in `bench.report`: one module each, with `LABEL`, `PACKAGE` and `write(folder, items, out)`.

`folder` holds the templates of `bench.drawing`. A module imports what it needs and no more, as its memory is measured.
"""

NAMES = ("of_xlmarket", "of_values", "of_openpyxl", "of_xlsxwriter", "of_xltpl", "of_wolfxl", "of_rustpy")
