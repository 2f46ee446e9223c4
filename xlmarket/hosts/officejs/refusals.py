"""The refusals of the server, each with its HTTP status."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False)
class RequestRefusal(Exception):
    """A request that the server refuses."""

    status: int
    error: str
    why: str


def wrong_host(host: str) -> RequestRefusal:
    return RequestRefusal(
        421, "host", f"this server does not answer to the name {host[:100]!r}; serve with a certificate for it"
    )


def wrong_origin(origin: str) -> RequestRefusal:
    return RequestRefusal(403, "origin", f"pages of {origin[:100]!r} may not ask this server")


def no_token(*, for_programs: bool = False) -> RequestRefusal:
    remedy = (
        "give it as a bearer, in the header X-XLMarket-Token, or as token= in the address"
        if for_programs
        else "sideload the manifest of this server again"
    )
    return RequestRefusal(401, "token", f"the token is missing or wrong; {remedy}")


def too_large(what: str) -> RequestRefusal:
    return RequestRefusal(413, "size", what)


def unreadable(why: str) -> RequestRefusal:
    return RequestRefusal(400, "request", why)


def too_slow(why: str) -> RequestRefusal:
    return RequestRefusal(503, "time", why)


def late(why: str) -> RequestRefusal:
    return RequestRefusal(408, "time", why)
