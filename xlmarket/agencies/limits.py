"""How long an agency may take and how much it may send."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds, bytes and numbers of one fetch. The defaults are for agencies as they are: slow, and small.

    `connect` and `read` are the longest silences, `whole` is the longest time for one body. `attempts` is how often a
    busy agency is asked, first after `pause` seconds and then after twice as long each time, or when it says itself,
    up to `longest_wait`. A file that an agency prepares is looked for every `poll` seconds, for `promise` seconds.
    """

    connect: float = 10
    read: float = 90
    whole: float = 900
    attempts: int = 5
    pause: float = 2
    longest_wait: float = 120
    poll: float = 20
    promise: float = 900
    redirects: int = 5
    received: int = 100 * MEGABYTE
    unpacked: int = 500 * MEGABYTE


USUAL = Limits()
