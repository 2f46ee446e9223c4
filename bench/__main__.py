"""`python -m bench`: every comparison, one after the other."""

from bench import calls, desktop, facts, formulas, libreoffice, names, officejs, outputs, pages, report, site, startup

for comparison in (
    report,
    startup,
    outputs,
    pages,
    site,
    calls,
    desktop,
    officejs,
    libreoffice,
    names,
    formulas,
    facts,
):
    comparison.main()
