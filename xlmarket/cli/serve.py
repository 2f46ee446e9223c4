"""`xlmarket serve`: the worksheet functions for Excel on Mac and the web, from this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xlmarket.cli.settings import Command, Settings, example_lines, settings
from xlmarket.errors import EnvironmentFault, UsageError

if TYPE_CHECKING:
    from xlmarket.hosts.officejs.certificate import Certificate
    from xlmarket.hosts.officejs.figures import Figures
    from xlmarket.hosts.officejs.server import Server

PORT = 8443
EXAMPLES = ("xlmarket serve", "xlmarket serve --dataset sample-quarterly --prefix XL")


def register(app: typer.Typer) -> None:
    app.command("serve", cls=Command, epilog=example_lines(*EXAMPLES))(serve)


def serve(
    context: typer.Context,
    host: Annotated[
        str, typer.Option(help="The address to listen at; one beyond this machine needs a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen at; 0 takes a free one.")] = PORT,
    cert: Annotated[Path | None, typer.Option(help="A certificate in PEM form (default: one made for here).")] = None,
    key: Annotated[Path | None, typer.Option(help="The key of the certificate, in PEM form.")] = None,
    token: Annotated[
        str | None,
        typer.Option(help="What every request must show; where one is needed it is made and kept.", show_default=False),
    ] = None,
    prefix: Annotated[str, typer.Option(help="What stands before the names: XL for XL.MARKET_SHARE.")] = "",
) -> None:
    """Serve the functions and the pane to Excel on Mac and the web.

    Ctrl-C ends it.
    """
    told = settings(context)
    _need_packages()
    from xlmarket.hosts.officejs import server as room
    from xlmarket.hosts.officejs.certificate import folder
    from xlmarket.hosts.officejs.settings import is_loopback

    certificate = _certificate(cert, key, host)
    if token is None and not is_loopback(host):
        token = room.kept_token(folder())
    figures = _figures(told)
    server = room.Server(figures, certificate, host=host, port=port, prefix=prefix, token=token or "")
    try:
        figures.snapshot()
        server.run(lambda: _announce(told, server, certificate))
    finally:
        server.close()
    told.say("xlmarket: stopped")


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
    from xlmarket.hosts.officejs.certificate import folder, given, kept
    from xlmarket.hosts.officejs.server import names_bound

    if (cert is None) != (key is None):
        raise UsageError("a certificate and its key go together", allowed="--cert FILE --key FILE")
    return given(cert, key) if cert and key else kept(folder(), names_bound(host))


def _figures(told: Settings) -> Figures:
    from xlmarket.config import FILE
    from xlmarket.hosts.officejs.figures import Figures, files_of

    store = told.store or told.load_config().store
    return Figures(told.open_snapshot, files_of(store, told.config or Path(FILE)))


def _announce(told: Settings, server: Server, certificate: Certificate) -> None:
    """Where the manifest is goes to standard output; what to do with it to the person at the terminal."""
    serving = server.serving
    told.answer(serving.manifest_url, {"manifest": serving.manifest_url, "base": serving.base, "port": server.port})
    sys.stdout.flush()
    trust = f"\n  trust the certificate once:  {_trust(certificate.authority)}" if certificate.authority else ""
    file = (
        f'curl --cacert "{certificate.authority or certificate.certificate}" "{serving.manifest_url}" -o xlmarket.xml'
    )
    told.say(
        f"xlmarket: serving {serving.base}; Ctrl-C ends it{trust}\n"
        f"  save the manifest:           {file}\n"
        "  Excel on Mac:                put xlmarket.xml into ~/Library/Containers/com.microsoft.Excel/Data/Documents/wef,\n"
        "                               open Excel anew, Home > Add-ins > xlmarket\n"
        "  Excel on the web:            Home > Add-ins > More add-ins > My add-ins > Upload my add-in: xlmarket.xml\n"
        "  more:                        docs/excel-mac-web.md"
    )


def _trust(authority: Path) -> str:
    if sys.platform == "darwin":
        return f'security add-trusted-cert -k ~/Library/Keychains/login.keychain-db "{authority}"'
    if sys.platform == "win32":
        return f'certutil -user -addstore Root "{authority}"'
    return f'certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n xlmarket -i "{authority}"  (Chromium)'
