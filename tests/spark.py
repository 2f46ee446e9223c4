"""A Spark cluster of the tests' own: a master and two workers on the loopback, each a process, ended with the tests.

`tests/conftest.py` has the fixture `spark`, which is the URL of the master.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

WORKERS = 2
END_SECONDS = 20
PR_SET_PDEATHSIG = 1
_QUICK = "-XX:TieredStopAtLevel=1"
"""Have Java start quickly: the tables are small."""
_CLASSES = "org.apache.spark.deploy"


@contextmanager
def serve() -> Iterator[str]:
    """The URL of a running cluster, to which this process is connected by a session with little memory."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="xlmarket-spark-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        port = _free_port()
        place = ["--host", "127.0.0.1", "--webui-port", "0"]
        url = f"spark://127.0.0.1:{port}"
        stack.enter_context(_process(folder / "master.log", "master.Master", *place, "--port", str(port)))
        for number in range(WORKERS):
            size = ["--cores", "1", "--memory", "600m", "--work-dir", str(folder / f"worker{number}")]
            stack.enter_context(_process(folder / f"worker{number}.log", "worker.Worker", *place, *size, url))
        stack.enter_context(_session(url, folder))
        yield url


@contextmanager
def _process(log: Path, name: str, *arguments: str) -> Iterator[None]:
    import pyspark

    home = Path(pyspark.__file__).parent
    settings = {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m"}
    settings["SPARK_DAEMON_JAVA_OPTS"] = _QUICK
    with log.open("wb") as file:
        process = subprocess.Popen(
            [home / "bin" / "spark-class", f"{_CLASSES}.{name}", *arguments],
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            preexec_fn=_end_with_parent,
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def _session(url: str, folder: Path) -> Iterator[None]:
    """The session of this process, whose settings those of the program inherit. It waits for both workers."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.driver.extraJavaOptions": _QUICK,
        "spark.executor.extraJavaOptions": _QUICK,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "512m",
        "spark.executor.memory": "512m",
        "spark.scheduler.minRegisteredResourcesRatio": "1.0",
        "spark.sql.shuffle.partitions": str(WORKERS),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master(url).appName("tests")
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    try:
        yield
    finally:
        session.stop()


def _end_with_parent() -> None:
    """Have the system end a process when the tests are killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
