"""A second clone pulls from an S3 remote and has every result, without training."""

import filecmp
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import finished, services
from tests.test_tracking.store_reader import content

AUTHOR = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *AUTHOR, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**services.SECRETS, **services.REGION}.items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("secrets")
def test_a_clone_pulls_and_trains_nothing(finished_study: Path, empty_store: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    shutil.copytree(finished_study, first, ignore=shutil.ignore_patterns("checkpoints"))
    with services.s3(tmp_path, "team") as address:
        for setting in [
            ("remote", "add", "-d", "team", "s3://team/lineup"),
            ("remote", "modify", "team", "endpointurl", address),
        ]:
            assert finished.dvc(first, *setting).returncode == 0
        git(first, "add", ".")
        git(first, "commit", "-m", "Share the results")
        pushed = finished.dvc(first, "push")
        assert pushed.returncode == 0, pushed.stderr
        git(tmp_path, "clone", "-q", str(first), str(second))
        assert not (second / "data/models").exists()
        pulled = finished.dvc(second, "pull")
        assert pulled.returncode == 0, pulled.stderr
    shutil.copy(empty_store, second / "mlruns/mlflow.db")
    assert finished.repro(second) == ["check", "track"]
    compared = filecmp.dircmp(first / "data/report", second / "data/report")
    assert compared.diff_files == compared.left_only == compared.right_only == []
    assert runs(second) == runs(first)
    written = b"".join(path.read_bytes() for path in (second / ".dvc").glob("config*"))
    assert not any(secret.encode() in written for secret in services.SECRETS.values())


def runs(project: Path) -> list[list[object]]:
    """Return the runs of the local store but for the commit that they were logged at."""
    told = content(project)
    for run in told:
        run[2] = [tag for tag in run[2] if tag[0] not in {"git_commit", "mlflow.source.git.commit"}]
    return told
