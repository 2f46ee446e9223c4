"""Responses without figures that promise a file: Eurostat prepares large ones and delivers them later.

Two ways are known. A message whose footer has the address of the file (sdmx1 reads it, and its test data hold two). And
a short answer with the id of a job, whose status and data have addresses of their own: documented by Eurostat as its
asynchronous API, and spelled here as the package eurostat for R asks for it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from xlmarket.agencies.address import secure
from xlmarket.agencies.client import Client, Reply, accepted
from xlmarket.agencies.faults import broken, elsewhere, late

_LARGEST = 100_000
_JOB = re.compile(r"[A-Za-z0-9-]{4,80}")
_WORKING = ("SUBMITTED", "PROCESSING", "QUEUED", "RUNNING")
_READY = "AVAILABLE"


@dataclass(frozen=True, slots=True)
class Promise:
    """Where the figures will be. `status` is the address that says when, if there is one."""

    data: str
    status: str = ""


def keep_promise(client: Client, reply: Reply, headers: dict[str, str]) -> Reply:
    """The figures that a reply promises, or the reply if it holds them. Raises `EnvironmentFault` if they do not come."""
    promise = promise_of(reply)
    if promise is None:
        return _arrived(reply)
    for _ in _times(client, reply.url):
        if promise.status and not _is_ready(accepted(client.get(promise.status, {}))):
            continue
        later = client.get(promise.data, headers)
        if later.status not in (202, 404) and promise_of(later) is None:
            return _arrived(later)
    raise late(reply.url, f"the agency did not prepare the figures within {client.limits.promise:g} seconds")


def _arrived(reply: Reply) -> Reply:
    """A reply that is accepted and is no promise of an unknown kind."""
    if reply.status == 202:
        raise late(reply.url, "the agency prepares the figures, and does not say where they will be")
    return accepted(reply)


def promise_of(reply: Reply) -> Promise | None:
    """The promise that a reply is, if it is one. Raises `EnvironmentFault` for one that leads elsewhere."""
    root = _tree(reply.content)
    if root is None:
        return None
    texts = {_local(node): (node.text or "").strip() for node in root.iter()}
    if "Footer" in texts and not {"Obs", "Series"} & texts.keys():
        address = next((text for text in _footer_texts(root) if re.fullmatch(r"https?://\S+", text)), None)
        return None if address is None else Promise(_same_host(reply.url, address))
    if "status" in texts and _JOB.fullmatch(texts.get("id", "")) and texts["status"] in (*_WORKING, _READY):
        base = reply.url.partition("/sdmx/")[0] + "/1.0/async"
        return Promise(f"{base}/data/{texts['id']}", f"{base}/status/{texts['id']}")
    return None


def _tree(content: bytes) -> Element | None:
    """A short message as a tree. None for anything else."""
    if len(content) > _LARGEST or not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    try:
        tree: Element = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    return tree


def _local(node: Element) -> str:
    return str(node.tag).rpartition("}")[2]


def _footer_texts(root: Element) -> Iterator[str]:
    footers = [node for node in root.iter() if _local(node) == "Footer"]
    return ((node.text or "").strip() for footer in footers for node in footer.iter())


def _same_host(url: str, target: str) -> str:
    address = secure(target)
    if urlsplit(address).netloc != urlsplit(url).netloc:
        raise elsewhere(url, target)
    return address


def _is_ready(reply: Reply) -> bool:
    root = _tree(reply.content)
    texts = [] if root is None else [(node.text or "").strip() for node in root.iter() if _local(node) == "status"]
    status = next(filter(None, texts), "no status")
    if status not in (*_WORKING, _READY):
        raise broken(reply.url, f"the agency gave the figures up: {status}")
    return status == _READY


def _times(client: Client, url: str) -> Iterator[int]:
    """One number for each look at a file that is prepared, with a wait before it."""
    limits = client.limits
    looks = max(1, round(limits.promise / limits.poll)) if limits.poll else 1
    client.watcher.say(f"{urlsplit(url).hostname} prepares the figures: looking every {limits.poll:g} seconds")
    for look in range(looks):
        time.sleep(limits.poll)
        yield look
