"""Figures from the agencies that publish them: requests by sdmx1's addresses, kept responses, a catalogue of ready series.

1. `catalogue` finds the declaration of a series, in the settings or in `catalogue.toml`.
2. `address` makes the request of it.
3. `client` asks, patiently, and `body` reads what comes under the `limits`. `promises` waits for a file that an agency
   prepares. `faults` are the errors.
4. `fetching` has the response read by `sources` and compares it with the one in the `store`.
"""

from xlmarket.agencies.catalogue import ListedSeries, all_series, find_series, ready_series
from xlmarket.agencies.fetching import Fetched, Fetcher

__all__ = ["Fetched", "Fetcher", "ListedSeries", "all_series", "find_series", "ready_series"]
