"""A URL is printed without its password, whatever the password holds and wherever in the URL it is."""

from __future__ import annotations

import pytest

from xlmarket.addresses import mask, mask_text


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("postgresql://ana:secret@db/x", "postgresql://ana:***@db/x"),
        ("postgresql+psycopg://ana:se%40cret@db:5432/x", "postgresql+psycopg://ana:***@db:5432/x"),
        ("postgresql://ana:se/c r@e:t@db/x", "postgresql://ana:***@db/x"),
        ("postgresql://:secret@/x?host=/run/postgresql", "postgresql://:***@/x?host=/run/postgresql"),
        (
            "postgresql://db/x?user=ana&password=secret&sslmode=require",
            "postgresql://db/x?user=ana&password=***&sslmode=require",
        ),
        ("https://agency/data?subscription-key=secret", "https://agency/data?subscription-key=***"),
        ("postgresql://ana@db/x", "postgresql://ana@db/x"),
        ("sqlite:////home/ana/a:b@c.sqlite", "sqlite:////home/ana/a:b@c.sqlite"),
        ("https://localhost:8443/report", "https://localhost:8443/report"),
        ("C:/figures/store.sqlite", "C:/figures/store.sqlite"),
    ],
)
def test_the_password_of_a_url_is_masked_and_the_rest_stays(url: str, masked: str) -> None:
    assert mask(url) == masked
    assert mask(masked) == masked


def test_every_url_in_a_message_is_masked() -> None:
    text = "cannot open \"postgresql://ana:secret@db/x\" nor 'mysql://b:geheim@h/y' (host=db password=secret user=ana)"
    masked = "cannot open \"postgresql://ana:***@db/x\" nor 'mysql://b:***@h/y' (host=db password=*** user=ana)"
    assert mask_text(text) == masked
