"""`lineup run --jobs 2` comes to what `dvc repro` comes to: also when it is killed, or a net is broken."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from benchmarks import cells_lab
from lineup.files import read_json
from tests import finished, warm
from tests.test_tracking.store_reader import active_runs

RUN = ["lineup", "run", "--jobs", "2"]
LONG = {**finished.VARIANTS["one"], "epochs": 12}


@pytest.fixture
def untrained(finished_study: Path, empty_store: Path, tmp_path: Path) -> Path:
    """Return a copy of the finished study in which nothing is trained, and DVC remembers nothing."""
    project = tmp_path / "study"
    shutil.copytree(finished_study, project)
    for name in ("checkpoints", "data/models", "data/results", ".dvc/cache", "mlruns/artifacts"):
        shutil.rmtree(project / name)
    for path in (project / "mlruns").glob("*.*"):
        path.unlink()
    shutil.copy(empty_store, project / "mlruns/mlflow.db")
    return project


def run(project: Path, *targets: str) -> subprocess.CompletedProcess[str]:
    return warm.run(project, *RUN, *targets)


def errors(done: "subprocess.CompletedProcess[str]") -> list[str]:
    """Return what was said of trouble, but for DVC's words about the file that is always empty."""
    return [line for line in done.stderr.splitlines() if not line.endswith("nothing.txt' is empty.")]


def epochs(project: Path, name: str) -> list[int]:
    """Return the epochs that a cell's log tells of."""
    log = (project / "checkpoints/logs" / f"{name}.log").read_text()
    return [int(number) for number in re.findall(r"  epoch (\d+)/", log)]


def test_the_same_as_one_after_the_other(untrained: Path, finished_study: Path) -> None:
    """From nothing: all files, answers, one run a training; a second time nothing is lacking."""
    (untrained / "dvc.lock").unlink()
    for name in ("images", "features", "split", "check"):
        shutil.rmtree(untrained / "data" / name)
    done = run(untrained, "evaluate@one", "train@head")
    assert (done.returncode, errors(done)) == (0, [])
    assert "features tiny  on " in done.stdout
    expected = cells_lab.trained(finished_study, "one", "head")
    assert cells_lab.trained(untrained) == expected
    assert len(expected) == 4
    assert cells_lab.left(untrained) == cells_lab.left(finished_study, "one", "head")
    file = "data/results/one/probabilities.npy"
    assert (untrained / file).read_bytes() == (finished_study / file).read_bytes()
    for name, part in (("one", "answers"), ("one", "cost")):
        assert f"evaluate {name} {part}  on " in done.stdout
    assert "evaluate head" not in done.stdout
    for stage in ("train@one", "evaluate@one", "train@head"):
        assert re.search(rf"^stage \d+: {stage}, as it was$", done.stdout, re.MULTILINE)
    answers, cost = (read_json(place / "data/results/one/cost.json") for place in (untrained, finished_study))
    assert answers.keys() == cost.keys()
    keys = [run["tags"].get("training_key") for run in active_runs(untrained).values()]
    assert sorted(keys) == sorted(expected.values())
    again = run(untrained, "evaluate@one", "train@head")
    assert (again.returncode, "side by side" in again.stdout) == (0, False)


def test_a_killed_driver_executes_nothing_twice(untrained: Path) -> None:
    finished.write_params(untrained, variants={"one": LONG})
    killed = subprocess.Popen(
        [warm.python(), "-m", *RUN, "train@one"],
        cwd=untrained,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 120
    while not (list((untrained / "checkpoints").glob("*/checkpoint.npz"))):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    workers = [one for one in psutil.process_iter() if trains_in(untrained, one)]
    assert len(workers) == 2
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    assert psutil.wait_procs(workers, timeout=10)[1] == []
    before = {name: epochs(untrained, name) for name in ("one-s0", "one-s1")}
    assert max(map(len, before.values())) in range(1, 12)
    done = run(untrained, "train@one")
    assert (done.returncode, errors(done)) == (0, [])
    for name, said in before.items():
        rest = epochs(untrained, name)[len(said) :]
        assert rest == list(range(rest[0], 13))
        last = max(said, default=0)
        assert rest[0] in (last, last + 1)  # the checkpoint's, which was perhaps not said yet


def trains_in(project: Path, process: psutil.Process) -> bool:
    return "lineup.cells.worker" in cells_lab.words(process) and process.cwd() == str(project)


def test_a_net_that_breaks_costs_the_others_nothing(untrained: Path) -> None:
    (untrained / "lineup/architectures/broken.py").write_text(
        finished.NARROW.replace("    inputs =", '    raise ValueError("too deep")\n    inputs =')
    )
    broken = {**finished.VARIANTS["two"], "architecture": "broken"}
    finished.write_params(untrained, variants={"broken": broken, "two": finished.VARIANTS["two"]}, seeds=[0])
    done = run(untrained)
    log = untrained / "checkpoints/logs/broken-s0.log"
    assert done.returncode == 1
    assert errors(done) == [
        "error: 1 of 2 training(s) failed:",
        "  broken seed 0: Architecture 'broken' cannot be built for inputs of shape (24, 24, 3) with"
        f" options {{}}: too deep (log: {log})",
        "All others are finished and kept; the next run trains these alone.",
    ]
    assert (untrained / "data/results/two/predictions.parquet").exists()
    planned = run(untrained, "--dry-run")
    assert (planned.returncode, planned.stdout.splitlines()) == (0, ["1 training(s):", "  broken seed 0"])
