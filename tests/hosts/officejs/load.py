"""The server under load: `python -m tests.hosts.officejs.load`, on Linux.

A process of `xlmarket serve` answers 300 requests a second of 56 calls for 60 seconds, 1,008,000 calls, while 200 slow
sockets are kept open and an import commits. Prints what was measured, then tried, held and failed. A request is late
when it is answered late, also where the client was: latencies count from the time a request was due.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

CLIENTS = 8
SLOW_ADDRESSES = 4
REOPEN = 0.5
"""Seconds until a slow socket that was closed is opened again."""

TOO_LATE = 10.0
"""Seconds behind from which on a client gives up: this machine, or the server, is too slow for the rate."""

FRESH = 2.0
P99 = 0.050
CPU_SHARE = 1.0
"""Of one core, which is all that one process of Python has."""

GROWTH = 16.0
"""Megabytes that the server may grow between two thirds of the run and its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do: seconds, requests a second, calls a request, slow sockets."""

    seconds: float = 60
    rate: int = 300
    calls: int = 56
    slow: int = 200


@dataclass(slots=True, kw_only=True)
class Seen:
    """What happened: latencies in seconds, answers that were wrong, when the new figure was first and last not seen."""

    latencies: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    slow_opened: int = 0
    slow_open: int = 0
    most_slow: int = 0
    committed: float = 0.0
    first_new: float = 0.0
    last_old: float = 0.0
    cpu: float = 0.0
    rss: list[float] = field(default_factory=list)
    exit_code: int | None = None

    @property
    def p99(self) -> float:
        return sorted(self.latencies)[int(len(self.latencies) * 0.99)]


@dataclass(frozen=True, slots=True)
class Target:
    """A running server: its process, port, and the context that trusts it."""

    process: subprocess.Popen[str]
    port: int
    context: ssl.SSLContext


@contextmanager
def serving(folder: Path) -> Iterator[Target]:
    """`xlmarket serve` on a store with one figure, 10."""
    environment = {**os.environ, "XDG_STATE_HOME": str(folder), "XLMARKET_STORE": str(folder / "store.sqlite")}
    _import(folder, environment, 10).wait()
    command = [sys.executable, "-m", "xlmarket.cli", "serve", "--port", "0", "--dataset", "own", "--quiet"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=folder)
    try:
        assert process.stdout is not None
        address = process.stdout.readline()
        [port] = re.findall(r":(\d+)/", address)
        context = ssl.create_default_context(cafile=str(folder / "xlmarket" / "server" / "xlmarket-authority.pem"))
        yield Target(process, int(port), context)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _import(folder: Path, environment: dict[str, str], value: int) -> subprocess.Popen[bytes]:
    file = folder / "figures.csv"
    lines = [f"Brazil,sales,{year},{value},USD" for year in range(1990, 2016)]
    file.write_text("\n".join(["market,metric,period,value,unit", *lines]), encoding="utf-8")
    command = [sys.executable, "-m", "xlmarket.cli", "import", str(file), "--as", "own", "--quiet"]
    return subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.DEVNULL)


async def _ask(plan: Plan, target: Target, seen: Seen, client: int, start: float) -> None:
    """Send every `CLIENTS`-th request at its time, on one connection."""
    calls = [{"function": "MARKET_VALUE", "arguments": ["Brazil", str(1990 + each % 26)]} for each in range(plan.calls)]
    body = json.dumps({"calls": calls}).encode()
    head = f"POST /api/calls HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", target.port, ssl=target.context, server_hostname="localhost"
    )
    for number in range(client, int(plan.seconds * plan.rate), CLIENTS):
        due = start + number / plan.rate
        await asyncio.sleep(max(0.0, due - monotonic()))
        if monotonic() - due > TOO_LATE:
            seen.wrong.append(f"request {number} and those after it: {TOO_LATE:.0f} s late, not sent")
            return
        writer.write(head + body)
        try:
            status, content = await _reply(reader)
        except (OSError, asyncio.IncompleteReadError) as fault:
            seen.wrong.append(f"request {number}: {fault!r}")
            return
        seen.latencies.append(monotonic() - due)
        _judge(plan, seen, status, content)
    writer.close()


async def _reply(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    [length] = re.findall(rb"content-length: (\d+)", head)
    return int(head.split()[1]), await reader.readexactly(int(length))


def _judge(plan: Plan, seen: Seen, status: int, content: bytes) -> None:
    values = json.loads(content).get("values", []) if status == 200 else []
    if len(values) != plan.calls or set(values) not in ({10}, {20}):
        seen.wrong.append(f"status {status}: {content[:100]!r}")
    elif values[0] == 20:
        seen.first_new = seen.first_new or monotonic()
    else:
        seen.last_old = monotonic()


async def _crawl(target: Target, seen: Seen, number: int) -> None:
    """Keep one slow socket open: without a handshake, or with half a head."""
    source = (f"127.0.0.{2 + number % SLOW_ADDRESSES}", 0)
    secure = {"ssl": target.context, "server_hostname": "localhost"} if number % 2 else {}
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", target.port, local_addr=source, **secure)
            seen.slow_opened += 1
            seen.slow_open += 1
            seen.most_slow = max(seen.most_slow, seen.slow_open)
            try:
                writer.write(b"GET /taskpane.html HTTP/1.1\r\nHo" if number % 2 else b"")
                await reader.read()
            finally:
                seen.slow_open -= 1
                writer.close()
        await asyncio.sleep(REOPEN)


async def _commit(plan: Plan, target: Target, seen: Seen, folder: Path, start: float) -> None:
    """Import at a third of the time, and read the memory of the server at two thirds."""
    await asyncio.sleep(plan.seconds / 3)
    environment = {**os.environ, "XLMARKET_STORE": str(folder / "store.sqlite")}
    importing = _import(folder, environment, 20)
    await asyncio.to_thread(importing.wait)
    seen.committed = monotonic()
    await asyncio.sleep(max(0.0, start + plan.seconds * 2 / 3 - monotonic()))
    seen.rss.append(_rss(target))


def _rss(target: Target) -> float:
    """Megabytes of memory."""
    status = Path(f"/proc/{target.process.pid}/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024


def _cpu(target: Target) -> float:
    """Seconds of CPU since the server started."""
    fields = Path(f"/proc/{target.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _run(plan: Plan, target: Target, folder: Path) -> Seen:
    seen = Seen()
    crawling = [asyncio.create_task(_crawl(target, seen, number)) for number in range(plan.slow)]
    before, start = _cpu(target), monotonic() + 1
    asking = [_ask(plan, target, seen, client, start) for client in range(CLIENTS)]
    await asyncio.gather(*asking, _commit(plan, target, seen, folder, start))
    seen.rss.append(_rss(target))
    seen.cpu = _cpu(target) - before
    target.process.send_signal(signal.SIGTERM)
    seen.exit_code = await asyncio.to_thread(target.process.wait, 60)
    for task in crawling:
        task.cancel()
    await asyncio.gather(*crawling, return_exceptions=True)
    return seen


def measure(plan: Plan) -> Seen:
    with tempfile.TemporaryDirectory() as name, serving(Path(name)) as target:
        return asyncio.run(_run(plan, target, Path(name)))


def verdicts(plan: Plan, seen: Seen) -> dict[str, bool]:
    """What had to hold, and whether it did."""
    fresh = seen.first_new - seen.committed
    return {
        f"{len(seen.latencies):,} requests of {plan.calls} calls answered rightly, {len(seen.wrong)} not": (
            not seen.wrong and len(seen.latencies) == int(plan.seconds * plan.rate)
        ),
        f"p99 {seen.p99 * 1000:.1f} ms, at most {P99 * 1000:.0f}": seen.p99 <= P99,
        f"new figures {fresh:.2f} s after the import ended, at most {FRESH:.0f}": bool(seen.first_new)
        and fresh <= FRESH,
        "no old figures after new ones": seen.last_old <= seen.first_new + 1,
        f"up to {seen.most_slow} slow sockets at once, {seen.slow_opened:,} in sum": seen.most_slow >= plan.slow * 0.9,
        f"memory {seen.rss[0]:.0f} MB, then {seen.rss[1]:.0f} MB": seen.rss[1] - seen.rss[0] <= GROWTH,
        f"{seen.cpu / max(1, len(seen.latencies)) * 1000:.2f} ms of the server's CPU for a request, at most {CPU_SHARE:.0%} of one": (
            seen.cpu / max(1, len(seen.latencies)) * plan.rate <= CPU_SHARE
        ),
        f"exit code {seen.exit_code} after SIGTERM": seen.exit_code == 0,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("seconds", 60), ("rate", 300), ("calls", 56), ("slow", 200)):
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N")
    plan = Plan(**vars(parser.parse_args()))
    found = verdicts(plan, seen := measure(plan))
    print(*[f"{'held  ' if held else 'FAILED'} {text}" for text, held in found.items()], *seen.wrong[:10], sep="\n")
    failed = list(found.values()).count(False)
    print(f"load of the server: tried {len(found)}, held {len(found) - failed}, failed {failed}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
