"""A finished report as one page of HTML that needs nothing beside itself: no server, no other file, no framework."""

from xlmarket.output.html.page import page_bytes, page_parts, page_source

__all__ = ["page_bytes", "page_parts", "page_source"]
