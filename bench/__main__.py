"""`python -m bench`: every comparison, one after the other."""

from bench import calls, desktop, formulas, libreoffice, names, officejs, outputs, report, startup

for comparison in (report, startup, outputs, calls, desktop, officejs, libreoffice, names, formulas):
    comparison.main()
