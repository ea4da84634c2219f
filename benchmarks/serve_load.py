"""Load `lineup serve` on loopback: images/s and latency at 1 and 16 clients; every answer is checked.

Run in a project with trained models: `python -m benchmarks.serve_load PICTURES [--requests 400]`, then
options of serve. Each client sends one picture at a time, a file's bytes, over one connection.
"""

import argparse
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import requests

from lineup.inference.files import expand

CLIENTS = (1, 16)


def main() -> None:
    """Start a server, load it, print a line for each number of clients."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--requests", type=int, default=400)
    options, more = parser.parse_known_args()
    files = [file.read_bytes() for file in expand([options.pictures])[: options.requests]]
    command = [sys.executable, "-m", "lineup", "serve", "--port", "0", *more]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = server.stdout.readline() if server.stdout else ""
        found = re.search(r"http://\S+", line)
        if found is None:
            sys.exit("The server did not start.")
        address = found[0] + "predict"
        expected = [ask(requests.Session(), address, data) for data in files]
        for clients in CLIENTS:
            report(clients, load(address, files, expected, clients, options.requests))
    finally:
        server.terminate()
        server.wait(30)


def ask(session: requests.Session, address: str, data: bytes) -> dict[str, float]:
    """Return the probabilities of one picture."""
    answer = session.post(address, data=data, timeout=120)
    answer.raise_for_status()
    probabilities: dict[str, float] = answer.json()["answers"][0]["probabilities"]
    return probabilities


def load(
    address: str, files: list[bytes], expected: list[dict[str, float]], clients: int, count: int
) -> tuple[float, np.ndarray, int]:
    """Return the seconds that `count` requests took, each one's latency in seconds, and the wrong ones."""
    numbers, lock = iter(range(count)), threading.Lock()
    latencies, wrong = np.full(count, np.nan), []

    def client() -> None:
        session = requests.Session()
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            place = number % len(files)
            start = time.perf_counter()
            said = ask(session, address, files[place])
            latencies[number] = time.perf_counter() - start
            if not np.allclose(list(said.values()), list(expected[place].values()), atol=1e-5):
                wrong.append(number)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start, latencies, len(wrong)


def report(clients: int, measured: tuple[float, np.ndarray, int]) -> None:
    """Print one line."""
    seconds, latencies, wrong = measured
    lost = int(np.isnan(latencies).sum())
    middle, late = (1000 * float(np.nanpercentile(latencies, one)) for one in (50, 99))
    speed = (len(latencies) - lost) / seconds
    print(
        f"{clients:2} client(s): {speed:6.0f} images/s, latency p50 {middle:.1f} ms,"
        f" p99 {late:.1f} ms; {lost} lost, {wrong} wrong of {len(latencies)}",
        flush=True,
    )


if __name__ == "__main__":
    main()
