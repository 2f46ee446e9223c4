"""Formulas that travel: calls of our functions in a workbook, found in any host's spelling, converted, or frozen.

`check` lists them, `convert` spells them for another host, `freeze` puts values in their place. All else of the workbook
comes out byte for byte: `cells` and `writing` read and edit the bytes of sheets, `book` knows where formulas stand.
"""

from xlmarket.formulas.check import Finding, check
from xlmarket.formulas.convert import HOSTS, Converted, convert
from xlmarket.formulas.freeze import Frozen, freeze

__all__ = ["HOSTS", "Converted", "Finding", "Frozen", "check", "convert", "freeze"]
