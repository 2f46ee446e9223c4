"""The worksheet functions in Excel on Windows, through the open-source part of xlwings and an add-in of our own.

A cell calls VBA (`wrapper`), and VBA calls Python through xlwings' library (`udfs`). `crossing` converts the cells.
`addin` builds `xlmarket.xlam` from the add-in of the installed xlwings, `install` copies it to Excel's start folder, and
`doctor` checks that all parts agree.
"""
