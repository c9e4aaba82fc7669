"""A server in a process of its own, for as long as it is measured, and one question to it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks import load


@contextmanager
def server(
    name: str, command: list[str], settings: dict[str, str], port_variable: str = ""
) -> Iterator[tuple[int, int]]:
    """Run a server until the block ends, and give its port and the id of its process.

    The port goes into a variable, or last on the line.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    if port_variable:
        settings |= {port_variable: str(port)}
    else:
        command = [*command, str(port)]
    root = str(Path(__file__).resolve().parent.parent)
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TRIO_")}
    process = subprocess.Popen(
        command, env=kept | settings | {"PYTHONPATH": root}, stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            time.sleep(0.1)
            try:
                load.Connection(port).close()
                break
            except OSError:
                if process.poll() is not None:
                    raise SystemExit(f"The {name} server did not start.") from None
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def ask(port: int, request: bytes) -> load.Answer:
    """Return the answer to one request, on a connection of its own."""
    with closing(load.Connection(port)) as connection:
        return connection.ask(request)
