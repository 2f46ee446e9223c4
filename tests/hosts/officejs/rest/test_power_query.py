"""The Power Query against the real server: its addresses, paging, columns and types, as far as that goes without Excel.

No program here runs M. The test reads from the text what it asks for, asks the server the same way, and types the rows as
the text says.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.hosts.officejs.running import Running
from xlmarket.cli import run
from xlmarket.errors import UsageError
from xlmarket.functions import open_snapshot
from xlmarket.hosts.officejs.rest.parameters import MOST_ROWS
from xlmarket.output.datasets.power_query import PAGE, power_query

ROOT = Path(__file__).resolve().parents[4]
TYPES = {"text": str, "number": (int, float), "logical": bool, "date": str}


def step(text: str, name: str) -> str:
    """The expression of one step of the query, on one line."""
    found = re.search(rf"^ +{name} = (.*?),?$", text, re.MULTILINE)
    assert found, name
    return found[1]


def texts(expression: str) -> list[str]:
    return [found.replace('""', '"') for found in re.findall(r'"((?:[^"]|"")*)"', expression)]


def filters(text: str) -> list[tuple[str, str]]:
    """The pairs of the record of filters. A list gives its name several times, as `Web.Contents` does."""
    record = step(text, "Filters")
    return [(name, value) for name, values in re.findall(r"(\w+) = \{(.*?)\}", record) for value in texts(values)]


def read_as_power_query(server: Running, text: str, size: int) -> list[dict[str, Any]]:
    """Ask as the query does: root, relative path, and a record of parameters, until `next` is null."""
    (base,), (path,) = texts(step(text, "Base")), texts(step(text, "Path"))
    assert base == server.url
    paging = re.findall(r"(\w+) = ", step(text, "Paging"))
    assert paging == ["page", "size"]
    assert step(text, "Same") == 'if snapshot = "" then [] else [snapshot = snapshot]'
    rows: list[dict[str, Any]] = []
    number, snapshot = 1, ""
    while True:
        pairs = [*filters(text), ("page", str(number)), ("size", str(size))]
        pairs += [("snapshot", snapshot)] if snapshot else []
        reply = server.data(f"/{path}?{urlencode(pairs)}")
        rows += reply["data"]
        if reply["next"] is None:
            return rows
        number, snapshot = reply["page"] + 1, reply["snapshot"]


@pytest.mark.parametrize("size", [PAGE, 1000])
def test_it_reads_every_figure(sample_server: Running, size: int) -> None:
    text = power_query("sample-quarterly", url=sample_server.url)
    assert int(step(text, "Size")) == PAGE <= MOST_ROWS
    rows = read_as_power_query(sample_server, text, size)
    table = open_snapshot("sample-quarterly").holding.observations
    assert [(row["market"], row["period"], row["value"]) for row in rows] == [
        (row.market, row.period.label, row.value) for row in table
    ]


def test_its_columns_and_types_are_those_of_the_reply(sample_server: Running) -> None:
    text = power_query("sample-quarterly", url=sample_server.url, metrics=("sales",))
    rows = read_as_power_query(sample_server, text, PAGE)
    types = dict(re.findall(r'\{"(\w+)", type (\w+)\}', step(text, "Typed")))
    assert texts(step(text, "Names")) == list(rows[0]) == list(types)
    assert {row["metric"] for row in rows} == {"sales"}
    for row in rows[::50]:
        for name, kind in types.items():
            assert isinstance(row[name], TYPES[kind]), name
            assert kind != "date" or date.fromisoformat(row[name])


def test_a_token_is_a_key_of_the_credentials_and_never_in_the_text(sample_server: Running) -> None:
    text = power_query("sample-quarterly", url=sample_server.url, has_token=True)
    (name,) = re.findall(r'ApiKeyName = "(\w+)"', text)
    (path,) = texts(step(text, "Path"))
    bare = {"X-Xlmarket-Token": ""}
    assert sample_server.ask(f"/{path}?{name}={sample_server.token}", headers=bare)[0] == 200
    assert sample_server.token not in text
    assert "ApiKeyName" not in power_query("sample-quarterly")


def test_brackets_quotes_and_names_are_written_as_m_wants_them() -> None:
    text = power_query('a "b"/c\n#(d)', metrics=('x"y', "#(z)"))
    for opening, closing in ("()", "[]", "{}"):
        plain = re.sub(r'"(?:[^"]|"")*"|//[^\n]*', "", text)
        assert plain.count(opening) == plain.count(closing)
    assert texts(step(text, "Path")) == ["api/v1/datasets/a%20%22b%22%2Fc%0A%23%28d%29/figures"]
    assert step(text, "Filters") == '[metric = {"x""y", "#(#)(z)"}]'


@pytest.mark.parametrize("url", ["http://localhost:8443", "localhost", "https://localhost/api/v1", "https://x?token=1"])
def test_an_address_that_is_no_server_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="not the address of a server"):
        power_query("mine", url=url)


def test_the_command_checks_data_set_metric_and_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["data", "connect", "sampel-quarterly"]) == 3
    assert run(["data", "connect", "sample-quarterly", "--metric", "saels"]) == 3
    assert run(["data", "connect", "sample-quarterly", "-o", "x.txt"]) == 2
    assert "did you mean sample-quarterly" in capsys.readouterr().err
    assert run(["data", "connect", "sample-quarterly", "--metric", "Cross-border parcels"]) == 0
    assert '[metric = {"parcels"}]' in capsys.readouterr().out


def test_the_python_of_the_page_runs(sample_server: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs" / "power-query.md").read_text(encoding="utf-8")
    over_https, of_a_file = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    monkeypatch.setenv("SSL_CERT_FILE", str(sample_server.certificate.authority))
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    token = f"?token={sample_server.token}&"
    exec(over_https.replace("https://localhost:8443", sample_server.url).replace("?", token, 1), names)
    frame = names["figures"]
    observations = [row for row in open_snapshot("sample-quarterly").holding.observations if row.metric == "sales"]
    assert frame["value"].tolist() == [row.value for row in observations]
    assert [day.date() for day in frame["period_end"]] == [row.period.end for row in observations]
    assert run(["data", "export", "sample-quarterly", "-o", "sample.parquet"]) == 0
    exec(of_a_file, names)
    assert len(names["figures"]) == len(observations)
