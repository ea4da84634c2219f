"""Another dvc at work in the project is told in words of ours, before anything is begun."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import copied

HOLDS = """
import sys, time, zc.lockfile
lock = zc.lockfile.LockFile(sys.argv[1])
print("held", flush=True)
time.sleep(60)
"""
SAID = (
    "error: Another dvc is at work in this project: a `lineup run` or `dvc repro` of another terminal, or an"
    " editor's extension. Wait for its end and try again; nothing was changed.\n"
)


@pytest.fixture
def busy(finished_study: Path, tmp_path: Path) -> Iterator[Path]:
    """Return a project whose lock a process holds as dvc does."""
    project = copied.copy(finished_study, tmp_path / "study")
    subprocess.run([sys.executable, "-m", "dvc", "init", "-q", "--no-scm"], cwd=project, check=True)
    lock = project / ".dvc/tmp/lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", HOLDS, str(lock)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        yield project
        holder.terminate()


@pytest.mark.parametrize("command", ["run", "status"])
def test_it_is_said(busy: Path, command: str) -> None:
    done = copied.lineup(busy, command)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", SAID)
