"""Python as VBA in Calc reaches it, in the place of xlwings' library: calls over a socket, answered by xlwings itself.

Run as a program: it prints its port, then the name of every function it is asked for. A request is a line: the name
and the arguments, apart by tabs. Behind the line stands xlwings' own `XLPython.CallUDF`, over the stand-in for
pywin32.
"""

from __future__ import annotations

import re
import socketserver
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from pywin32_standin import MISSING, prepare

COM_ERROR = -(2**31) + 0x000A0000
BEGAN = datetime(1899, 12, 30)
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
_UNSAFE = re.compile(r"[^ -\[\]-{}~]")


def argument(text: str) -> Any:
    """`n2015`, `sBrazil`, `b1`, `d42369`, `e2042`, `-`, or `2x1|sBrazil|sIndia`: an argument as pywin32 hands it on."""
    if "|" in text:
        shape, *cells = text.split("|")
        wide = int(shape.partition("x")[2])
        values = [argument(cell) for cell in cells]
        return tuple(tuple(values[at : at + wide]) for at in range(0, len(values), wide))
    kind, what = text[0], text[1:]
    match kind:
        case "n":
            return float(what)
        case "s":
            return re.sub(_ESCAPED, lambda found: chr(int(found[1], 16)), what)
        case "b":
            return what != "0"
        case "d":
            return BEGAN + timedelta(days=float(what))
        case "e":
            return COM_ERROR + int(what)
    return None if kind == "-" else MISSING


def answer(value: Any) -> str:
    """What VBA gets, in the same words; a single cell has no shape, as one row has no second dimension in COM."""
    if not isinstance(value, (list, tuple)):
        return cell(value)
    rows = value if value and isinstance(value[0], (list, tuple)) else [value]
    shape = f"{len(rows)}x{len(rows[0])}" if rows is value else f"0x{len(value)}"
    return "|".join([shape, *(cell(one) for row in rows for one in row)])


def cell(value: Any) -> str:
    if isinstance(value, bool):
        return f"b{int(value)}"
    if isinstance(value, (int, float)):
        return f"n{float(value)!r}"
    return "s" + _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", value or "")


def main() -> None:
    prepare()
    from xlwings import com_server

    python = com_server.XLPython()

    class Connection(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            for line in self.rfile:
                module, name, *arguments = line.decode("ascii").rstrip("\n").split("\t")
                print(name, flush=True)
                said = answer(python.CallUDF(module, name, tuple(argument(one) for one in arguments)))
                self.wfile.write(f"{len(said):08d}{said}".encode("ascii"))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Connection) as server:
        server.daemon_threads = True
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
