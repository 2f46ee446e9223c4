"""Figures that are only promised are waited for, within a limit."""

from __future__ import annotations

import pytest

from tests.agencies.messages import BRAZIL, job, message, promise
from tests.agencies.server import Agency, Played, serving
from tests.agencies.test_client import QUICK, zipped
from tests.conftest import shared
from xlmarket.agencies.client import Client, Reply
from xlmarket.agencies.promises import keep_promise, promise_of
from xlmarket.errors import EnvironmentFault

FIGURES = message(BRAZIL)
START = "/eurostat/api/dissemination/sdmx/2.1/data/x"
JOB = "0aa1f6a2-9c3e-4a8e-8f35-6b0a4f1f2c3d"
ASYNC = "/eurostat/api/dissemination/1.0/async"


def fetch(agency: Agency) -> Reply:
    client = Client(limits=QUICK)
    return keep_promise(client, client.get(agency.url + START, {}), {"Accept": "*/*"})


def test_a_file_that_a_footer_promises_is_waited_for(agency: Agency) -> None:
    agency.play(START, promise(agency.url + "/file/1"))
    agency.play("/file/1", Played(status=404), Played(status=404), Played(body=zipped(data=FIGURES)))
    assert fetch(agency).content == FIGURES
    assert agency.paths == [START, "/file/1", "/file/1", "/file/1"]


def test_a_file_that_never_comes_is_an_error(agency: Agency) -> None:
    agency.play(START, promise(agency.url + "/file/1"))
    with pytest.raises(EnvironmentFault, match=r"did not prepare the figures within 0.2 seconds; try again later"):
        fetch(agency)


def test_a_promise_on_another_host_is_named_and_not_followed(agency: Agency) -> None:
    with serving() as other:
        agency.play(START, promise(other.url + "/file/1"))
        with pytest.raises(EnvironmentFault, match="not followed"):
            fetch(agency)
        assert not other.asked


def test_a_job_is_asked_for_its_status_until_the_figures_are_there(agency: Agency) -> None:
    agency.play(START, job(JOB, "SUBMITTED"))
    agency.play(f"{ASYNC}/status/{JOB}", job(JOB, "PROCESSING"), job(JOB, "AVAILABLE"))
    agency.play(f"{ASYNC}/data/{JOB}", FIGURES)
    assert fetch(agency).content == FIGURES
    assert [path.rpartition("/async/")[2][:6] for path in agency.paths[1:]] == ["status", "status", "data/0"]


@pytest.mark.parametrize("status", [job(JOB, "EXPIRED"), job(JOB, "ERROR"), b"<x/>"])
def test_a_job_that_is_given_up_is_an_error(agency: Agency, status: bytes) -> None:
    agency.play(START, job(JOB, "SUBMITTED"))
    agency.play(f"{ASYNC}/status/{JOB}", status)
    with pytest.raises(EnvironmentFault, match="gave the figures up"):
        fetch(agency)


def test_a_promise_of_an_unknown_kind_is_an_error(agency: Agency) -> None:
    agency.play(START, Played(status=202, body=b"accepted"))
    with pytest.raises(EnvironmentFault, match="does not say where they will be; try again later"):
        fetch(agency)


@pytest.mark.parametrize("name", ["footer.xml", "footer2.xml"])
def test_the_real_promises_of_eurostat_are_known(name: str) -> None:
    content = (shared("sdmx") / "ESTAT" / name).read_bytes()
    url = "https://ec.europa.eu/eurostat/x"
    found = promise_of(Reply(status=200, url=url, reason="", headers={}, content=content))
    assert found is not None
    assert found.data.startswith("https://ec.europa.eu/eurostat/SDMX/diss-web/file/")


@pytest.mark.parametrize(
    "content", [FIGURES, b"<a", b'{"id": 1}', b"a,b\n", b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"]
)
def test_anything_else_is_no_promise(content: bytes) -> None:
    assert promise_of(Reply(status=200, url="https://x/y", reason="", headers={}, content=content)) is None
