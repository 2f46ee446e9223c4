"""The read-only API over real TLS connections: the same answers as cells, pages, ETags, problems, and who may ask."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.hosts.officejs.running import Running
from xlmarket.cli import run
from xlmarket.functions import call, open_snapshot
from xlmarket.functions.registry import registry
from xlmarket.hosts.officejs.figures import ServedFigures
from xlmarket.hosts.officejs.rest.openapi import openapi
from xlmarket.hosts.officejs.rest.parameters import MOST_ROWS
from xlmarket.hosts.officejs.rest.resources import PREFIX, RESOURCES
from xlmarket.sources import read
from xlmarket.store.export import tidy_table

FIGURES = f"{PREFIX}/datasets/sample-quarterly/figures"


def address(path: str, *pairs: tuple[str, object]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


def rows_of(server: Running, *pairs: tuple[str, object]) -> list[dict[str, Any]]:
    """The rows of all pages."""
    rows: list[dict[str, Any]] = []
    following: str | None = address(FIGURES, *pairs)
    while following:
        page = server.data(following)
        rows += page["data"]
        following = page["next"]
    assert len(rows) == page["total"]
    return rows


def problem(answer: tuple[int, dict[str, str], bytes]) -> dict[str, Any]:
    status, headers, content = answer
    assert headers["content-type"] == "application/problem+json"
    told = json.loads(content)
    assert told["status"] == status
    assert {"type", "title", "status", "detail", "instance"} <= set(told)
    return dict(told)


# ----------------------------------------------------------------------------------------------------------- the figures


def test_the_pages_together_are_the_whole_data_set(sample_server: Running) -> None:
    rows = rows_of(sample_server, ("size", 2000))
    table = open_snapshot("sample-quarterly").holding.observations
    found = [(row["market"], row["metric"], row["period"], row["value"]) for row in rows]
    assert found == [(row.market, row.metric, row.period.label, row.value) for row in table]


def test_a_figure_is_what_a_cell_shows(sample_server: Running) -> None:
    snapshot = open_snapshot("sample-quarterly")
    rows = rows_of(sample_server, ("region", "South Asia"), ("period", "2015Q4"), ("metric", "sales"))
    assert len(rows) > 1
    for row in rows:
        cell = call(snapshot, "MARKET_VALUE", row["market_name"], row["period"], row["metric"]).value
        assert row["value"] == pytest.approx(cell, rel=1e-14)


@pytest.mark.parametrize(
    ("pairs", "count"),
    [
        ([("market", "Brasil"), ("metric", "sales")], 12),
        ([("market", "BRA"), ("market", "Japan"), ("metric", "sales")], 24),
        ([("market", "BRA"), ("metric", "sales"), ("period", "2015")], 4),
        ([("market", "BRA"), ("metric", "sales"), ("period", "latest")], 1),
        ([("market", "BRA"), ("metric", "sales"), ("from", "2014Q3"), ("to", "2015Q1")], 3),
        ([("market", "BRA"), ("metric", "Cross-border parcels")], 12),
        ([("market", "BRA"), ("metric", "sales"), ("status", "published")], 0),
        ([("level", "residual"), ("metric", "sales")], 12),
        ([("market", "BRA"), ("kind", "ratio"), ("period", "2015")], 5),
    ],
)
def test_filters_select(sample_server: Running, pairs: list[tuple[str, object]], count: int) -> None:
    assert len(rows_of(sample_server, *pairs)) == count


def test_a_region_has_the_members_of_the_period(sample_server: Running) -> None:
    markets = {row["market"] for row in rows_of(sample_server, ("region", "European Union"), ("metric", "sales"))}
    assert {"GBR", "DEU"} <= markets
    assert "NOR" not in markets


def test_csv_pages_are_the_tidy_table_and_import_again(sample_server: Running, tmp_path: Path) -> None:
    status, headers, first = sample_server.ask(address(FIGURES, ("format", "csv"), ("size", 3000), ("page", 1)))
    assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8; header=present")
    second = sample_server.ask(address(FIGURES, ("format", "csv"), ("size", 3000), ("page", 2)))[2]
    file = tmp_path / "pages.csv"
    file.write_bytes(first + second.split(b"\n", 1)[1])
    observations = open_snapshot("sample-quarterly").holding.observations
    assert read(file).observations.rows == observations.rows
    header = next(csv.reader(io.StringIO(first.decode())))
    assert set(tidy_table(observations).names) < set(header)


def test_a_csv_is_never_cut_off_without_a_word(sample_server: Running) -> None:
    found = problem(sample_server.ask(f"{FIGURES}?format=csv"))
    assert (found["status"], found["title"]) == (400, "a CSV of one page would hold 1,000 of 3,543 rows")
    assert sample_server.ask(f"{FIGURES}?format=csv&size=10000")[2].count(b"\n") == 3544


def test_pages_have_links_and_a_page_beyond_the_last_is_empty(sample_server: Running) -> None:
    path = address(FIGURES, ("market", "BRA"), ("metric", "sales"), ("size", 5), ("page", 2))
    _, headers, content = sample_server.ask(f"{path}&token={sample_server.token}")
    page = json.loads(content)
    assert (page["page"], page["pages"], page["total"], len(page["data"])) == (2, 3, 12, 5)
    assert [part.split("rel=")[1] for part in headers["link"].split(", ")] == ['"first"', '"prev"', '"next"', '"last"']
    assert sample_server.token not in page["next"] + headers["link"]
    beyond = sample_server.data(address(FIGURES, ("page", 99)))
    assert (beyond["data"], beyond["next"]) == ([], None)


def test_a_page_of_changed_figures_is_refused(certificate_folder: Path, tmp_path: Path) -> None:
    store, file = str(tmp_path / "store.sqlite"), tmp_path / "mine.csv"
    head = "market,metric,period,value,unit,kind\n"

    def bring(value: int) -> None:
        rows = f"{head}Brazil,sales,2015,{value},USD million,flow\nJapan,sales,2015,2,USD million,flow\n"
        file.write_text(rows, encoding="utf-8")
        assert run(["import", str(file), "--as", "mine", "--store", store, "--quiet"]) == 0

    bring(1)
    figures = ServedFigures(lambda: open_snapshot("mine", store=store), [Path(store)])
    server = Running(certificate_folder, figures=figures)
    try:
        path = f"{PREFIX}/datasets/mine/figures?size=1"
        first = server.data(path)
        bring(5)
        server.look_now()
        found = problem(server.ask(first["next"]))
        assert (found["status"], found["type"]) == (409, "urn:xlmarket:problem:snapshot")
        assert server.data(path)["data"][0]["value"] == 5
        assert server.data(f"{path}&as_of=1")["data"][0]["value"] == 1
    finally:
        server.stop()


# ------------------------------------------------------------------------------------------------------------ the others


def test_data_sets_markets_regions_metrics_and_functions_are_listed(sample_server: Running) -> None:
    names = [row["name"] for row in sample_server.data(f"{PREFIX}/datasets")["data"]]
    assert {"cross-border-2015", "sample-quarterly"} <= set(names)
    assert next(row["key"] for row in sample_server.data(f"{PREFIX}/markets?q=Braz")["data"]) == "BRA"
    assert sample_server.data(f"{PREFIX}/markets")["total"] == 70
    regions = {row["key"]: row for row in sample_server.data(f"{PREFIX}/regions")["data"]}
    assert "DEU" in regions["EU"]["members_with_figures"].split("|")
    metrics = {row["name"]: row for row in sample_server.data(f"{PREFIX}/metrics")["data"]}
    assert (metrics["sales"]["default"], metrics["sales"]["last"]) == (True, "2015Q4")
    assert sample_server.data(f"{PREFIX}/functions")["total"] == len(registry())
    assert sample_server.ask(f"{PREFIX}/regions?format=csv")[2].startswith(b"key,name,members")


def calculate(server: Running, formula: str, *pairs: tuple[str, object]) -> dict[str, Any]:
    answer = server.data(address(f"{PREFIX}/evaluate", ("formula", formula), *pairs))
    return dict(answer)


def test_a_formula_is_calculated_as_in_a_cell(sample_server: Running) -> None:
    answer = calculate(sample_server, '=MARKET_SHARE("Brazil","2015Q4")')
    snapshot = open_snapshot("sample-quarterly")
    assert answer["value"] == pytest.approx(call(snapshot, "MARKET_SHARE", "Brazil", "2015Q4").value, rel=1e-14)
    assert answer["status"] == "illustrative"
    share = '=MARKET_SHARE("Brazil")'
    assert calculate(sample_server, share, ("dataset", "cross-border-2015"))["value"] == 0.022
    assert calculate(sample_server, '=MARKET_SHARE("Brazl")')["value"]["error"] == "#VALUE!"


# --------------------------------------------------------------------------------------------------------- how it is read


def test_a_reply_that_has_not_changed_is_not_sent_again(sample_server: Running) -> None:
    for path in (f"{FIGURES}?market=BRA", f"{PREFIX}/metrics", f"{PREFIX}/openapi.json"):
        _, headers, _ = sample_server.ask(path)
        assert not headers["etag"].startswith("W/")
        for known in (headers["etag"], f'"other", {headers["etag"]}', "*"):
            status, again, content = sample_server.ask(path, headers={"If-None-Match": known})
            assert (status, content, again["etag"] == headers["etag"]) == (304, b"", True)
        assert sample_server.ask(path, headers={"If-None-Match": '"other"'})[0] == 200
        assert headers["cache-control"] == "private, no-cache"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in headers


def test_every_address_and_coding_has_an_etag_of_its_own(sample_server: Running) -> None:
    paths = [f"{FIGURES}?market=BRA", f"{FIGURES}?market=JPN", f"{FIGURES}?market=BRA&format=csv", f"{PREFIX}/markets"]
    tags = {sample_server.ask(path)[1]["etag"] for path in paths}
    packed = {sample_server.ask(path, headers={"Accept-Encoding": "gzip"})[1]["etag"] for path in paths}
    assert len(tags | packed) == 2 * len(paths)


def test_a_large_reply_is_compressed_where_it_may_be(sample_server: Running) -> None:
    _, headers, content = sample_server.ask(FIGURES, headers={"Accept-Encoding": "br, gzip;q=0.5"})
    assert (headers["content-encoding"], headers["vary"]) == ("gzip", "Accept-Encoding")
    plain = sample_server.ask(FIGURES, headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in plain[1]
    assert gzip.decompress(content) == plain[2]


def test_head_has_the_headers_and_no_body(sample_server: Running) -> None:
    status, headers, content = sample_server.ask(FIGURES, method="HEAD")
    assert (status, content) == (200, b"")
    assert (headers["etag"], int(headers["content-length"]) > 0) == (sample_server.ask(FIGURES)[1]["etag"], True)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_written(sample_server: Running, method: str) -> None:
    answer = sample_server.ask(FIGURES, {}, method=method)
    assert problem(answer)["status"] == 405
    assert set(answer[1]["allow"].split(", ")) == {"GET", "HEAD"}


# --------------------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("path", "status", "kind", "nearest"),
    [
        (f"{FIGURES}?market=Brazl", 400, "unknown-market", ["Brazil"]),
        (f"{FIGURES}?metric=saels", 400, "unknown-metric", ["sales"]),
        (f"{FIGURES}?markt=Brazil", 400, "usage-error", ["market"]),
        (f"{FIGURES}?level=markt", 400, "usage-error", ["market"]),
        (f"{PREFIX}/datasets/sampel-quarterly/figures", 404, "unknown-dataset", ["sample-quarterly"]),
        (f"{FIGURES}?period=2015Q5", 400, "period-error", None),
        (f"{FIGURES}?period=2013Q1:2015Q4", 400, "usage-error", None),
        (f"{FIGURES}?from=2013&from=2014", 400, "usage-error", None),
        (f"{FIGURES}?size={MOST_ROWS + 1}", 400, "usage-error", None),
        (f"{FIGURES}?size=0", 400, "usage-error", None),
        (f"{FIGURES}?page=-1", 400, "usage-error", None),
        (f"{FIGURES}?page=%C2%B2", 400, "usage-error", None),
        (f"{FIGURES}?region=Brazil", 400, "usage-error", None),
        (f"{FIGURES}?as_of=yesterday", 400, "usage-error", None),
        (f"{FIGURES}?as_of=2001-01-01", 400, "not-available", None),
        (f"{PREFIX}/functions?dataset=sample-quarterly", 400, "usage-error", None),
        (f"{PREFIX}/evaluate", 400, "usage-error", None),
        (f"{PREFIX}/evaluate?formula=1%2B1", 400, "usage-error", None),
        (f"{PREFIX}/nowhere", 404, "address", None),
    ],
)
def test_a_refusal_is_a_problem_with_the_nearest_match(
    sample_server: Running, path: str, status: int, kind: str, nearest: list[str] | None
) -> None:
    found = problem(sample_server.ask(path))
    assert (found["status"], found["type"]) == (status, f"urn:xlmarket:problem:{kind}")
    assert nearest is None or found["nearest"] == nearest
    assert found["instance"] == path.split("?")[0]


def test_the_token_is_taken_from_a_header_a_bearer_or_the_address(sample_server: Running) -> None:
    bare, token = {"X-Xlmarket-Token": ""}, sample_server.token
    path = f"{PREFIX}/metrics"
    answer = sample_server.ask(path, headers=bare)
    assert problem(answer)["status"] == 401
    assert answer[1]["www-authenticate"] == "Bearer"
    assert sample_server.ask(path, headers={**bare, "Authorization": f"Bearer {token}"})[0] == 200
    assert sample_server.ask(f"{path}?token={token}", headers=bare)[0] == 200
    assert sample_server.ask(f"{path}?token=wrong", headers=bare)[0] == 401
    assert sample_server.ask(path, headers={**bare, "Authorization": f"Basic {token}"})[0] == 401


def test_pages_of_others_read_no_figure(sample_server: Running) -> None:
    answer = sample_server.ask(FIGURES, headers={"Origin": "https://evil.example"})
    assert problem(answer)["status"] == 403
    assert sample_server.ask(FIGURES, method="OPTIONS")[0] == 405


# -------------------------------------------------------------------------------------------------------------- OpenAPI


def test_the_document_describes_every_resource(sample_server: Running) -> None:
    document = sample_server.data(f"{PREFIX}/openapi.json")
    assert document == openapi()
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {f"{PREFIX}{resource.path}" for resource in RESOURCES}
    operations = [path["get"] for path in document["paths"].values()]
    assert len({operation["operationId"] for operation in operations}) == len(RESOURCES)


def references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if "$ref" in value else []
        return own + [found for each in value.values() for found in references(each)]
    return [found for each in value for found in references(each)] if isinstance(value, list) else []


def test_every_reference_of_the_document_resolves() -> None:
    document = openapi()
    for reference in references(document):
        place: Any = document
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]
        assert place["type"] == "object"
    for path, operations in document["paths"].items():
        in_path = {each["name"] for each in operations["get"]["parameters"] if each["in"] == "path"}
        assert in_path == {part[1:-1] for part in path.split("/") if part.startswith("{")}


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.path)
def test_a_reply_is_as_the_document_describes_it(sample_server: Running, resource: Any) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="needs the Python package jsonschema")
    document = openapi()
    path = f"{PREFIX}{resource.path}"
    schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    pairs = [("formula", '=MARKET_SHARE("Brazil")')] if "formula" in str(resource.parameters) else []
    reply = sample_server.data(address(path.replace("{name}", "sample-quarterly"), *pairs))
    found = {**schema, "components": document["components"]}
    jsonschema.Draft202012Validator.check_schema(found)
    jsonschema.Draft202012Validator(found).validate(reply)
