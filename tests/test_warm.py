"""Stages of one `dvc repro` are forked from a process that has TensorFlow loaded."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from lineup.warm import asking, connection
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked elsewhere")

DVC = """
import signal, subprocess, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background has it ignored
for line in sys.stdin:
    print("status", subprocess.call(line, shell=True), flush=True)
"""
STAGE = """
if __name__ == "__main__":
    from lineup.warm import asking
    asking.instead("train")

import json, os, sys
from pathlib import Path
from lineup import running

def main():
    known = [name for name in ("tensorflow", "stages.train", "mlflow") if name in sys.modules]
    who = os.getpid(), os.getppid()
    print(json.dumps([WORD, sys.argv, os.environ["DVC_STAGE"], os.getcwd(), *who, known]))
    print("to the other", file=sys.stderr)
    if "fail" in sys.argv:
        raise running.errors.LineupError("It went wrong.")
    if "wait" in sys.argv:
        Path("waiting.part").write_text(str(os.getpid()))
        Path("waiting.part").rename("waiting")
        import time
        try:
            time.sleep(60)
        except KeyboardInterrupt:
            Path("interrupted").touch()
            raise

if __name__ == "__main__":
    running.stage(main)
"""
OBSERVER = """
import os, sys
from pathlib import Path

def main():
    Path("heard").write_text(f"{os.getpid()} {'mlflow' in sys.modules} {sys.stdin.readline()}")
    sys.stdin.read()
"""
Dvc = subprocess.Popen[str]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("stages", "data"):
        (tmp_path / folder).mkdir()
    (tmp_path / "stages/__init__.py").touch()
    (tmp_path / "stages/train.py").write_text(STAGE.replace("WORD", "'before'"))
    (tmp_path / "dvc").write_text(DVC)
    return tmp_path


@pytest.fixture
def dvc(project: Path) -> Iterator[Dvc]:
    """Yield a process of dvc's name that runs each line it is given."""
    variables = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(project / "dvc")], cwd=project, env=variables, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        yield process
        process.stdin.close()  # type: ignore[union-attr]


def told(dvc: Dvc, command: str) -> list[str]:
    """Return the lines of a command that dvc runs, its status last."""
    begin(dvc, command)
    return ended(dvc)


def begin(dvc: Dvc, command: str) -> None:
    """Have dvc run a command."""
    dvc.stdin.write(f"{command}\n")  # type: ignore[union-attr]
    dvc.stdin.flush()  # type: ignore[union-attr]


def ended(dvc: Dvc) -> list[str]:
    """Return the lines up to a command's status."""
    lines = [""]
    while not lines[-1].startswith("status"):
        lines.append(dvc.stdout.readline().rstrip())  # type: ignore[union-attr]
    return lines[1:]


def stage(arguments: str = "", word: str = "DVC_STAGE=said") -> str:
    """Return the shell's line for the stage."""
    return f"{word} {sys.executable} -m stages.train {arguments}"


def until(found: Callable[[], object]) -> None:
    """Wait until something is found, for 30 s."""
    end = time.monotonic() + 30
    while not found():
        assert time.monotonic() < end
        time.sleep(0.05)


def waiting(dvc: Dvc, project: Path) -> tuple[psutil.Process, psutil.Process]:
    """Start a stage that waits; return dvc's own child, and the process that works for it."""
    (project / "waiting").unlink(missing_ok=True)
    begin(dvc, stage("wait"))
    until((project / "waiting").exists)
    worker = psutil.Process(int((project / "waiting").read_text()))
    own = psutil.Process(dvc.pid).children(recursive=True)
    (asking,) = [one for one in own if one.cmdline()[1:3] == ["-m", "stages.train"]]
    assert asking.pid != worker.pid
    return asking, worker


def test_each_stage_is_a_process_of_its_own_with_its_own_code_and_ends_as_it_would(
    dvc: Dvc, project: Path
) -> None:
    first, ended = told(dvc, stage("a 'b c'"))
    assert ended == "status 0"
    word, argv, variable, folder, pid, parent, known = json.loads(first)
    assert [word, argv, variable, folder] == ["before", ["train.py", "a", "b c"], "said", str(project)]
    assert known == ["tensorflow", "stages.train"]
    assert psutil.Process(parent).cmdline()[1:] == ["-m", "lineup.warm.forking", "tensorflow", str(dvc.pid)]

    (project / "stages/train.py").write_text(STAGE.replace("WORD", "'after'"))
    second, ended = told(dvc, stage("fail", "DVC_STAGE=other"))
    assert ended == "status 1"
    word, argv, variable, _, second_pid, second_parent, _ = json.loads(second)
    assert [word, argv, variable] == ["after", ["train.py", "fail"], "other"]
    assert pid != second_pid
    assert parent == second_parent

    dvc.stdin.close()  # type: ignore[union-attr]
    until(lambda: not psutil.pid_exists(parent))
    assert dvc.stderr.read() == "to the other\nto the other\nerror: It went wrong.\n"  # type: ignore[union-attr]


def test_what_is_killed_or_interrupted_takes_its_worker_along(dvc: Dvc, project: Path) -> None:
    asking, worker = waiting(dvc, project)
    asking.kill()
    assert ended(dvc)[-1] == "status 137"
    until(lambda: not worker.is_running())
    assert not (project / "interrupted").exists()

    asking, worker = waiting(dvc, project)
    asking.send_signal(signal.SIGINT)
    assert ended(dvc)[-1] == "status 130"
    assert (project / "interrupted").exists()

    asking, worker = waiting(dvc, project)
    worker.parent().kill()
    assert ended(dvc)[-1] == "status 1"
    worker.kill()
    dvc.stdin.close()  # type: ignore[union-attr]
    gone = "error: The process that ran this stage is gone. Run it again: it goes on.\n"
    assert dvc.stderr.read().endswith(gone)  # type: ignore[union-attr]


def test_an_observer_has_mlflow_loaded_and_ends_on_demand(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "observing.py").write_text(OBSERVER)
    monkeypatch.chdir(project)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    reading, writing = os.pipe()
    with subprocess.Popen(["sleep", "100"]) as dvc:
        monkeypatch.setenv(asking.DVC, str(dvc.pid))
        assert asking.forked("observing", reading) is None
        warm = connection.start(asking.REPORT, dvc.pid)
        connection.wait(asking.REPORT, dvc.pid, warm)
        forked = asking.forked("observing", reading)
        assert forked is not None
        os.write(writing, b"a row\n")
        until(lambda: (project / "heard").exists() and "row" in (project / "heard").read_text())
        pid, loaded, line = (project / "heard").read_text().split(maxsplit=2)
        assert (loaded, line) == ("True", "a row\n")
        with pytest.raises(subprocess.TimeoutExpired):
            forked.wait(0.1)
        forked.kill()
        until(lambda: not psutil.pid_exists(int(pid)))
        forked.wait()
        dvc.kill()
    assert warm.wait(30) == 0
    for end in (reading, writing):
        os.close(end)


def test_without_a_dvc_above_a_stage_runs_by_itself(project: Path) -> None:
    variables = os.environ | {"PYTHONPATH": str(ROOT), "DVC_STAGE": "said"}
    command = [sys.executable, "-m", "stages.train"]
    done = subprocess.run(command, cwd=project, env=variables, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)[-1] == []
