"""A workbook with nothing installed: the figures as a table, the functions as LAMBDA names over them.

`embed` puts both into a workbook. What a worksheet cannot say, `limitations` lists with the reason.
"""

from xlmarket.formulas.names.embedding import embed
from xlmarket.formulas.names.functions import available_functions
from xlmarket.formulas.names.limits import limitations
from xlmarket.formulas.names.marks import data_set

__all__ = ["available_functions", "data_set", "embed", "limitations"]
