"""Workbooks as zips of parts: what nobody changes is copied as it stands. Reports and hosts write workbooks through it."""
