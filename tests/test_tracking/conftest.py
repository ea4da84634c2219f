"""A folder with a made-up study to track, and a server to track it on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_tracking.made_up import Tracked, fill, track
from tests.test_tracking.servers import Server


@pytest.fixture
def study(tmp_path: Path, empty_store: Path) -> Path:
    """Return a folder with one variant of one seed, and an empty store."""
    fill(tmp_path, {"cnn": 0.8}, (0,), empty_store)
    return tmp_path


@pytest.fixture(scope="module")
def tracked_once(tmp_path_factory: pytest.TempPathFactory, empty_store: Path) -> Tracked:
    folder = tmp_path_factory.mktemp("tracked") / "study"
    fill(folder, {"cnn": 0.8}, (0,), empty_store)
    assert track(folder).returncode == 0
    return Tracked(folder)


@pytest.fixture
def tracked(tracked_once: Tracked) -> Path:
    """Return the same study, tracked."""
    return tracked_once.again()


@pytest.fixture
def server(tmp_path: Path, empty_store: Path) -> Iterator[Server]:
    """Have an `mlflow server` that began with an empty store."""
    server = Server(tmp_path / "server", empty_store)
    server.start()
    yield server
    server.kill()
