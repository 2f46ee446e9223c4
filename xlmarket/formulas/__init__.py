"""Formulas that travel: calls of our functions in a workbook, found in any host's spelling, converted, or frozen.

`check` lists them, `convert` spells them for another host, `freeze` puts values in their place. All else of the workbook
comes out byte for byte: `cells` and `writing` read and edit the bytes of sheets, `book` knows where formulas stand.
"""

from xlmarket.formulas.check import CheckedCall, check
from xlmarket.formulas.convert import HOSTS, ConvertedBook, convert
from xlmarket.formulas.freeze import FrozenBook, freeze

__all__ = ["HOSTS", "CheckedCall", "ConvertedBook", "FrozenBook", "check", "convert", "freeze"]
