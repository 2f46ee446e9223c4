"""The rights of a team's store, as `docs/team-store.md` grants them: what each of three users can and cannot do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.cli.test_cli import Captured, said
from tests.postgres import Server
from tests.store.test_store import table
from xlmarket.errors import EnvironmentFault
from xlmarket.store import catalog, open_store, read_dataset
from xlmarket.store.copying import copy_dataset
from xlmarket.store.database import Store
from xlmarket.store.engine import open_engine, writing

PAGE = Path(__file__).resolve().parents[2] / "docs" / "team-store.md"
PASSWORD = "change me"
Action = Callable[[Store], object]


def statements(block: int) -> list[str]:
    """The statements of a block of SQL of the page."""
    blocks = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return [statement.strip() for statement in blocks[block].split(";") if statement.strip()]


@pytest.fixture(scope="module")
def team(postgres: Server) -> Iterator[Callable[[str], str]]:
    """The URL of the store as a user of the page sees it, after all that the page says was done."""
    for statement in statements(0):
        postgres.run(statement)

    def url(user: str) -> str:
        return postgres.url("figures", user, PASSWORD.replace(" ", "%20"))

    with pytest.raises(EnvironmentFault, match='needs the right "admin"'):
        open_store(url("eva"))
    open_store(url("ana")).add("mine", table(1), fingerprint="a", file="a.csv")
    with psycopg.connect(url("ana"), autocommit=True) as connection:
        for statement in statements(1):
            connection.execute(statement)  # type: ignore[call-overload]
    yield url
    for user in ("ana", "ben", "eva"):
        open_engine(url(user)).dispose()
    postgres.drop("figures")
    for role in ("ana", "ben", "eva", "figures_admin", "figures_importer", "figures_reader"):
        postgres.run(f"DROP ROLE {role}")


READS: list[Action] = [
    lambda store: store.read("mine"),
    lambda store: store.datasets(),
    lambda store: store.history("mine"),
    lambda store: store.check(),
    lambda store: store.kind(),
]
IMPORTS: list[Action] = [
    lambda store: store.add("mine", table(2), fingerprint=f"{store.url}", file="b.csv"),
    lambda store: store.undo("mine"),
    lambda store: store.add("other", table(3), fingerprint=f"{store.url}", file="c.csv"),
]
ADMINISTERS: list[Action] = [
    lambda store: store.add("old", table(3), fingerprint="c", file="c.csv"),
    lambda store: store.rename("old", "new"),
    lambda store: store.delete("new"),
]


@pytest.mark.parametrize("user", ["ana", "ben", "eva"])
def test_every_user_reads(team: Callable[[str], str], user: str) -> None:
    for action in READS:
        assert action(open_store(team(user)))


@pytest.mark.parametrize("user", ["ana", "ben"])
def test_an_importer_imports_and_undoes(team: Callable[[str], str], user: str) -> None:
    for action in IMPORTS:
        assert action(open_store(team(user)))


def test_an_importer_copies_into_the_store(team: Callable[[str], str], tmp_path: Path) -> None:
    source = open_store(str(tmp_path / "source.sqlite"))
    source.add("copied", table(1), fingerprint="a", file="a.csv")
    source.undo("copied")
    assert copy_dataset(source, open_store(team("ben")), "copied").copied == 1


def test_an_admin_renames_and_deletes(team: Callable[[str], str]) -> None:
    for action in ADMINISTERS:
        action(open_store(team("ana")))
    assert "new" not in open_store(team("ana")).names()


@pytest.mark.parametrize(
    ("user", "words", "right"),
    [
        ("eva", ["import", "a.csv", "--as", "mine"], "importer"),
        ("eva", ["data", "undo", "mine"], "importer"),
        ("eva", ["data", "rename", "mine", "ours"], "admin"),
        ("ben", ["data", "rename", "mine", "ours"], "admin"),
        ("ben", ["data", "delete", "mine", "--yes"], "admin"),
    ],
)
def test_a_command_without_the_right_ends_with_5_and_names_it(
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    team: Callable[[str], str],
    user: str,
    words: list[str],
    right: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("market,metric,period,value,unit\nBrazil,sales,2015Q4,5,USD\n")
    before = open_store(team("ana")).history("mine")
    code, _, err = said(capsys, *words, "--store", team(user))
    assert code == 5, err
    assert f'needs the right "{right}"' in err
    assert "change" not in err
    assert open_store(team("ana")).history("mine") == before


@pytest.mark.parametrize(
    ("user", "statement"),
    [
        ("eva", "INSERT INTO datasets VALUES ('x', 'x', 'x', 'x', 'x')"),
        ("eva", "UPDATE vintages SET undone = true"),
        ("eva", "CREATE TABLE own (number integer)"),
        ("ben", "UPDATE observations SET value = 0"),
        ("ben", "UPDATE vintages SET number = 7"),
        ("ben", "DELETE FROM vintages"),
        ("ben", "TRUNCATE observations"),
        ("ben", "INSERT INTO layout VALUES (99)"),
        ("ben", "DROP TABLE observations"),
        ("ben", "CREATE TABLE own (number integer)"),
    ],
)
def test_the_database_itself_refuses_what_a_right_does_not_contain(
    team: Callable[[str], str], user: str, statement: str
) -> None:
    with psycopg.connect(team(user)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)  # type: ignore[call-overload]


def test_an_older_store_is_brought_up_by_an_admin_and_by_nobody_else(team: Callable[[str], str]) -> None:
    with writing(open_engine(team("ana"))) as connection:
        catalog.numbers.drop(connection)
        connection.exec_driver_sql("UPDATE layout SET version = 4")
    with pytest.raises(EnvironmentFault, match='needs the right "admin"'):
        open_store(team("ben"))
    assert open_store(team("ana")).check()
    assert read_dataset("mine", team("eva"))
