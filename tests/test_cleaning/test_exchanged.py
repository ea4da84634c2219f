"""Trainings in DVC's remote: which are named, which may go, and that they go."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lineup.cells.exchange import CLAIM, FINISHED, Exchange
from lineup.cleaning import exchanged
from lineup.cleaning.checkpoints import DAY
from lineup.records.key import CHECKPOINT
from tests import remotes
from tests.finished import dvc
from tests.test_cleaning.test_clean import clean, project, rows, trained  # noqa: F401 (fixtures)

NAMED, OTHER, BEGUN = ("3".zfill(64), "7".zfill(64), "8".zfill(64))  # what net of 3 epochs is called there


def fill(remote: Exchange, folder: Path) -> None:
    """Store two finished trainings, and one under way."""
    file = folder / "file"
    file.write_bytes(bytes(100))
    remote.put(file, NAMED, FINISHED)
    remote.put(file, OTHER, FINISHED)
    remote.put(file, BEGUN, CHECKPOINT)
    remote.beat(BEGUN, 3)


@pytest.fixture(params=remotes.KINDS)
def remote(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield a repository with such a remote."""
    with remotes.with_remote(request.param, tmp_path, "one", monkeypatch) as repository:
        yield repository


def test_what_is_old_and_not_named_goes(remote: Path, tmp_path: Path) -> None:
    assert exchanged.find(remote)[1] == []
    fill(Exchange(remote, "run"), tmp_path)
    exchange, found = exchanged.find(remote)
    assert [(one.key, one.size > 99, len(one.paths)) for one in found] == [
        (NAMED, True, 1),
        (OTHER, True, 1),
        (BEGUN, True, 2),
    ]
    assert all(-0.01 < one.days < 0.01 for one in found)
    assert exchanged.unnamed(found, {NAMED}, 0.01) == []
    gone = exchanged.unnamed(found, {NAMED}, -1)
    assert [one.key for one in gone] == [OTHER, BEGUN]
    exchanged.free(exchange, gone)
    assert [one.key for one in exchanged.find(remote)[1]] == [NAMED]
    assert not exchange.has(BEGUN, CLAIM)


def test_the_command_leaves_the_remote_alone_unless_asked(project: Path, tmp_path: Path) -> None:  # noqa: F811
    assert dvc(project, "remote", "add", "-d", "team", str(tmp_path / "remote")).returncode == 0
    fill(Exchange(project, "run"), tmp_path)
    before = time.time() - 8 * DAY
    for path in (tmp_path / "remote/trainings").rglob("*.*"):
        if path.parent.name != BEGUN:
            os.utime(path, (before, before))
    stored = tmp_path / "remote/trainings"
    clean(project, "--yes")
    assert len(list(stored.iterdir())) == 3
    listed = [row for row in rows(clean(project, "--yes", "--remote")) if row[0].startswith("DVC's remote")]
    assert [[cell.partition(":")[0] for cell in row] for row in listed] == [
        ["DVC's remote, trainings"] + ["1"] * 3
    ]
    assert {path.name for path in stored.iterdir() if any(path.iterdir())} == {NAMED, BEGUN}


@pytest.mark.parametrize(
    "info",
    [
        {"mtime": 86_400.0},
        {"mtime": datetime(1970, 1, 2, tzinfo=UTC)},
        {"LastModified": datetime(1970, 1, 2, tzinfo=UTC)},
        {"last_modified": datetime(1970, 1, 2, tzinfo=UTC)},
        {"updated": "1970-01-02T00:00:00.000Z"},
    ],
)
def test_the_age_is_read_as_each_kind_of_remote_tells_it(info: dict[str, object]) -> None:
    assert exchanged.changed(info) == 86_400


def test_what_has_no_age_is_new() -> None:
    assert exchanged.changed({"size": 3}) == pytest.approx(time.time(), abs=10)
