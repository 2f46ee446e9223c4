"""A server that really runs, on a free port of this machine, in a thread of the test's own process."""

from __future__ import annotations

import json
import ssl
import threading
import urllib.error
import urllib.request
from pathlib import Path
from time import monotonic
from typing import Any

from xlmarket.functions import open_snapshot
from xlmarket.hosts.officejs.certificate import local_certificate
from xlmarket.hosts.officejs.figures import LOOK_EVERY, ServedFigures
from xlmarket.hosts.officejs.server import Server

TOKEN = "a-token-for-the-tests"
LIMIT = 20.0


class Running:
    """`url` is where it answers, `token` what it wants, `context` trusts its certificate; `ask` asks as a page would."""

    def __init__(
        self,
        folder: Path,
        dataset: str = "",
        *,
        figures: ServedFigures | None = None,
        token: str = TOKEN,
        prefix: str = "",
        port: int = 0,
    ) -> None:
        self.token = token
        self.certificate = local_certificate(folder)
        self.figures = figures or ServedFigures(lambda: open_snapshot(dataset))
        self.context = ssl.create_default_context(cafile=str(self.certificate.authority))
        self._server = Server(self.figures, self.certificate, port=port, prefix=prefix, token=token)
        self.port = self._server.port
        self.url = self._server.serving.base
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._server.run, args=(self._ready.set,))
        self._thread.start()
        assert self._ready.wait(LIMIT), "the server did not start"

    @property
    def page(self) -> str:
        """The address of the pane."""
        return f"{self.url}/taskpane.html?token={self.token}"

    def ask(
        self, path: str, body: object = None, headers: dict[str, str] | None = None, method: str | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer."""
        content = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(self.url + path, content, method=method)
        for name, value in {"X-Xlmarket-Token": self.token, **(headers or {})}.items():
            if value:
                asked.add_header(name, value)
        try:
            with urllib.request.urlopen(asked, timeout=LIMIT, context=self.context) as answer:
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, {k.lower(): v for k, v in refusal.headers.items()}, refusal.read()

    def data(self, path: str, body: object = None, headers: dict[str, str] | None = None) -> Any:
        """The JSON of an answer that is no refusal."""
        status, _, content = self.ask(path, body, headers)
        assert status == 200, content
        return json.loads(content)

    def values(self, *calls: tuple[Any, ...]) -> list[Any]:
        """The values of calls, each the name of a function and its arguments."""
        asked = [{"function": name, "arguments": list(given)} for name, *given in calls]
        return self.data("/api/calls", {"calls": asked})["values"]

    def look_now(self) -> None:
        """Have the server look at the files of its figures when it is next asked, however soon that is."""
        self.figures.clock = lambda: monotonic() + LOOK_EVERY

    def stop(self) -> None:
        self._server.stop()
        self._thread.join(LIMIT)
        assert not self._thread.is_alive(), "the server did not stop"
