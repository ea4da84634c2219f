"""The options of `lineup run` that choose where models are trained, and what --dry-run says of it."""

import json
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lineup.cells import choice, command, elsewhere, local, on_ray, plan
from lineup.cells.cell import Cell, Outcome
from lineup.cells.choice import Choice
from lineup.errors import LineupError
from lineup.schema import params
from lineup.schema.variant import Resources
from lineup.tracking import workspace
from tests import copied, finished
from tests.conftest import SMALL
from tests.finished import dvc


def of(*arguments: str, **given: Any) -> tuple[Choice | None, list[str]]:
    told: dict[str, Any] = {"jobs": None, "ray": False, "slurm": False, "settings": []}
    return choice.of(arguments, **{**told, **given})


def test_an_address_may_follow_ray_and_stages_are_none() -> None:
    assert of("train@cnn", ray=True) == (Choice(ray="auto"), ["train@cnn"])
    assert of("10.0.0.7:6379", "compare", ray=True) == (Choice(ray="10.0.0.7:6379"), ["compare"])
    assert of("ray://head:10001", ray=True) == (Choice(ray="ray://head:10001"), [])
    assert of("dvc.yaml:train@cnn", ray=True) == (Choice(ray="auto"), ["dvc.yaml:train@cnn"])
    assert of("compare", jobs=3) == (Choice(jobs=3), ["compare"])
    assert of("-f") == (None, ["-f"])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"jobs": 2, "slurm": True}, "--jobs and --slurm cannot be given together: choose one."),
        ({"jobs": 2, "settings": ["time=1"]}, "--slurm-set belongs to --slurm."),
    ],
)
def test_options_that_contradict_each_other(given: dict[str, Any], message: str) -> None:
    with pytest.raises(LineupError) as caught:
        of(**given)
    assert str(caught.value) == message


def test_options_of_dvc_belong_to_a_plain_run(project: Path) -> None:
    finished.write_params(project)
    with pytest.raises(LineupError) as caught:
        command.fill(params.load(), ["-f", "compare", "-k"], Choice(jobs=2), dry_run=False)
    assert str(caught.value) == (
        "-f and -k cannot be given where trainings run side by side: name stages alone."
    )


def test_dry_run_says_what_is_lacking_and_makes_nothing(finished_study: Path, tmp_path: Path) -> None:
    """DVC is believed: what is done is not lacking, a new variant is."""
    project = copied.copy(finished_study, tmp_path / "study")
    done = copied.lineup(project, "run", "--jobs", "2", "--dry-run")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: DVC says: you are not inside of a DVC repository")
    for name in (".dvc", ".git"):
        shutil.copytree(finished_study / name, project / name)
    done = copied.lineup(project, "run", "--jobs", "2", "--dry-run", "train@nobody")
    assert (done.returncode, done.stderr) == (
        1,
        "error: dvc.yaml has no stage 'train@nobody'. Closest: train@two.\n",
    )
    done = copied.lineup(project, "run", "--jobs", "2", "--dry-run")
    assert (done.returncode, done.stdout, done.stderr) == (0, "0 training(s):\n", "")
    more = {**finished.VARIANTS["two"], "resources": {"gpus": 1, "memory": "8G"}, "epochs": 3}
    finished.write_params(project, variants={**finished.VARIANTS, "three": more})
    done = copied.lineup(project, "run", "--dry-run", "--slurm", "--slurm-set", "partition=gpu")
    assert done.stdout.startswith(
        "2 training(s):\n  three seed 0, gpus 1, memory 8G\n  three seed 1, gpus 1, memory 8G\n"
        "The job of three seed 0:\n#!/bin/bash\n"
    )
    assert "#SBATCH --partition=gpu\n" in done.stdout
    assert not (project / "data/models/three").exists()


def test_variants_that_differ_in_name_alone_share_their_cells(
    finished_study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(finished_study)
    twin = {**finished.VARIANTS["two"], "reported": {"test_accuracy": 0.1}, "resources": {"cpus": 1}}
    study = params.Params.model_validate(
        {**SMALL, "variants": {"two": finished.VARIANTS["two"], "twin": twin}}
    )
    cells = plan.cells(plan.trainings(study, ["two", "twin"], Path("data")))
    assert [cell.title for cell in cells] == ["two seed 0", "two seed 1"]


def test_what_ray_is_asked_for() -> None:
    def node(**offer: float) -> dict[str, Any]:
        return {"Alive": True, "Resources": offer}

    head, gone = node(memory=1e9), {"Alive": False, "Resources": {"CPU": 1.0}}
    plain = on_ray.defaults([head, gone, node(CPU=8.0), node(CPU=4.0)])
    assert plain == {"num_gpus": 0, "num_cpus": 4}
    cards = on_ray.defaults([node(CPU=64.0), node(CPU=32.0, GPU=8.0)])
    assert cards == {"num_gpus": 1, "num_cpus": 4}
    cell = Cell("net", 0, 1, "images", Resources(gpus=0, cpus=2, memory="8G"))
    assert on_ray.asked(cell, cards) == {"num_gpus": 0, "num_cpus": 2, "memory": 8 * 2**30}
    assert on_ray.asked(Cell("net", 0, 1, "images", Resources()), cards) == cards


def test_a_node_that_is_shut_down_fails_no_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its worker ends first, or its files go: the task waits for its own end, and Ray tries another node."""

    class ShutDownError(BaseException):
        pass

    def shut_down(seconds: float) -> None:
        waited.append(seconds)
        raise ShutDownError

    def without_files() -> Outcome:
        raise FileNotFoundError("the copy")

    waited = list[float]()
    monkeypatch.setattr(on_ray, "time", SimpleNamespace(sleep=shut_down))
    for attempt in (lambda: Outcome(error="its process ended with status 1", lost=True), without_files):
        with pytest.raises(ShutDownError):
            on_ray.unless_leaving(attempt)
    monkeypatch.setattr(on_ray, "time", SimpleNamespace(sleep=waited.append))
    lost = Outcome(error="killed by the system", lost=True)
    assert on_ray.unless_leaving(lambda: lost) == lost  # the node is still there
    assert waited == [on_ray.LEAVING_SECONDS] * 3
    for outcome in (Outcome(key="k"), Outcome(error="This recipe cannot be trained.")):
        assert on_ray.unless_leaving(lambda: outcome) == outcome  # noqa: B023 (called at once)
    assert len(waited) == 3


def test_a_machine_with_other_versions_trains_nothing() -> None:
    wanted = {**elsewhere.versions(), "keras": "2.0.1"}
    with pytest.raises(LineupError) as caught:
        elsewhere.refuse_other_versions(wanted)
    present = elsewhere.versions()["keras"]
    assert str(caught.value) == (
        f"This machine has keras {present} instead of 2.0.1: give it the driver's environment (uv.lock)."
    )


@pytest.mark.parametrize("with_git", [True, False])
def test_a_copy_has_what_is_the_projects_own_and_no_secret(
    project: Path, tmp_path_factory: pytest.TempPathFactory, with_git: bool
) -> None:
    finished.write_params(project)
    if with_git:
        subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    assert dvc(project, "init", "-q", *([] if with_git else ["--no-scm"])).returncode == 0
    (project / "dvc.lock").write_text("schema: '2.0'\n")
    (project / ".dvc/config.local").write_text("[core]\n    secret = 1\n")
    (project / "data/images").mkdir(parents=True)
    (project / "data/images/images.npy").write_bytes(b"large")
    (project / "new_idea.py").write_text("# not committed\n")
    copy = tmp_path_factory.mktemp("copy")
    elsewhere.pack(project, copy)
    assert {"dvc.yaml", "dvc.lock", "params.yaml", "new_idea.py", "lineup", "stages", ".dvc"} <= {
        path.name for path in copy.iterdir()
    }
    assert (copy / ".dvc/config").exists()
    assert not (copy / ".dvc/config.local").exists()
    assert not (copy / "data/images").exists()


def test_what_other_machines_made_shards_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = {"device": "cpu"}, {"device": "card"}
    outcomes = [Outcome("a", one), Outcome("b", other), Outcome("c", one), Outcome(error="broken")]
    assert json.loads(command.made_on(outcomes)["LINEUP_MADE_ON"]) == [one, other]


def test_a_server_is_named_to_cells_elsewhere_and_a_file_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert choice.observing() == {"LINEUP_OBSERVED": "0"}
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "sqlite:////somewhere/mlflow.db")
    assert choice.observing() == {"LINEUP_OBSERVED": "0"}
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "https://mlflow.example.org")
    own = {"MLFLOW_TRACKING_URI": "https://mlflow.example.org"}
    own["LINEUP_WORKSPACE"] = workspace.find(tmp_path).name
    assert choice.observing() == own
    monkeypatch.setenv("MLFLOW_EXPERIMENT_NAME", "/Shared/")
    monkeypatch.setenv("DVC_EXP_NAME", "wider")
    assert choice.observing() == {**own, "MLFLOW_EXPERIMENT_NAME": "/Shared/", "DVC_EXP_NAME": "wider"}


def test_hidden_cards_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "-1")
    assert local.cards() == []
