"""What can go wrong with an agency, as errors: each names the address, what came back, and what to do."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from xlmarket.errors import EnvironmentFault, Place, SourceError, XlmarketError

NARROW = "ask for less: fewer codes in the key, or a later startPeriod in the parameters"
_MOVED = "look the dataflow and key up at the agency, and give url, dataflow or key in [fetch.NAME] of xlmarket.toml"
_KEPT = "; figures fetched before stay in the store, and --kept reads them again"
_LONGEST = 160


def moved(url: str, what: str) -> XlmarketError:
    """An address that holds no figures any more."""
    return EnvironmentFault(
        f"the agency may have moved its figures: {what}", where=Place(file=without_secrets(url)), remedy=_MOVED + _KEPT
    )


def refused(url: str, status: int, reason: str, body: bytes) -> XlmarketError:
    """The error of a status that is no success."""
    place, said = Place(file=without_secrets(url)), _excerpt(body)
    answer = f"{status} {reason}".strip() + (f": {said}" if said else "")
    if status in (404, 410):
        return moved(url, f"it answers {answer}; or it has no figures for this key")
    if status in (413, 414):
        return SourceError(f"the agency answers {answer}: that is too much at once", where=place, remedy=NARROW)
    if status in (401, 403, 407):
        remedy = "see whether the agency asks for an account, or whether a proxy of your company refuses"
        return EnvironmentFault(f"the agency refuses: {answer}", where=place, remedy=remedy)
    if status in (429, 503):
        return EnvironmentFault(f"the agency is busy: {answer}", where=place, remedy="try again later")
    if 400 <= status < 500:
        return SourceError(f"the agency does not accept the request: {answer}", where=place, remedy=_MOVED)
    return EnvironmentFault(f"the agency failed: {answer}", where=place, remedy="try again later")


def elsewhere(url: str, target: str) -> XlmarketError:
    """A redirect to another host or scheme, which is not followed."""
    return EnvironmentFault(
        "the agency sends on to another address, which is not followed without your word",
        where=Place(file=without_secrets(url)),
        found=without_secrets(target),
        remedy='if that is the agency, give its address as url = "…" in [fetch.NAME] of xlmarket.toml',
    )


def insecure(url: str) -> XlmarketError:
    """An address that is not https."""
    return EnvironmentFault("only https is fetched", where=Place(file=without_secrets(url)), allowed="https://…")


def too_large(url: str, limit: int, where: str) -> XlmarketError:
    """A body beyond a limit."""
    what = f"the agency sends more than {limit / 1_000_000:,.0f} MB{where}"
    return SourceError(what, where=Place(file=without_secrets(url)), remedy=NARROW)


def late(url: str, what: str) -> XlmarketError:
    """An agency that takes too long."""
    return EnvironmentFault(what, where=Place(file=without_secrets(url)), remedy=f"try again later, or {NARROW}")


def broken(url: str, what: str) -> XlmarketError:
    """A body that cannot be used as it came."""
    return EnvironmentFault(what, where=Place(file=without_secrets(url)), remedy="try again; nothing was stored")


def unreachable(url: str, fault: Any) -> XlmarketError:
    """An error of the connection, by its kind."""
    import requests

    host, place = urlsplit(url).hostname, Place(file=without_secrets(url))
    if isinstance(fault, requests.exceptions.ProxyError):
        remedy = "see HTTPS_PROXY and NO_PROXY"
        return EnvironmentFault(f"the proxy does not let a request to {host} through", where=place, remedy=remedy)
    if isinstance(fault, requests.exceptions.SSLError):
        remedy = 'if your company inspects traffic, give its certificate: certificates = "company.pem" in xlmarket.toml'
        return EnvironmentFault(f"the certificate of {host} is not trusted", where=place, remedy=remedy)
    if isinstance(fault, requests.exceptions.Timeout):
        return late(url, f"{host} does not answer in time")
    return EnvironmentFault(f"{host} cannot be reached", where=place, remedy="see whether this machine has a network")


def without_secrets(url: str) -> str:
    """An address without a user, a password, and the values of parameters that look like keys."""
    bare = re.sub(r"(?<=//)[^/@]*@", "", url)
    return re.sub(r"(?i)([?&][\w-]*(?:key|token|secret|password)=)[^&]+", r"\1…", bare)


def _excerpt(body: bytes) -> str:
    """The words of an error page, without its tags, cut off."""
    text = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]*>", " ", body.decode("utf-8", "replace"))
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
