"""Icons, script and refusals of the server, and the check of a host name."""

from __future__ import annotations

import json
import re

import pytest

from xlmarket.functions import registry
from xlmarket.hosts.officejs import refusals
from xlmarket.hosts.officejs.guards import _answers_to
from xlmarket.hosts.officejs.icons import SIZES, icon
from xlmarket.hosts.officejs.script import PARTS, script


@pytest.mark.parametrize("side", SIZES)
def test_an_icon_is_a_png_of_its_size(side: int) -> None:
    content = icon(side)
    assert content.startswith(b"\x89PNG")
    assert [int.from_bytes(content[at : at + 4], "big") for at in (16, 20)] == [side, side]


def test_the_script_has_every_part_and_the_names_of_the_registry() -> None:
    text = script("XL")
    settings = json.loads(re.findall(r"\}\)\((.*)\);", text)[-1])
    assert settings["prefix"] == "XL"
    assert settings["functions"] == list(registry())
    assert len(PARTS) == 4


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (refusals.wrong_host("x"), 421),
        (refusals.wrong_origin("x"), 403),
        (refusals.no_token(), 401),
        (refusals.too_large("x"), 413),
        (refusals.unreadable("x"), 400),
        (refusals.too_slow("x"), 503),
    ],
)
def test_a_refusal_has_its_http_status(refusal: refusals.RequestRefusal, status: int) -> None:
    assert (refusal.status, bool(refusal.why)) == (status, True)


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("localhost:8443", True),
        ("LOCALHOST.", True),
        ("a.example.com", True),
        ("a.b.example.com", False),
        ("example.com", False),
        ("evil.org", False),
        ("user@localhost", False),
        ("[::1", False),
        ("", False),
    ],
)
def test_a_host_name_is_one_of_the_certificate(host: str, own: bool) -> None:
    assert _answers_to(host, ("localhost", "*.example.com")) is own
