"""The read-only REST API of `xlmarket serve` under `/api/v1`: figures, markets, metrics and functions for other programs.

`resources` is its registry: the routes, their parameters, the columns of what they return, and `openapi.json` are all
made from it. A request goes through `parameters`, then `resources`, then `replies`.
"""

from xlmarket.hosts.officejs.rest.routes import rest_routes

__all__ = ["rest_routes"]
