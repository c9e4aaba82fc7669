"""A load generator: a few keep-alive connections on loopback, one thread each.

Written by hand because it must cost little beside the server it measures: a request is one write
of ready bytes, an answer is read by its Content-Length. `pages.py` prints how many it can do.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

CONNECTIONS = 2


@dataclass(slots=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Connection:
    """One keep-alive connection to a server on this machine."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> Answer:
        """Send a request and return its answer."""
        self.socket.sendall(request)
        received = bytearray()
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        first, *lines = received[:end].decode("latin-1").split("\r\n")
        headers = [(name.lower(), value) for name, _, value in (x.partition(": ") for x in lines)]
        length = int(dict(headers).get("content-length", 0))
        parts = [bytes(received[end + 4 :])]
        missing = length - len(parts[0])
        while missing > 0:
            parts.append(self._more())
            missing -= len(parts[-1])
        return Answer(int(first.split()[1]), headers, b"".join(parts))

    def _more(self) -> bytes:
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server closed the connection")
        return part

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


def get(path: str, cookie: str = "") -> bytes:
    """Return a GET request, as a browser without compression sends it."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode()


def post(path: str, cookie: str, body: bytes) -> bytes:
    """Return a POST of a form."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@dataclass(slots=True)
class Run:
    """What one stretch of load measured: how long it took, and each answer's seconds."""

    seconds: float = 0.0
    answers: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return the answers in a second."""
        return len(self.answers) / self.seconds


def run(port: int, request: Callable[[], bytes], status: int, seconds: float) -> Run:
    """Send a kind of request for some seconds; every answer must have the status."""
    found = Run()
    wrong: list[str] = []
    begun = time.perf_counter()
    until = begun + seconds

    def client() -> None:
        connection = Connection(port)
        try:
            while (start := time.perf_counter()) < until and not wrong:
                answer = connection.ask(request())
                found.answers.append(time.perf_counter() - start)
                if answer.status != status:
                    wrong.append(f"answered {answer.status}: {answer.body[:500]!r}")
        except (OSError, ValueError) as error:
            wrong.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=client) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.seconds = time.perf_counter() - begun
    if wrong:
        raise SystemExit(wrong[0])
    return found
