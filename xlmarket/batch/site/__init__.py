"""The front page of an output folder: `index.html` with all its reports, which works from the disk."""

from xlmarket.batch.site.page import INDEX, needs_site, site_page, write_site

__all__ = ["INDEX", "needs_site", "site_page", "write_site"]
