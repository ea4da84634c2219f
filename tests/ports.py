"""Ports of this machine: one on which nobody listens, and one whose listener never answers."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager


def free_port() -> int:
    """Return a port on which nothing listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as place:
        port: int = place.getsockname()[1]
        return port


@contextmanager
def silent() -> Iterator[int]:
    """Yield a port where connections are taken and nothing is ever said."""
    with closing(socket.create_server(("127.0.0.1", 0))) as place:
        yield place.getsockname()[1]
