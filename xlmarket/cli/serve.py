"""`xlmarket serve`: the worksheet functions for Excel on Mac and the web, from this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlmarket.cli.commands import command
from xlmarket.cli.options import FILE, prefix_option
from xlmarket.cli.session import Session
from xlmarket.errors import EnvironmentFault, UsageError

if TYPE_CHECKING:
    from xlmarket.hosts.officejs.certificate import Certificate
    from xlmarket.hosts.officejs.figures import ServedFigures
    from xlmarket.hosts.officejs.server import Server
    from xlmarket.hosts.officejs.settings import Serving

PORT = 8443


@command("serve", "xlmarket serve", "xlmarket serve --dataset sample-quarterly --prefix XL")
@click.option("--host", default="127.0.0.1", help="The address to listen on. One beyond this machine needs a token.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    default=PORT,
    help="The port to listen on. 0 takes a free one.",
)
@click.option("--cert", type=FILE, help="A certificate as PEM (default: one made for this machine).")
@click.option("--key", type=FILE, help="The key of the certificate as PEM.")
@click.option("--token", help="The token of every request (default: one is made and kept where it is needed).")
@click.option("--token-file", type=FILE, help="A file with the token, closed to other users.")
@prefix_option("XL.MARKET_SHARE")
def serve(
    session: Session,
    *,
    host: str,
    port: int,
    cert: Path | None,
    key: Path | None,
    token: str | None,
    token_file: Path | None,
    prefix: str,
) -> None:
    """Serve the functions to Excel on Mac and the web.

    Other programs read the figures at /api/v1, as JSON or CSV.

    Ctrl-C and SIGTERM stop the server: it takes no new connections, finishes the running answers and ends with 0. The
    token is printed to a terminal only.
    """
    _need_packages()
    from xlmarket.hosts.officejs import server as room

    certificate = _certificate(cert, key, host)
    token, token_file = _token(host, token, token_file)
    figures = _figures(session)
    server = room.Server(figures, certificate, host=host, port=port, prefix=prefix, token=token)
    try:
        figures.snapshot()
        server.run(lambda: _announce(session, server, certificate, token_file))
    finally:
        server.close()
    session.message("xlmarket: stopped")


def _need_packages() -> None:
    try:
        import cryptography  # noqa: F401
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as fault:
        raise EnvironmentFault(
            "the server needs packages that are not installed",
            found=fault.name,
            remedy="pip install 'xlmarket[server]'",
        ) from None


def _certificate(cert: Path | None, key: Path | None, host: str) -> Certificate:
    from xlmarket.hosts.officejs.certificate import folder, local_certificate, read_certificate
    from xlmarket.hosts.officejs.server import certificate_names

    if (cert is None) != (key is None):
        raise UsageError("a certificate and its key go together", allowed="--cert FILE --key FILE")
    return read_certificate(cert, key) if cert and key else local_certificate(folder(), certificate_names(host))


def _token(host: str, token: str | None, file: Path | None) -> tuple[str, Path | None]:
    """The token and the file that has it, if any. Raises `UsageError`, `InputError` or `EnvironmentFault`."""
    from xlmarket.hosts.officejs.settings import is_loopback
    from xlmarket.hosts.officejs.token import kept_token, read_token

    if token is not None and file is not None:
        raise UsageError("a token is given once", allowed="--token TEXT or --token-file FILE")
    if file is not None:
        return read_token(file), file
    return (token or "", None) if token is not None or is_loopback(host) else kept_token()


def _figures(session: Session) -> ServedFigures:
    from xlmarket.config import FILE
    from xlmarket.hosts.officejs.figures import ServedFigures, files_of, state_of

    url = session.store_url()
    return ServedFigures(session.open_snapshot, files_of(url, session.config or Path(FILE)), state_of(url))


def _announce(session: Session, server: Server, certificate: Certificate, token_file: Path | None) -> None:
    """Print the address of the manifest, and what to do with it as a message. Only a terminal gets the token."""
    from xlmarket.hosts.officejs.rest.resources import PREFIX

    serving = server.serving
    address = serving.manifest_url if sys.stdout.isatty() else serving.manifest_page
    kept = {"token_file": str(token_file)} if token_file else {}
    session.result(address, {"manifest": address, "base": serving.base, "port": server.port, **kept})
    sys.stdout.flush()
    trust = f"\n  trust the certificate once:  {_trust(certificate.authority)}" if certificate.authority else ""
    session.message(
        f"xlmarket: serving {serving.base}; Ctrl-C stops it{trust}\n"
        f"  save the manifest:           {_save(serving, certificate, token_file)}\n"
        "  Excel on Mac:                put xlmarket.xml into ~/Library/Containers/com.microsoft.Excel/Data/Documents/wef,\n"
        "                               restart Excel, Home > Add-ins > xlmarket\n"
        "  Excel on the web:            Home > Add-ins > More add-ins > My add-ins > Upload my add-in: xlmarket.xml\n"
        "  more:                        docs/excel-mac-web.md\n"
        f"  figures for other programs:  {serving.base}{PREFIX}/datasets, see docs/rest.md"
    )


def _save(serving: Serving, certificate: Certificate, token_file: Path | None) -> str:
    """The command that saves the manifest. It names the file of the token, never the token."""
    header = ""
    if serving.token:
        text = f'$(cat "{token_file}")' if token_file else "TOKEN"
        header = f'-H "X-XLMarket-Token: {text}" '
    trusted = certificate.authority or certificate.certificate
    return f'curl --cacert "{trusted}" {header}"{serving.manifest_page}" -o xlmarket.xml'


def _trust(authority: Path) -> str:
    if sys.platform == "darwin":
        return f'security add-trusted-cert -k ~/Library/Keychains/login.keychain-db "{authority}"'
    if sys.platform == "win32":
        return f'certutil -user -addstore Root "{authority}"'
    return f'certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n xlmarket -i "{authority}"  (Chromium)'
