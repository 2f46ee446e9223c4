"""The formulas: pure functions on dense arrays, without names, files or clocks. `functions` hands them figures."""
