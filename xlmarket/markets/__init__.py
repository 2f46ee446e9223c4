"""Markets: countries, groups whose members change by date, residuals, and the names people write for them."""

from xlmarket.markets.book import Market, MarketKind, Markets

__all__ = ["Market", "MarketKind", "Markets"]
