"""Clients that load `lineup serve` on loopback, a picture a request; they leave it the processor."""

import json
import socket
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlparse

import numpy as np


@dataclass(frozen=True)
class Load:
    """What requests took: seconds of all and of each, and their probabilities (requests, classes)."""

    seconds: float
    latencies: np.ndarray
    answers: np.ndarray


class Client:
    """One connection, kept open."""

    def __init__(self, address: str) -> None:
        parsed = urlparse(address)
        self.host = parsed.netloc
        self.socket = socket.create_connection((parsed.hostname or "", parsed.port or 80), timeout=120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def ask(self, picture: bytes) -> bytes:
        """Return the body of the answer to one picture's bytes; ValueError where it is no 200."""
        head = f"POST /predict HTTP/1.1\r\nHost: {self.host}\r\nContent-Length: {len(picture)}\r\n\r\n"
        self.socket.sendall(head.encode() + picture)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self.more()
        head_of_answer, _, body = received.partition(b"\r\n\r\n")
        if b" 200 " not in head_of_answer.split(b"\r\n")[0]:
            raise ValueError(received[:200])
        length = int(head_of_answer.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        while len(body) < length:
            body += self.more()
        return body

    def more(self) -> bytes:
        """Return what has come; ValueError where the connection ends."""
        part = self.socket.recv(65536)
        if not part:
            raise ValueError("the server closed the connection")
        return part


def load(address: str, pictures: Sequence[bytes], clients: int, count: int) -> Load:
    """Ask `count` times about the pictures in turn, by so many clients; answers are read afterwards."""
    numbers, lock = iter(range(count)), threading.Lock()
    latencies, bodies = np.full(count, np.nan), [b""] * count

    def run(client: Client) -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            start = time.perf_counter()
            bodies[number] = client.ask(pictures[number % len(pictures)])
            latencies[number] = time.perf_counter() - start

    with ExitStack() as connected:
        opened = [connected.enter_context(Client(address)) for _ in range(clients)]
        threads = [threading.Thread(target=run, args=[client]) for client in opened]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - start
    answers = [list(json.loads(body)["answers"][0]["probabilities"].values()) for body in bodies]
    return Load(seconds, latencies, np.array(answers))
