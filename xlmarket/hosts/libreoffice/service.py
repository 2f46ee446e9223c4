"""The process that answers Calc from the user's own Python: `python -m xlmarket.hosts.libreoffice.service`.

It is told where to connect and which figures to open in a line of JSON on its standard input, and ends when the
connection does. A line asks one thing: `["MARKET_SHARE", argument, …]`, `{"do": "open"}` for the figures anew, `{"do": "tell"}` for
which are open, or `{"do": "respell", "formulas": […], "defined": […]}` for formulas as Calc spells them.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from xlmarket.config import load_config
from xlmarket.errors import XlmarketError
from xlmarket.formulas.spelling import CALC_NAMESPACE, CallSpelling, calls_in
from xlmarket.functions import Snapshot, open_snapshot
from xlmarket.hosts.libreoffice.columns import CallColumns
from xlmarket.hosts.settings import AddinSettings


class Service:
    """Answers requests from the figures of `settings`."""

    def __init__(self, settings: AddinSettings) -> None:
        self.settings = settings
        self.columns: CallColumns | None = None

    def open_figures(self) -> dict[str, str]:
        """Open the figures again. Return their version, or the reason of a failure, after which the old ones stay open."""
        told = self.settings
        try:
            config = load_config(Path(told.config)) if told.config else None
            found = open_snapshot(told.dataset or None, store=told.store or None, config=config)
            opened = _state(found)
        except XlmarketError as fault:
            return {"fault": str(fault)}
        if self.columns is None or self.columns.snapshot.version != found.version:
            self.columns = CallColumns(found)
        return opened

    def answer(self, request: Any) -> object:
        """What a line is answered with."""
        match request:
            case [str(name), *arguments] if self.columns is not None:
                return self.columns.answer(name, arguments)
            case {"do": "respell", "formulas": [*formulas], "defined": [*defined]}:
                return [respell(formula, defined, self.settings.prefix) for formula in formulas]
            case {"do": "tell"} if self.columns is not None:
                return _state(self.columns.snapshot)
        return self.open_figures()


def _state(snapshot: Snapshot) -> dict[str, str]:
    return {"version": snapshot.version, "figures": snapshot.vintage}


def respell(formula: str, defined: Sequence[str] = (), prefix: str = "") -> str:
    """A formula of Calc with every call of ours in the spelling of Calc. Names of the document are left alone."""
    own = {name.upper() for name in defined}
    for call in reversed(calls_in(formula, prefix)):
        if call.known and call.spelling is not CallSpelling.LIBREOFFICE and call.spelled.upper() not in own:
            start, end = call.head
            formula = formula[:start] + CALC_NAMESPACE + call.name + formula[end:]
    return formula


def serve(told: Mapping[str, Any]) -> None:
    """Connect, say who we are and which figures are open, and answer until the connection ends."""
    service = Service(AddinSettings(**told["figures"]))
    greeting = {"token": told["token"], **service.open_figures()}
    with socket.create_connection(("127.0.0.1", told["port"])) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(orjson.dumps(greeting) + b"\n")
        with connection.makefile("rb") as lines:
            for line in lines:
                connection.sendall(orjson.dumps(service.answer(orjson.loads(line))) + b"\n")


def main() -> None:
    """Serve what the first line of standard input says."""
    try:
        serve(orjson.loads(sys.stdin.buffer.readline()))
    except OSError:
        sys.exit(1)


if __name__ == "__main__":
    main()
