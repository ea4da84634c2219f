"""What git knows of a project, from repositories made here; nothing is fetched."""

import subprocess
from pathlib import Path

import pytest

from lineup import repository
from lineup.tracking import git, place

AUTHOR = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")


def run(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *AUTHOR, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """Return a repository with two commits and no remote."""
    folder = tmp_path / "the first"
    folder.mkdir()
    run(folder, "init", "-q")
    for message in ("Begin", "Go on"):
        run(folder, "commit", "-q", "--allow-empty", "-m", message)
    return folder


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("git@github.com:Team/Pictures.git", "github.com/Team/Pictures"),
        ("https://me:secret@GitHub.com/Team/Pictures/", "github.com/Team/Pictures"),
        ("ssh://git@github.com:22/Team/Pictures", "github.com/Team/Pictures"),
        ("../nowhere", None),
        ("/nowhere", None),
        ("file:///nowhere", None),
    ],
)
def test_one_repository_has_one_name_whatever_its_address(
    begun: Path, address: str, known: str | None
) -> None:
    run(begun, "remote", "add", "origin", address)
    assert git.origin(begun) == known


def test_clones_of_clones_are_of_one_project_and_forks_by_their_upstream(begun: Path, tmp_path: Path) -> None:
    run(tmp_path, "clone", "-q", begun.name, "second")
    run(tmp_path, "clone", "-q", "second", "third")
    third = tmp_path / "third"
    run(third, "commit", "-q", "--allow-empty", "-m", "Of its own")
    assert git.origin(third) is None
    assert place.project(third) == place.project(begun)
    before = set(place.project(begun))
    run(begun, "remote", "add", "origin", "git@example.org:team/pictures")
    assert git.origin(third) == "example.org/team/pictures"
    assert place.project(third) == place.project(begun)
    assert before < set(place.project(begun))  # what was tracked before it had a remote is its own still
    run(third, "remote", "set-url", "origin", "git@example.org:somebody/pictures")
    assert place.project(third)[0] != place.project(begun)[0]
    run(third, "remote", "add", "upstream", "https://example.org/team/pictures.git")
    assert place.project(third) == place.project(begun)


def test_a_shallow_clone_knows_no_first_commit(begun: Path, tmp_path: Path) -> None:
    run(tmp_path, "clone", "-q", "--depth", "1", f"file://{begun}", "shallow")
    assert git.first_commit(tmp_path / "shallow") is None
    assert git.first_commit(begun) is not None
    assert repository.commit(tmp_path / "shallow") == repository.commit(begun)


def test_places_in_one_repository_are_two_projects(begun: Path) -> None:
    for name in ("cats", "dogs"):
        (begun / name).mkdir()
    assert len({*place.project(begun / "cats"), *place.project(begun / "dogs"), *place.project(begun)}) == 3


def test_outside_of_git_and_before_the_first_commit_nothing_is_known(tmp_path: Path) -> None:
    assert (repository.commit(tmp_path), git.first_commit(tmp_path), git.experiments(tmp_path)) == (
        None,
        None,
        [],
    )
    (tmp_path / "data").mkdir()
    assert len(place.project(tmp_path)) == 1
    run(tmp_path, "init", "-q")
    assert (repository.commit(tmp_path), git.origin(tmp_path), place.project(tmp_path)) == (None, None, [])
