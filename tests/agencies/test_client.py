"""HTTP with an agency: patience, limits, addresses that are not followed, and errors that say what to do."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from tests.agencies.server import Agency, Played, serving
from xlmarket.agencies.client import Client, Reply, Silence, accepted
from xlmarket.agencies.limits import Limits
from xlmarket.errors import ConfigError, EnvironmentFault, SourceError, XlmarketError

QUICK = Limits(connect=2, read=0.4, whole=5, attempts=3, pause=0.01, longest_wait=2, poll=0.02, promise=0.2)
FIGURES = b"<data>" + b"1" * 5000 + b"</data>"


def client(**limits: float) -> Client:
    from dataclasses import replace

    return Client(limits=replace(QUICK, **limits))


def get(agency: Agency, path: str = "/data", **limits: float) -> Reply:
    return accepted(client(**limits).get(agency.url + path, {"Accept": "*/*"}))


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    "reply",
    [
        Played(body=FIGURES),
        Played.packed(FIGURES),
        Played(body=gzip.compress(FIGURES)),
        Played(body=zipped(data=FIGURES)),
        Played(body=FIGURES, headers={"Transfer-Encoding": "identity"}),
    ],
    ids=["plain", "packed", "a gz", "a zip", "identity"],
)
def test_a_body_comes_as_it_is_meant(agency: Agency, reply: Played) -> None:
    agency.play("/data", reply)
    assert get(agency).content == FIGURES


def test_one_user_agent_with_the_version_asks(agency: Agency) -> None:
    agency.play("/data", FIGURES)
    get(agency)
    assert agency.asked[0].headers["User-Agent"].startswith("xlmarket/0")
    assert agency.asked[0].headers["Accept-Encoding"] == "gzip, deflate"


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_agency_is_asked_again(agency: Agency, status: int) -> None:
    agency.play(
        "/data", Played(status=status), Played(status=status, headers={"Retry-After": "0"}), Played(body=FIGURES)
    )
    assert get(agency).content == FIGURES
    assert len(agency.asked) == 3


def test_the_time_an_agency_asks_for_is_waited_and_said(agency: Agency) -> None:
    said: list[str] = []

    class Watcher(Silence):
        def say(self, sentence: str) -> None:
            said.append(sentence)

    agency.play("/data", Played(status=429, headers={"Retry-After": "1"}), Played(body=FIGURES))
    assert Client(limits=QUICK, watcher=Watcher()).get(agency.url + "/data", {}).content == FIGURES
    assert said == ["the agency is busy (429): asking again in 1 seconds"]


@pytest.mark.parametrize("asked", ["Thu, 01 Jan 2015 00:00:00 GMT", "soon", "-5"])
def test_a_time_that_is_past_or_none_is_not_waited_for_long(agency: Agency, asked: str) -> None:
    agency.play("/data", Played(status=429, headers={"Retry-After": asked}), Played(body=FIGURES))
    assert get(agency).content == FIGURES


def test_an_agency_that_asks_for_an_hour_is_not_waited_for(agency: Agency) -> None:
    agency.play("/data", Played(status=503, headers={"Retry-After": "3600"}))
    with pytest.raises(EnvironmentFault, match=r"busy: 503 Service Unavailable; try again later"):
        get(agency)
    assert len(agency.asked) == 1


def test_an_agency_that_stays_busy_is_an_error(agency: Agency) -> None:
    agency.play("/data", Played(status=429, body=b"<p>Too many <b>requests</b></p>"))
    with pytest.raises(EnvironmentFault, match="busy: 429 Too Many Requests: Too many requests"):
        get(agency)
    assert len(agency.asked) == 3


CASES = [
    (401, EnvironmentFault, "refuses: 401"),
    (403, EnvironmentFault, "refuses: 403"),
    (404, EnvironmentFault, "may have moved its figures: it answers 404 Not Found: gone; or it has no figures"),
    (410, EnvironmentFault, "may have moved its figures: it answers 410"),
    (400, SourceError, "does not accept the request: 400 Bad Request: gone"),
    (406, SourceError, "does not accept the request: 406"),
    (413, SourceError, "that is too much at once; ask for less: fewer codes in the key"),
    (414, SourceError, "that is too much at once; ask for less"),
    (500, EnvironmentFault, "the agency failed: 500"),
]


@pytest.mark.parametrize(("status", "kind", "words"), CASES)
def test_a_refusal_says_what_came_back_and_what_to_do(
    agency: Agency, status: int, kind: type[XlmarketError], words: str
) -> None:
    agency.play("/data", Played(status=status, body=b"<html><style>x</style><p>gone</p></html>"))
    with pytest.raises(kind) as caught:
        get(agency)
    assert words in str(caught.value)
    assert str(caught.value).startswith(agency.url + "/data: ")


@pytest.mark.parametrize("page", [b"<!DOCTYPE html><p>We moved", b"\xef\xbb\xbf\n<HTML><p>We moved", b""])
def test_a_page_in_place_of_figures_is_a_moved_agency(agency: Agency, page: bytes) -> None:
    agency.play("/data", page)
    with pytest.raises(EnvironmentFault, match=r"may have moved its figures: (a web page|nothing) came back") as caught:
        get(agency)
    assert caught.value.exit_code == 5
    assert "--kept reads them again" in caught.value.remedy


def test_a_redirect_on_the_same_host_is_followed(agency: Agency) -> None:
    agency.play("/data", Played(status=301, headers={"Location": "/new"}))
    agency.play("/new", FIGURES)
    reply = get(agency)
    assert (reply.content, reply.url) == (FIGURES, agency.url + "/new")


def test_a_redirect_to_a_page_is_a_moved_agency(agency: Agency) -> None:
    agency.play("/data", Played(status=301, headers={"Location": "/home"}))
    agency.play("/home", b"<html>Welcome")
    with pytest.raises(EnvironmentFault, match="may have moved"):
        get(agency)


def test_a_redirect_elsewhere_is_named_and_not_followed(agency: Agency) -> None:
    with serving() as other:
        other.play("/data", FIGURES)
        agency.play("/data", Played(status=302, headers={"Location": f"{other.url}/data"}))
        with pytest.raises(EnvironmentFault, match="not followed without your word") as caught:
            get(agency)
        assert caught.value.found == f"{other.url}/data"
        assert not other.asked


@pytest.mark.parametrize(
    "target", ["https://127.0.0.1/data", "file:///etc/passwd", "http://example.org/data", "http://a:b/"]
)
def test_a_redirect_to_another_scheme_or_host_is_not_followed(agency: Agency, target: str) -> None:
    agency.play("/data", Played(status=307, headers={"Location": target}))
    with pytest.raises(EnvironmentFault, match="not followed"):
        get(agency)


def test_a_redirect_that_cannot_be_read_is_an_error(agency: Agency) -> None:
    agency.play("/data", Played(status=302, headers={"Location": "http://["}))
    with pytest.raises(EnvironmentFault, match="sends on to an address that cannot be read"):
        get(agency)


def test_redirects_in_a_circle_end(agency: Agency) -> None:
    agency.play("/data", Played(status=302, headers={"Location": "/data"}))
    with pytest.raises(EnvironmentFault, match="sends on more than 5 times"):
        get(agency)


def test_a_body_that_is_cut_off_is_an_error(agency: Agency) -> None:
    agency.play("/data", Played(body=FIGURES, announced=len(FIGURES) + 100))
    with pytest.raises(EnvironmentFault, match="the figures are cut off"):
        get(agency)


def test_a_packed_body_that_is_cut_off_is_an_error(agency: Agency) -> None:
    packed = gzip.compress(FIGURES)[:-9]
    agency.play("/data", Played(body=packed, headers={"Content-Encoding": "gzip"}))
    with pytest.raises(EnvironmentFault, match="packed figures are cut off"):
        get(agency)


@pytest.mark.parametrize("body", [b"PK\x03\x04 no zip", zipped(a=FIGURES, b=FIGURES), zipped(data=FIGURES)[:-30]])
def test_a_zip_that_is_not_one_file_is_an_error(agency: Agency, body: bytes) -> None:
    agency.play("/data", body)
    with pytest.raises(EnvironmentFault, match="the zip of the agency"):
        get(agency)


def test_a_packing_that_was_not_asked_for_is_an_error(agency: Agency) -> None:
    agency.play("/data", Played(body=FIGURES, headers={"Content-Encoding": "br"}))
    with pytest.raises(EnvironmentFault, match="not asked for: br"):
        get(agency)


def test_an_agency_that_stops_sending_is_late(agency: Agency) -> None:
    agency.play("/data", Played(body=FIGURES, announced=9000, stalls=True))
    with pytest.raises(EnvironmentFault, match="stopped sending"):
        get(agency)


def test_an_agency_that_drips_is_late_as_a_whole(agency: Agency) -> None:
    agency.play("/data", FIGURES)
    with pytest.raises(EnvironmentFault, match=r"too slow: 5,013 bytes in -1 seconds"):
        get(agency, whole=-1)


def test_more_bytes_than_the_limit_are_refused(agency: Agency) -> None:
    agency.play("/data", FIGURES)
    with pytest.raises(SourceError, match=r"sends more than 0 MB; ask for less"):
        get(agency, received=1000)


@pytest.mark.parametrize("body", [Played.packed(b"0" * 3_000_000), Played(body=zipped(data=b"0" * 3_000_000))])
def test_bytes_that_unpack_to_more_than_the_limit_are_refused(agency: Agency, body: Played) -> None:
    agency.play("/data", body)
    with pytest.raises(SourceError, match="sends more than 1 MB when unpacked"):
        get(agency, unpacked=1_000_000)


def test_an_agency_that_is_not_there_is_an_error() -> None:
    with serving() as agency:
        url = agency.url
    with pytest.raises(EnvironmentFault, match=r"127\.0\.0\.1 cannot be reached"):
        client().get(url, {})


def test_a_proxy_is_used_and_its_password_is_not_printed(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", agency.url.replace("//", "//me:secret@"))
    with pytest.raises(EnvironmentFault, match=r"the proxy does not let a request to example\.org through") as caught:
        client().get("https://example.org/data", {})
    assert "secret" not in repr(vars(caught.value))


def test_a_proxy_is_not_used_for_hosts_of_no_proxy(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    agency.play("/data", FIGURES)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with pytest.raises(EnvironmentFault, match="proxy"):
        get(agency)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert get(agency).content == FIGURES


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    from xlmarket.hosts.officejs.certificate import local_certificate

    made = local_certificate(tmp_path_factory.mktemp("certificate"))
    return made.certificate, made.key


def test_a_certificate_nobody_trusts_is_an_error(certificate: tuple[Path, Path]) -> None:
    with serving(*certificate) as agency:
        agency.play("/data", FIGURES)
        with pytest.raises(EnvironmentFault, match=r"certificate of 127\.0\.0\.1 is not trusted.*company\.pem"):
            get(agency)


def test_a_certificate_of_the_settings_is_trusted(certificate: tuple[Path, Path]) -> None:
    with serving(*certificate) as agency:
        agency.play("/data", FIGURES)
        reply = Client(limits=QUICK, certificates=str(certificate[0])).get(agency.url + "/data", {})
        assert reply.content == FIGURES


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_a_certificate_of_the_environment_is_trusted(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, str(certificate[0]))
    with serving(*certificate) as agency:
        agency.play("/data", FIGURES)
        assert get(agency).content == FIGURES


def test_a_file_of_certificates_that_is_not_there_is_named(agency: Agency) -> None:
    with pytest.raises(ConfigError, match=r"company\.pem: the file of certificates is not there"):
        Client(certificates="company.pem").get(agency.url, {})


def test_keys_in_an_address_are_not_printed(agency: Agency) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        get(agency, "/none?subscription-key=abc&x=1")
    assert "abc" not in str(caught.value)
    assert "subscription-key=…&x=1" in str(caught.value)
