"""A folder with a made-up study to track."""

from pathlib import Path

import pytest

from tests.test_tracking.made_up import fill


@pytest.fixture
def study(tmp_path: Path, empty_store: Path) -> Path:
    """Return a folder with one variant of one seed, and an empty store."""
    fill(tmp_path, {"cnn": 0.8}, (0,), empty_store)
    return tmp_path
