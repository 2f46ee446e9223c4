"""The server the tests start themselves: a password is needed, a kill loses no commit, and nothing is left over."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.conftest import program
from tests.postgres import FOLDERS, Server, serve


def test_a_fresh_database_is_empty_and_its_server_wants_a_password(postgres: Server, postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres_url.replace(postgres.password, "wrong"))


def test_a_server_that_was_killed_comes_back_with_what_was_committed_and_leaves_nothing_behind() -> None:
    with serve(program("postgres", "postgresql-15", FOLDERS), durable=True) as server:
        server.run("CREATE TABLE kept AS SELECT 1 AS number")
        server.kill()
        with pytest.raises(psycopg.OperationalError):
            server.run("SELECT 1")
        server.start()
        assert server.run("SELECT number FROM kept") == [(1,)]
        folder = Path(server.folder)
    assert not folder.exists()
