"""The worksheet functions in Excel on Windows, through the open-source part of xlwings and an add-in of our own.

A cell calls VBA (`wrapper`), VBA calls Python through xlwings' library (`udfs`), and cells travel as `crossing` says.
`addin` builds `xlmarket.xlam` from the add-in the installed xlwings brings, `install` puts it where Excel finds it,
`doctor` says what disagrees.
"""
