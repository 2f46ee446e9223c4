"""`python -m bench`: every comparison, one after the other."""

from bench import calls, desktop, formulas, libreoffice, names, officejs, outputs, report, site, startup

for comparison in (report, startup, outputs, site, calls, desktop, officejs, libreoffice, names, formulas):
    comparison.main()
