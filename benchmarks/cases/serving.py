"""`lineup serve` under load, by the exported form and by Keras; both must say the same."""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import psutil

from benchmarks import usage
from benchmarks.alternation import Side, Taken
from benchmarks.cases import http_load, keras_way, pictures

PICTURES, REQUESTS = 200, 1000
MEBIBYTE = 2**20


def one_client(study: Path) -> AbstractContextManager[Mapping[str, Side]]:
    """Yield both sides with one client."""
    return sides(study, 1)


def many_clients(study: Path) -> AbstractContextManager[Mapping[str, Side]]:
    """Yield both sides with 16 clients."""
    return sides(study, 16)


@contextmanager
def sides(study: Path, clients: int) -> Iterator[Mapping[str, Side]]:
    """Yield both sides: two servers that run all the while, loaded in turn."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        read = [file.read_bytes() for file in pictures.write(study, Path(folder), PICTURES)]
        running = {
            name: servers.enter_context(server(module, study))
            for name, module in (("exported form", "lineup"), ("Keras", keras_way.COMMAND))
        }
        ours, theirs = (http_load.load(address, read, 4, PICTURES).answers for _, address in running.values())
        np.testing.assert_allclose(ours, theirs, atol=1e-5)
        yield {
            name: partial(loaded, process, address, read, clients)
            for name, (process, address) in running.items()
        }


@contextmanager
def server(module: str, study: Path) -> Iterator[tuple[psutil.Process, str]]:
    """Run a server of the study's best model; yield its process and its address."""
    command = [sys.executable, "-P", "-m", module, "serve", "--port", "0"]
    environment = {"PYTHONPATH": str(usage.ROOT)}
    with psutil.Popen(
        command,
        cwd=study,
        env={**psutil.Process().environ(), **environment},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        if found is None:
            raise RuntimeError(f"{module} serve did not start: {line}")
        yield process, found[0]
        process.terminate()


def loaded(process: psutil.Process, address: str, read: list[bytes], clients: int) -> Taken:
    """Load a server; return the time of all requests, and the server's own processor and memory."""
    before = process.cpu_times()
    seconds = http_load.load(address, read, clients, REQUESTS).seconds
    after = process.cpu_times()
    used = after.user + after.system - before.user - before.system
    return Taken(seconds, used, process.memory_info().rss / MEBIBYTE, REQUESTS)
