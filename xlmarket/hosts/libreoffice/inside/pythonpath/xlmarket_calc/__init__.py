"""The part that runs inside LibreOffice: standard library and UNO only, Python 3.8 or newer.

`functions` are what Calc calls, `answers` remembers, `link` starts and asks the process in the user's own Python,
`cells` turns values of Calc into JSON and back, `opening` mends formulas of documents that others saved, `menu` refreshes.
"""
