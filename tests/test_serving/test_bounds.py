"""What many or slow requests may cost: memory that does not grow with them, and no wait for the others."""

import asyncio
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import aiohttp
import pytest
import requests

from lineup.serving import addresses, bodies, service
from lineup.serving.service import Room
from tests.conftest import ROOT
from tests.ports import silent
from tests.test_serving.test_requests import ask, png

MEBIBYTE = 1024 * 1024


def memory(process: int, what: str) -> int:
    """Return VmRSS (now) or VmHWM (at most so far) of a process in MiB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    (found,) = [line for line in lines if line.startswith(f"{what}:")]
    return int(found.split()[1]) // 1024


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_bodies_are_forgotten_before_the_model_answers() -> None:
    count, size = 40, 16
    body = png(0) + bytes(size * MEBIBYTE)  # a picture: what follows its end is not looked at
    command, pipe = [sys.executable, "-m", "tests.test_serving.slow_model", str(count)], subprocess.PIPE
    with (
        subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process,
        ThreadPoolExecutor(count) as pool,
    ):
        assert process.stdout
        assert process.stdin
        server = process.stdout.readline().strip()
        assert requests.get(f"{server}/health", timeout=60).status_code == 200
        base = memory(process.pid, "VmRSS")
        answers = [pool.submit(ask, server, data=body) for _ in range(count)]
        assert process.stdout.readline() == "all\n"
        most = memory(process.pid, "VmHWM")
        assert not any(answer.done() for answer in answers)
        process.stdin.write("go\n")
        process.stdin.flush()
        assert [answer.result()[0] for answer in answers] == [200] * count
        process.terminate()
    assert most - base < 1.4 * service.ROOM / MEBIBYTE < 0.6 * count * size


class Drip(BaseHTTPRequestHandler):
    """Sends a byte now and then, without an end."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"a")
                time.sleep(0.05)
        except OSError:
            return

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def dripping() -> Iterator[int]:
    """Yield a port whose answers never end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Drip) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize("slow", [silent, dripping], ids=["silent", "dripping"])
def test_slow_addresses_stall_nobody(stand_in: str, slow: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "LIMITS", aiohttp.ClientTimeout(total=3))
    with ExitStack() as stack:
        port = stack.enter_context(slow())
        pool = stack.enter_context(ThreadPoolExecutor(service.FETCHES))
        url = f"http://127.0.0.1:{port}/"
        waiting: list[Future[tuple[int, dict[str, Any]]]] = [
            pool.submit(ask, stand_in, json={"urls": [url]}) for _ in range(service.FETCHES)
        ]
        time.sleep(0.3)  # until all of them are being fetched
        assert ask(stand_in, data=png(204))[0] == 200
        assert not any(one.done() for one in waiting)
        for one in waiting:
            status, content = one.result(30)
            assert (status, content["answers"]) == (422, [{"error": "the address does not answer in time"}])


def test_all_addresses_of_a_request_have_one_limit(stand_in: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "FETCH_SECONDS", 0.5)
    with silent() as port:
        status, content = ask(stand_in, json={"urls": [f"http://127.0.0.1:{port}/"] * 64})
    assert (status, content["error"]) == (
        422,
        "No picture could be used: the addresses take more than 0.5 s.",
    )
    assert len(content["answers"]) == 64


@contextmanager
def unfinished(server: str, count: int, length: int) -> Iterator[None]:
    """Hold `count` requests open that promise `length` bytes and send two."""
    place = urlparse(server)
    head = f"POST /predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\nab"
    with ExitStack() as stack:
        for _ in range(count):
            connection = socket.create_connection((place.hostname, place.port), timeout=30)
            stack.enter_context(connection).sendall(head.encode())
        time.sleep(0.2)  # until all of them have been accepted
        yield


def test_slow_senders_of_little_stall_nobody(stand_in: str) -> None:
    with unfinished(stand_in, 20, 100_000):
        start = time.monotonic()
        assert ask(stand_in, data=png(204))[0] == 200
        assert time.monotonic() - start < service.BODY_SECONDS / 3


def test_who_finds_no_room_is_told_to_come_back(stand_in: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "ROOM_SECONDS", 0.3)
    with unfinished(stand_in, 8, bodies.LIMIT):
        answer = requests.post(f"{stand_in}/predict", data=png(204) + bytes(20 * MEBIBYTE), timeout=60)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.json() == {"error": "The server is busy. Try again later."}
    assert ask(stand_in, data=png(204))[0] == 200


def test_room_is_given_to_whom_it_is_enough_for() -> None:
    async def work() -> list[str]:
        room, order = Room(10), []

        async def take(name: str, size: int, seconds: float) -> None:
            try:
                async with room.taken(size, 5):
                    order.append(name)
                    await asyncio.sleep(seconds)
            except TimeoutError:
                order.append(f"{name} in vain")

        async with asyncio.TaskGroup() as group:
            for one in (("first", 8, 0.1), ("large", 10, 0), ("small", 2, 0), ("next", 2, 0)):
                group.create_task(take(*one))
        return order

    assert asyncio.run(work()) == ["first", "small", "next", "large"]
