"""Killed stages, a killed dvc, a full disk: one more `dvc repro` makes good.

benchmarks/kill_rounds.py plays many more such rounds, over all stages.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks import kill_rounds, killing
from lineup import running
from tests import warm
from tests.conftest import ROOT
from tests.finished import dvc, repro

IN_FOLDS = {"train": 0.75, "validation": 0.25, "test": 0, "folds": 2}


def fast(project: Path, *stages: str) -> "subprocess.CompletedProcess[str]":
    return dvc(project, "repro", *stages)


def fork_stages(patch: pytest.MonkeyPatch) -> None:
    """Have the stages of a dvc that is no fork be forked: its `python` is another. No lock is kept then."""
    patch.setenv("PATH", str(Path(warm.python()).parent), prepend=os.pathsep)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> killing.Study:
    folder = tmp_path_factory.mktemp("kills")
    study = killing.Study(kill_rounds.lay_out(folder, ["two"], split=IN_FOLDS), folder / "states", fast)
    study.run("download", by=fast)
    shutil.copytree(study.project, study.states / "preprocess", symlinks=True)
    with pytest.MonkeyPatch.context() as patch:
        fork_stages(patch)
        study.prepare({"train@two": "split"})
    return study


def test_one_more_repro_ends_as_if_nothing_had_happened(
    study: killing.Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    fork_stages(monkeypatch)
    hit, wrong = killing.play(study, killing.Round("train@two", "dvc", signal.SIGTERM, 0.6))
    assert hit.startswith("hit")
    assert wrong == []


def test_a_fold_s_training_goes_on(study: killing.Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """DVC and all that it started are killed after an epoch of a fold."""
    fork_stages(monkeypatch)
    study.restore("train@two")
    command = [*killing.DVC, "repro", "train@two"]
    running = subprocess.Popen(
        command, cwd=study.project, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert running.stdout
    assert any(line.startswith("two seed 0 fold 1  epoch 1/2  ") for line in running.stdout)
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    done = fast(study.project)
    assert "two seed 0: trained before with the same recipe and data, restored\n" in done.stdout
    assert killing.digests(study.project) == study.predictions
    assert killing.mlflow_mistakes(study.project, 3) == []


def test_half_a_lock_is_mended_once_dvc_is_gone(
    study: killing.Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.restore("train@two")
    running = subprocess.Popen(
        [*killing.DVC, "repro", "train@two"], cwd=study.project, start_new_session=True
    )
    assert killing.find(running, "train@two") is not None
    lock = study.project / "dvc.lock"
    lock.write_bytes(b"")  # as it is while dvc writes it
    refused = subprocess.run(
        [*killing.DVC, "stage", "list"], cwd=study.project, capture_output=True, text=True
    )
    assert (refused.returncode, "dvc.lock' validation failed" in refused.stderr) == (255, True), refused
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    fork_stages(monkeypatch)
    again = [*killing.DVC, "repro"]  # not forked: such a dvc reads the lock before anybody's could
    done = subprocess.run(again, cwd=study.project, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert killing.digests(study.project) == study.predictions


FULL = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
del sys.argv[0]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""  # a stage that can write no larger file


@pytest.mark.parametrize(
    ("stage", "output"),
    [("preprocess", "data/images/images.npy"), ("train@two", "data/models/two/0/history.csv")],
)
def test_a_full_disk_is_one_message(study: killing.Study, stage: str, output: str) -> None:
    study.restore(stage)
    module, *names = stage.split("@")
    done = warm.run(study.project, "-c", FULL, f"stages.{module}", *names)
    not_of_mlflow = [
        line for line in done.stderr.splitlines() if not line.startswith("warning: the training")
    ]
    assert not_of_mlflow == [
        "error: A file could not be written: File too large. Nothing that was finished is lost. Make space"
        " (`lineup clean` lists what nothing needs) and run it again: it goes on."
    ]
    assert done.returncode == 1
    repro(study.project, stage)
    assert (study.project / output).read_bytes() == (study.states / "finished" / output).read_bytes()


def test_a_stage_waits_for_itself(tmp_path: Path) -> None:
    """Two of one name run one after the other; another name does not wait."""
    (tmp_path / "data").mkdir()
    script = (
        "import sys, time; from pathlib import Path; from lineup import running\n"
        "running.alone(lambda: (print('in', flush=True), sys.stdin.readline()), Path('data'), sys.argv[1])"
    )

    def start(name: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", script, name],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def line(process: "subprocess.Popen[str]") -> str:
        assert process.stdout is not None
        return process.stdout.readline()

    first = start("train@cnn")
    assert line(first) == "in\n"
    second, other = start("train@cnn"), start("train@transfer")
    assert line(other) == "in\n"
    assert line(second) == "train@cnn: another process is running this stage; waiting for its end\n"
    time.sleep(0.3)
    assert second.poll() is None
    first.kill()
    assert line(second) == "in\n"
    for process in (first, second, other):
        process.communicate("\n", timeout=30)


def test_without_data_there_is_nothing_to_guard(tmp_path: Path) -> None:
    called: list[int] = []
    running.alone(lambda: called.append(1), tmp_path / "data", "check")
    assert called == [1]
    assert list(tmp_path.iterdir()) == []
