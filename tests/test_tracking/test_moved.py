"""A clone that was moved or copied: its store leads where it is now, and the original is left alone."""

import shutil
from pathlib import Path

import pytest

from lineup.files import checksum
from lineup.tracking import mend
from tests.test_tracking.made_up import fill, set_key, track
from tests.test_tracking.store_reader import active_runs, query


@pytest.fixture
def original(tmp_path: Path, empty_store: Path) -> Path:
    """Return a tracked study in a folder with a name that is no plain one."""
    folder = tmp_path / "erste Studie äöü #1 100% was?"
    fill(folder, {"cnn": 0.8}, (0,), empty_store)
    assert track(folder).stdout.startswith("MLflow is up to date: 3 runs")
    return folder


def files(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): checksum(path) for path in folder.rglob("*") if path.is_file()}


def places(folder: Path) -> set[str]:
    """Return all places of artifacts that a store names, but those of MLflow's own experiment."""
    found = set()
    for table, column in mend.PLACES:
        found |= {place for (place,) in query(folder, f"SELECT {column} FROM {table}") if place}  # noqa: S608
    return {place for place in found if not place.endswith("/mlruns/0")}


def superseded(folder: Path) -> list[str]:
    return sorted(run["name"] for run in active_runs(folder).values() if "superseded" in run["tags"])


def test_a_moved_clone_goes_on_as_itself(original: Path, tmp_path: Path) -> None:
    moved, runs = tmp_path / "deeper/moved", active_runs(original)
    moved.parent.mkdir()
    original.rename(moved)
    assert track(moved).stdout.startswith("MLflow is up to date: 3 runs")
    assert active_runs(moved) == runs
    assert places(moved)
    assert all(place.startswith(f"{moved}/mlruns/artifacts") for place in places(moved))
    assert track(moved).stdout.startswith("MLflow holds all runs")
    assert track(moved, "--check").returncode == 0
    set_key(moved / "data/models/cnn/0", "another")
    (moved / "data/report/report.md").write_text("another")
    track(moved)
    assert superseded(moved) == ["cnn-s0", "comparison"]
    assert not original.exists()


def test_a_copy_has_a_store_of_its_own_and_the_original_is_untouched(original: Path, tmp_path: Path) -> None:
    copy, before = tmp_path / "copy", files(original)
    shutil.copytree(original, copy)
    checked = track(copy, "--check")
    assert (checked.returncode, checked.stderr) == (0, "")
    set_key(copy / "data/models/cnn/0", "another")
    (copy / "data/report/report.md").write_text("another")
    assert track(copy).stdout.startswith("MLflow is up to date: 3 runs")
    assert superseded(copy) == ["cnn-s0", "comparison"]  # those that came along are its own
    assert all(place.startswith(f"{copy}/mlruns/artifacts") for place in places(copy))
    owners = [{run["tags"]["workspace"] for run in active_runs(one).values()} for one in (original, copy)]
    assert len(owners[0]) == len(owners[1]) == 1
    assert owners[0] != owners[1]
    assert files(original) == before
    assert track(original).stdout.startswith("MLflow holds all runs")


def test_files_that_did_not_come_along_are_made_anew(original: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(original, copy, ignore=shutil.ignore_patterns("artifacts"))
    before = files(original)
    track(copy)
    assert track(copy, "--check").returncode == 0
    assert len(list((copy / "mlruns/artifacts").rglob("model.keras"))) == 1
    assert files(original) == before


def test_what_is_freed_in_a_copy_stays_in_the_original(original: Path, tmp_path: Path) -> None:
    query(original, "UPDATE runs SET lifecycle_stage = 'deleted' WHERE name = 'cnn-s0'")
    copy, before = tmp_path / "copy", files(original)
    shutil.copytree(original, copy)
    script = (
        "from pathlib import Path; from lineup.tracking import clean; clean.free(Path.cwd(), ('deleted',))"
    )
    from tests import warm

    assert warm.run(copy, "-c", script).returncode == 0
    assert list((copy / "mlruns/artifacts").rglob("model.keras")) == []
    assert files(original) == before
