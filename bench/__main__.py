"""`python -m bench`: every comparison, one after the other."""

from bench import calls, report, startup

for comparison in (report, startup, calls):
    comparison.main()
