"""The body of `lineup serve`: a model of the workspace or of MLflow's registry, at an address of its own."""

import contextlib
import socket

import numpy as np
import uvicorn

from lineup.errors import LineupError
from lineup.serving import app, choice
from lineup.serving.batching import Batcher

CONNECTIONS = 256  # beyond, the server answers 503
THIS_MACHINE = ("127.0.0.1", "localhost")


def serve(*, variant: str | None, address: str | None, host: str, port: int, allow_urls: bool) -> None:
    """Answer until Ctrl-C; LineupError where the port is taken or there is no such model."""
    with listening(host, port) as place:
        trained = choice.load(variant, address)
        images = trained.facts.images
        black = np.zeros((1, images.height, images.width, 3), np.uint8)
        if not np.isfinite(trained.probabilities(black)).all():
            raise LineupError(f"{trained.name} diverged: what it says is no number. Choose another model.")
        hosts = list(THIS_MACHINE) if host in THIS_MACHINE else ["*"]
        batcher = Batcher(trained.probabilities)
        application = app.make(trained.name, trained.facts, batcher, allow_urls=allow_urls, hosts=hosts)
        config = uvicorn.Config(
            application, log_level="warning", access_log=False, limit_concurrency=CONNECTIONS
        )
        shown = f"[{host}]" if ":" in host else host
        print(f"{trained.name}: http://{shown}:{place.getsockname()[1]}/\nCtrl-C ends it.", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[place])
        batcher.close()


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens; LineupError where nothing can."""
    try:
        place = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, OverflowError) as error:
        if (getattr(error, "errno", None) or 0) < 0:  # of gaierror, which create_server may make an OSError
            raise LineupError(
                f"This machine has no address '{host}'. Give --host 127.0.0.1, or 0.0.0.0 for all its"
                " addresses."
            ) from None
        why = str(getattr(error, "strerror", error)).partition(" (while")[0]
        raise LineupError(
            f"Nothing can listen on port {port} of {host} ({why})."
            f" Choose another: lineup serve --port {8001 if port != 8001 else 8002}"
        ) from None
    # Connections inherit it. asyncio sets it only where a socket names its protocol, here it does not;
    # without it an answer waits some 40 ms for the client's delayed acknowledgement.
    place.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return place
