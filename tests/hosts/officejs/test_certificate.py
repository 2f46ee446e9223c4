"""The certificate: made for this machine, kept, renewed in time, or the user's own."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from tests.hosts.officejs.running import Running
from xlmarket.errors import EnvironmentFault, InputError
from xlmarket.hosts.officejs.certificate import LOCAL, RENEW, VALID, local_certificate, read_certificate

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_one_made_for_this_machine_is_kept(tmp_path: Path) -> None:
    first = local_certificate(tmp_path, now=NOW)
    content = first.certificate.read_bytes()
    assert first.names == LOCAL
    assert local_certificate(tmp_path, now=NOW).certificate.read_bytes() == content


def test_its_key_is_the_owners_alone_and_the_authoritys_is_nowhere(tmp_path: Path) -> None:
    made = local_certificate(tmp_path)
    assert made.key.stat().st_mode & 0o077 == 0
    assert [file.name for file in tmp_path.iterdir() if b"PRIVATE KEY" in file.read_bytes()] == [made.key.name]


def test_it_is_made_anew_shortly_before_its_end(tmp_path: Path) -> None:
    first = read(local_certificate(tmp_path, now=NOW).certificate)
    assert read(local_certificate(tmp_path, now=NOW + VALID - RENEW - timedelta(hours=1)).certificate) == first
    later = read(local_certificate(tmp_path, now=NOW + VALID - RENEW + timedelta(hours=1)).certificate)
    assert later.not_valid_after_utc > first.not_valid_after_utc


def test_it_is_made_anew_for_another_name(tmp_path: Path) -> None:
    local_certificate(tmp_path)
    assert local_certificate(tmp_path, ("10.0.0.5", "figures.example")).names == (
        "localhost", "figures.example", "127.0.0.1", "::1", "10.0.0.5",
    )  # fmt: skip


def test_it_is_made_anew_when_a_file_is_gone_or_spoiled(tmp_path: Path) -> None:
    made = local_certificate(tmp_path)
    made.key.unlink()
    local_certificate(tmp_path).context()
    made.certificate.write_text("spoiled")
    local_certificate(tmp_path).context()


def test_who_trusts_the_authority_trusts_these_names_and_nothing_else(tmp_path: Path) -> None:
    made = local_certificate(tmp_path)
    assert made.authority is not None
    authority = read(made.authority)
    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    assert {str(one.value) for one in constraints.value.permitted_subtrees or ()} == {
        "localhost", "127.0.0.1/32", "::1/128",
    }  # fmt: skip
    basic = authority.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (basic.critical, basic.value.ca, basic.value.path_length) == (True, True, 0)
    found = read(made.certificate)
    assert found.not_valid_after_utc - found.not_valid_before_utc <= timedelta(days=398)  # what Apple takes at most


def test_a_client_that_trusts_the_authority_is_served_and_another_is_not(server: Running) -> None:
    assert server.ask("/taskpane.html")[0] == 200
    server_context, server.context = server.context, ssl.create_default_context()
    try:
        with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
            server.ask("/taskpane.html")
    finally:
        server.context = server_context


def test_the_users_own_is_taken_as_it_is(tmp_path: Path) -> None:
    made = local_certificate(tmp_path)
    own = read_certificate(made.certificate, made.key)
    assert (own.names, own.authority) == (LOCAL, None)
    own.context()


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    one, other = local_certificate(tmp_path / "one"), local_certificate(tmp_path / "other")
    with pytest.raises(InputError, match="do not belong together"):
        read_certificate(one.certificate, other.key).context()


def test_what_is_no_certificate_is_named(tmp_path: Path) -> None:
    file = tmp_path / "x.pem"
    with pytest.raises(EnvironmentFault, match="could not be read") as missing:
        read_certificate(file, file)
    assert str(file) in str(missing.value)
    file.write_text("hello")
    with pytest.raises(InputError, match="not a certificate in PEM form"):
        read_certificate(file, file)
