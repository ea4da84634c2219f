"""A workspace's identity stays with it wherever it goes, and no copy takes it along."""

import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from lineup.tracking import workspace


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a clone that has a name."""
    folder = tmp_path / "Ordner mit Umlauten äöü"
    (folder / ".dvc").mkdir(parents=True)
    workspace.find(folder)
    return folder


def test_it_stays_where_nothing_happens_and_is_kept_where_git_does_not_look(clone: Path) -> None:
    first = workspace.find(clone)
    assert workspace.find(clone) == first
    assert first.before == ()
    kept = {path.name for path in (clone / ".dvc/tmp/lineup").iterdir()}
    assert kept - {"workspace.lock"} == {"workspace", "workspace.json"}
    for inside in (
        ".dvc/tmp/exps/standalone/tmpabc",
        ".dvc/tmp/exps/tmpdef",
    ):  # what --temp and the queue make
        (clone / inside / ".dvc").mkdir(parents=True)
        assert workspace.find(clone / inside) == first


def move(clone: Path, to: Path) -> None:
    clone.rename(to)


def change_rights(clone: Path, to: Path) -> None:
    subprocess.run(["chmod", "-R", "u+x", str(clone)], check=True)
    to.symlink_to(clone)


def link(clone: Path, to: Path) -> None:
    to.symlink_to(clone)


@pytest.mark.parametrize("change", [move, link, change_rights])
def test_a_clone_that_is_moved_or_seen_from_elsewhere_is_the_same(
    clone: Path, tmp_path: Path, change: Callable[[Path, Path], None]
) -> None:
    before = workspace.find(clone)
    change(clone, tmp_path / "elsewhere")
    assert workspace.find(tmp_path / "elsewhere") == before
    (tmp_path / "elsewhere").rename(tmp_path / "again")
    assert workspace.find(tmp_path / "again") == before


COPIES = {"cp": ["cp", "-r"], "all attributes": ["cp", "-a"], "hard links": ["cp", "-al"]}


@pytest.mark.parametrize("command", COPIES)
def test_a_copy_is_another_and_knows_whose(clone: Path, tmp_path: Path, command: str) -> None:
    original = workspace.find(clone)
    subprocess.run([*COPIES[command], str(clone), str(tmp_path / "copy")], check=True)
    copy = workspace.find(tmp_path / "copy")
    assert copy.name != original.name
    assert copy.before == (original.name,)
    assert workspace.find(tmp_path / "copy") == copy
    assert workspace.find(clone) == original
    shutil.copytree(tmp_path / "copy", tmp_path / "second")
    assert workspace.find(tmp_path / "second").before == (copy.name, original.name)


def test_a_copy_at_the_place_of_an_original_that_moved_is_another(clone: Path, tmp_path: Path) -> None:
    original = workspace.find(clone)
    clone.rename(tmp_path / "moved")
    shutil.copytree(tmp_path / "moved", clone)
    assert workspace.find(clone).name != original.name
    assert workspace.find(tmp_path / "moved") == original


def test_an_archive_brings_no_identity(clone: Path, tmp_path: Path) -> None:
    original = workspace.find(clone)
    subprocess.run(["tar", "-cf", "all.tar", clone.name], cwd=tmp_path, check=True)
    clone.rename(tmp_path / "moved")
    subprocess.run(["tar", "-xpf", "all.tar"], cwd=tmp_path, check=True)
    assert workspace.find(clone).name != original.name


def test_projects_of_one_repository_and_worktrees_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / ".dvc").mkdir()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    names = {workspace.find(tmp_path / name).name for name in ("one", "two", ".")}
    assert len(names) == 3
    assert not (tmp_path / "one/.dvc").exists()


def test_many_who_ask_first_get_one_answer(tmp_path: Path) -> None:
    (tmp_path / ".dvc").mkdir()
    found: list[workspace.Workspace] = []
    asking = [threading.Thread(target=lambda: found.append(workspace.find(tmp_path))) for _ in range(8)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert len(set(found)) == 1
    assert len(found) == 8


def test_a_name_can_be_given_where_folders_do_not_last(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = workspace.find(clone)
    monkeypatch.setenv("LINEUP_WORKSPACE", "CI of 'main'")
    assert workspace.find(clone) == workspace.Workspace("CI-of-main-", ())
    monkeypatch.delenv("LINEUP_WORKSPACE")
    assert workspace.find(clone) == own


def test_without_dvc_it_is_kept_in_data(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert workspace.find(tmp_path) == workspace.find(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
