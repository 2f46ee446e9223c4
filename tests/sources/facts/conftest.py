"""The fixture that every test of facts runs on: one engine after the other, with a table of orders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources.facts.engines import NAMES, Engine
from tests.sources.facts.orders import CODES, ORDERS


@pytest.fixture(
    scope="session", params=[pytest.param(name, marks=pytest.mark.slow) if name == "spark" else name for name in NAMES]
)
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "postgres":
        with request.getfixturevalue("postgres").database() as url:
            yield _with_tables(Engine("postgres", url, folder))
    elif request.param == "spark":
        yield _with_tables(Engine("spark", request.getfixturevalue("spark"), folder))
    else:
        yield _with_tables(Engine("duckdb", f"duckdb://{folder}/facts.duckdb", folder))


def _with_tables(engine: Engine) -> Engine:
    engine.load("orders", ORDERS)
    engine.load("codes", CODES)
    return engine


@pytest.fixture
def engine(loaded: Engine, tmp_path: Path) -> Engine:
    """An engine with the tables `orders` and `codes`."""
    return loaded
