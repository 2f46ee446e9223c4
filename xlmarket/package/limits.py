"""Excel's limits, from its specification: every room that writes or checks workbooks reads them here."""

from __future__ import annotations

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
"""The last row and the last column of a sheet, `XFD`."""

MOST_HEIGHT = 409.5
"""Points of a row."""

MOST_WIDTH = 255
"""Digits of a column's width."""

MOST_TEXT = 32_767
"""Characters in a cell."""

MOST_DIGITS = 15
"""Digits of a number. Excel turns later ones into zeros without a word."""

MOST_FORMAT = 255
"""Characters of a number format."""

MOST_HEADER = 255
"""Characters of a header or footer with its codes."""

MOST_FORMULA = 8_192
"""Characters of a formula, without its `=`."""

MOST_TEXT_IN_FORMULA = 255
"""Characters of one text inside a formula, and in an array constant. `&` joins longer ones outside of arrays."""

MOST_ADDRESS = 2_079
"""Characters of the address of a link."""

MOST_BREAKS = 1_023
"""Page breaks of a sheet between rows, and as many between columns: what Excel itself has saved."""
