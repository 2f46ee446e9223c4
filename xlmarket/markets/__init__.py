"""Markets: countries, groups whose members change by date, residuals, and the names people write for them."""

from xlmarket.markets.book import Market, MarketKind, Markets
from xlmarket.markets.standard import standard_markets

__all__ = ["Market", "MarketKind", "Markets", "standard_markets"]
