"""The refusals of the server, each with its HTTP status."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False)
class Refusal(Exception):
    """A request that the server refuses."""

    status: int
    error: str
    why: str


def wrong_host(host: str) -> Refusal:
    return Refusal(
        421, "host", f"this server does not answer to the name {host[:100]!r}; serve with a certificate for it"
    )


def wrong_origin(origin: str) -> Refusal:
    return Refusal(403, "origin", f"pages of {origin[:100]!r} may not ask this server")


def no_token() -> Refusal:
    return Refusal(401, "token", "the token is missing or wrong; sideload the manifest of this server again")


def too_large(what: str) -> Refusal:
    return Refusal(413, "size", what)


def unreadable(why: str) -> Refusal:
    return Refusal(400, "request", why)


def too_slow(why: str) -> Refusal:
    return Refusal(503, "time", why)
