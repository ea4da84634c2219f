"""What of a person's files is read, and what is told instead."""

from pathlib import Path

import pytest

from lineup.images import reading
from lineup.inference import files
from lineup.schema.params import Images
from tests.conftest import draw_pictures


def test_a_file_is_not_read_that_is_too_large_or_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_pictures(tmp_path / "pictures", classes=1, each=1)
    video, gone = tmp_path / "video.mp4", tmp_path / "gone.png"
    with video.open("wb") as file:
        file.truncate(2 * reading.SIZE_LIMIT)  # takes no space
    found = dict(files.read([*files.expand([tmp_path]), gone], Images(height=8, width=8)))
    assert found.pop(video) == "a file of 536,870,912 bytes, more than 268,435,456"
    assert found.pop(gone) == "cannot be read: No such file or directory"
    (picture,) = found.values()
    assert not isinstance(picture, str)
    assert picture.pixels.shape == (8, 8, 3)
