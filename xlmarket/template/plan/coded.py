"""Texts with tags in places that have codes of their own, in which a value stays a value: headers, links, number formats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from xlmarket.package.links import link_address
from xlmarket.template.plan.expressions import Scope, Text

GUARD = "\x02"
"""Stands before a tag that follows a code which goes on with digits: `&12`, `&P`."""

_AFTER_CODE = re.compile(f"{GUARD}(?=[0-9+-])")
_NO_CHANGE = "&S&S"
"""Strikes text through, and no more: a code that ends the one before it."""


def header_value(value: object) -> str:
    """A value in a header or footer, in which `&` begins a code."""
    return "" if value is None else str(value).replace("&", "&&")


def address_value(value: object) -> str:
    """A value in an address, in which `&`, `?`, `#` and others have a meaning."""
    return "" if value is None else quote(str(value), safe="/")


def mail_value(value: object) -> str:
    """A value in a link to an electronic mail."""
    return "" if value is None else quote(str(value), safe="/@")


def format_value(value: object) -> str:
    """A value among the quoted letters of a number format, in which a quote ends them."""
    return "" if value is None else str(value).replace('"', '"\\""')


@dataclass(frozen=True, slots=True)
class HeaderText:
    """A header or footer. The values of its tags are written by `header_value`."""

    source: str
    text: Text

    @property
    def names(self) -> frozenset[str]:
        """The variables it needs."""
        return self.text.names

    def value(self, scope: Scope) -> str:
        """The finished text. Raises `TemplateError` without a place."""
        return _AFTER_CODE.sub(_NO_CHANGE, self.text.value(scope)).replace(GUARD, "")


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """An address with tags. One at its beginning gives it as it is, the values of others are written by `address_value`."""

    source: str
    beginning: Text
    rest: Text

    @property
    def names(self) -> frozenset[str]:
        """The variables it needs."""
        return self.beginning.names | self.rest.names

    def value(self, scope: Scope) -> str:
        """The finished address, "" for a link to nothing. Raises `TemplateError` without a place for one that is none."""
        address = self.beginning.value(scope) + self.rest.value(scope)
        return link_address(address) if address else address
