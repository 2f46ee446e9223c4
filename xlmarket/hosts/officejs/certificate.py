"""The certificate of the server: the user's own, or one made for this machine and kept in the user's folder.

Office loads add-ins over HTTPS only. We make an authority that is constrained to this machine's names, and one
certificate signed by it. Its key is then discarded, so that anyone who trusts it trusts that one certificate.
"""

from __future__ import annotations

import os
import ssl
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from xlmarket.errors import EnvironmentFault, InputError, Place
from xlmarket.files import name_faults, write_whole

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey as Key

CERTIFICATE, KEY, AUTHORITY = "localhost.pem", "localhost-key.pem", "xlmarket-authority.pem"
LOCAL = ("localhost", "127.0.0.1", "::1")
VALID = timedelta(days=365)
RENEW = timedelta(days=14)
"""How long before its end our certificate is made again."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """The two files, the host names in the certificate, and the authority to trust if we made them."""

    certificate: Path
    key: Path
    names: tuple[str, ...]
    authority: Path | None = None

    def context(self) -> ssl.SSLContext:
        """The TLS context of the server. Raises `InputError` or `EnvironmentFault` for files that cannot be used."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            made.load_cert_chain(self.certificate, self.key)
        except ssl.SSLError as fault:
            raise InputError(
                "the certificate and the key do not belong together, or are not PEM files",
                where=Place(file=str(self.certificate)),
                found=fault.reason or str(fault),
            ) from fault
        except OSError as fault:
            raise EnvironmentFault(
                f"could not be read: {fault.strerror}", where=Place(file=str(self.certificate))
            ) from fault
        return made


def folder() -> Path:
    """The folder of this user's certificate and token."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "xlmarket" / "server"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "xlmarket" / "server"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "xlmarket" / "server"


def read_certificate(certificate: Path, key: Path) -> Certificate:
    """The user's own certificate. Raises `InputError` or `EnvironmentFault`."""
    return Certificate(certificate, key, names_of(_read(certificate)))


def local_certificate(where: Path, more: tuple[str, ...] = (), now: datetime | None = None) -> Certificate:
    """Our certificate in a folder, made if it is missing, ends soon, or lacks one of the names."""
    names = tuple(dict.fromkeys((*LOCAL, *more)))
    now = now or datetime.now(UTC)
    files = where / CERTIFICATE, where / KEY, where / AUTHORITY
    if not (all(file.exists() for file in files) and _serves(where / CERTIFICATE, names, now)):
        _make(where, names, now)
    return Certificate(where / CERTIFICATE, where / KEY, names_of(_read(where / CERTIFICATE)), where / AUTHORITY)


def names_of(found: x509.Certificate) -> tuple[str, ...]:
    """The host names in a certificate."""
    from cryptography import x509

    try:
        named = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    addresses = [str(one) for one in named.get_values_for_type(x509.IPAddress)]
    return (*named.get_values_for_type(x509.DNSName), *addresses)


def write_secret(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all. Raises `EnvironmentFault`."""
    with name_faults(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        temporary.unlink(missing_ok=True)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)


def _read(path: Path) -> x509.Certificate:
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except OSError as fault:
        raise EnvironmentFault(f"could not be read: {fault.strerror}", where=Place(file=str(path))) from fault
    except ValueError as fault:
        raise InputError("not a certificate in PEM form", where=Place(file=str(path))) from fault


def _serves(path: Path, names: tuple[str, ...], now: datetime) -> bool:
    try:
        found = _read(path)
    except InputError:
        return False
    return found.not_valid_after_utc - RENEW > now and set(names) <= set(names_of(found))


def _make(where: Path, names: tuple[str, ...], now: datetime) -> None:
    """An authority, a key and the certificate it vouches for. The authority's own key is not kept.

    The key is written first and the certificate last, so that there is never a certificate without its key.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    root, private = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _authority(root, names, now)
    signed = _sign(authority, root, private, names, now)
    pem = serialization.Encoding.PEM
    secret = private.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    write_secret(where / KEY, secret)
    write_whole(where / AUTHORITY, authority.public_bytes(pem))
    write_whole(where / CERTIFICATE, signed.public_bytes(pem) + authority.public_bytes(pem))


def _authority(root: Key, names: tuple[str, ...], now: datetime) -> x509.Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    who = _common_name(f"xlmarket on this machine, {now:%Y-%m-%d}")
    own = x509.SubjectKeyIdentifier.from_public_key(root.public_key())
    return (
        _builder(root, now)
        .subject_name(who)
        .issuer_name(who)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints([_constraint(name) for name in names], None), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(own, critical=False)
        .sign(root, hashes.SHA256())
    )


def _sign(
    authority: x509.Certificate, root: Key, private: Key, names: tuple[str, ...], now: datetime
) -> x509.Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID

    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key())
    return (
        _builder(private, now)
        .subject_name(_common_name("localhost"))
        .issuer_name(authority.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .add_extension(above, critical=False)
        .sign(root, hashes.SHA256())
    )


def _builder(key: Key, now: datetime) -> x509.CertificateBuilder:
    from cryptography import x509

    return (
        x509.CertificateBuilder()
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + VALID)
    )


def _common_name(name: str) -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, signs: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not signs, key_cert_sign=signs, crl_sign=signs, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _general(name: str) -> x509.GeneralName:
    from cryptography import x509

    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _constraint(name: str) -> x509.GeneralName:
    """A name, or the network of one address."""
    from ipaddress import ip_network

    from cryptography import x509

    try:
        return x509.IPAddress(ip_network(name))
    except ValueError:
        return x509.DNSName(name)
