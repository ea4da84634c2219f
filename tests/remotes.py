"""Repositories of DVC with a remote, in a folder or behind an S3 API."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import services
from tests.finished import dvc

KINDS = ("folder", "s3")


def repository(folder: Path, *settings: tuple[str, ...]) -> Path:
    """Return a folder in which `dvc init` and these commands have run."""
    folder.mkdir(exist_ok=True)
    for arguments in (("init", "-q", "--no-scm"), *settings):
        done = dvc(folder, *arguments)
        assert done.returncode == 0, done.stderr
    return folder


def with_folder(place: Path, name: str) -> Path:
    """Return a repository below `place` whose remote is a folder beside it."""
    return repository(place / name, ("remote", "add", "-d", "team", str(place / "remote")))


@contextmanager
def with_remote(kind: str, place: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield a repository below `place` with a remote of one of KINDS."""
    if kind == "folder":
        yield with_folder(place, name)
        return
    for variable, value in {**services.SECRETS, **services.REGION}.items():
        if variable.startswith("AWS_"):
            monkeypatch.setenv(variable, value)
    with services.s3(place, "team") as address:
        added = ("remote", "add", "-d", "team", "s3://team/lineup")
        yield repository(place / name, added, ("remote", "modify", "team", "endpointurl", address))
