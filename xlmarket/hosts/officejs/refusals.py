"""What the server refuses, each with the HTTP status it answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False)
class Refused(Exception):
    """A request that is not answered."""

    status: int
    error: str
    why: str


def wrong_host(host: str) -> Refused:
    return Refused(
        421, "host", f"this server does not answer to the name {host[:100]!r}; serve with a certificate for it"
    )


def wrong_origin(origin: str) -> Refused:
    return Refused(403, "origin", f"pages of {origin[:100]!r} may not ask this server")


def no_token() -> Refused:
    return Refused(401, "token", "the token is missing or wrong; sideload the manifest of this server again")


def too_large(what: str) -> Refused:
    return Refused(413, "size", what)


def unreadable(why: str) -> Refused:
    return Refused(400, "request", why)


def too_slow(why: str) -> Refused:
    return Refused(503, "time", why)
