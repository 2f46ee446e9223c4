"""The settings of a server: its address, the prefix of its functions, and the token of requests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address

from xlmarket.errors import UsageError
from xlmarket.formulas.prefix import read_prefix

_TOKEN = re.compile(r"[A-Za-z0-9_.~-]{16,200}")


@dataclass(frozen=True, slots=True)
class Serving:
    """`base` is the address for Excel, and `names` are all host names of the server.

    `prefix` is the namespace of the functions, such as `XL`. Raises `UsageError` for an invalid prefix or token.
    """

    base: str
    names: tuple[str, ...]
    prefix: str = ""
    token: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "prefix", read_prefix(self.prefix).removesuffix("_"))
        if self.token and not _TOKEN.fullmatch(self.token):
            raise UsageError("a token has at least 16 characters", allowed="letters, digits and - _ . ~")

    @property
    def query(self) -> str:
        """The end of every address in the manifest."""
        return f"?token={self.token}" if self.token else ""

    @property
    def manifest_page(self) -> str:
        """The address of the manifest without the token."""
        return f"{self.base}/manifest.xml"

    @property
    def manifest_url(self) -> str:
        return f"{self.manifest_page}{self.query}"


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a host."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def in_url(host: str) -> str:
    """A host as an address has it."""
    return f"[{host}]" if ":" in host else host
