"""A folder with a made-up study to track, and a server to track it on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_tracking.made_up import fill
from tests.test_tracking.servers import Server


@pytest.fixture
def study(tmp_path: Path, empty_store: Path) -> Path:
    """Return a folder with one variant of one seed, and an empty store."""
    fill(tmp_path, {"cnn": 0.8}, (0,), empty_store)
    return tmp_path


@pytest.fixture
def server(tmp_path: Path, empty_store: Path) -> Iterator[Server]:
    """Have an `mlflow server` that began with an empty store."""
    server = Server(tmp_path / "server", empty_store)
    server.start()
    yield server
    server.kill()
