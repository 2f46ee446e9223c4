"""A workbook with nothing installed: the figures as a table, the functions as LAMBDA names over them.

`embed` puts both into a workbook; what a worksheet cannot say, `not_expressed` lists with the reason.
"""

from xlmarket.formulas.names.embedding import embed
from xlmarket.formulas.names.formulas import expressed
from xlmarket.formulas.names.limits import not_expressed
from xlmarket.formulas.names.marks import data_set

__all__ = ["data_set", "embed", "expressed", "not_expressed"]
