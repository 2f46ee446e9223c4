"""What every test may ask for: the real figures and workbooks beside the project, and the programs that prove things."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.browser import drive, launch
from tests.postgres import FOLDERS, Server, serve
from tests.spark import serve as serve_spark

settings.register_profile("untimed", deadline=None)  # machines are shared: how long an example takes says nothing
settings.load_profile("untimed")

SHARED = Path(__file__).resolve().parents[2] / "shared"
IN_CI = os.environ.get("CI", "") not in ("", "0", "false")


def shared(name: str) -> Path:
    """A folder of real figures or workbooks; the test skips where a clone has none."""
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"needs the folder shared/{name} beside the project, which this clone does not have")
    return folder


def program(name: str, package: str, path: str | None = None) -> str:
    """The path of a program; its absence fails in CI and skips elsewhere. `path` are other folders to look in."""
    found = shutil.which(name, path=path)
    if found is None:
        message = f"needs the program {name} ({package})"
        pytest.fail(message) if IN_CI else pytest.skip(message)
    return found


@pytest.fixture
def data() -> Path:
    """Real published figures."""
    return shared("data")


@pytest.fixture
def corpus() -> Path:
    """Workbooks saved by Excel itself."""
    return shared("corpus")


@pytest.fixture
def hostile() -> Path:
    """Malformed and hostile workbooks."""
    return shared("hostile")


@pytest.fixture(scope="session")
def driver() -> Iterator[Any]:
    """What starts browsers, one for all tests of a process."""
    pytest.importorskip("playwright.sync_api", reason="needs the Python package playwright")
    with drive() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(driver: Any) -> Iterator[Any]:
    """A browser for pages on the disk. A page that asks for anything else gets nothing."""
    with launch(driver, program("chromium", "chromium")) as browser:
        yield browser


@pytest.fixture
def soffice() -> str:
    return program("soffice", "libreoffice-calc")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server, one for all tests of a process."""
    pytest.importorskip("psycopg", reason="needs the Python package psycopg")
    with serve(program("postgres", "postgresql-15", FOLDERS)) as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """The URL of an empty database on it, with a password."""
    with postgres.database() as url:
        yield url


@pytest.fixture(scope="session")
def spark() -> Iterator[str]:
    """The URL of a Spark cluster with two workers, one for all tests of a process."""
    if sys.version_info >= (3, 13):
        pytest.skip("pyspark 3.5 has no release for this Python")
    try:
        import pyspark  # noqa: F401
    except ImportError:
        message = "needs the Python package pyspark"
        pytest.fail(message) if IN_CI else pytest.skip(message)
    program("java", "openjdk-17-jre-headless")
    with serve_spark() as url:
        yield url


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The conformance table of this run, where hosts were asked."""
    outcomes = Counter(
        (report.nodeid.partition("::")[0], how)
        for how in ("passed", "failed", "skipped")
        for report in terminalreporter.stats.get(how, [])
    )
    if not any("conformance" in path for path, _ in outcomes):
        return
    from tests.conformance.table import results

    if printed := results(outcomes):
        terminalreporter.section("one table of cases, every host")
        terminalreporter.write_line(printed)
