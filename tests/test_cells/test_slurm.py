"""Slurm by way of submitit: the same tasks run as processes here, and the script that sbatch would get."""

import pickle
from pathlib import Path

import pytest

from lineup.cells import driver, on_slurm
from lineup.cells.cell import Cell
from lineup.cells.on_slurm import OnSlurm, Task
from lineup.errors import LineupError
from lineup.schema.variant import Resources
from tests.conftest import ROOT
from tests.test_cells import pretend


def cell(seed: int, **resources: int | str) -> Cell:
    return Cell("net", seed, 2, "images", Resources.model_validate(resources))


def test_jobs_of_submitit_train_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With submitit's local executor; one job fails, one is killed, and the others are not lost."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("LINEUP_WORKER", "tests.test_cells.pretend")
    cells = [cell(seed) for seed in (0, pretend.FAILS, pretend.DIES, 1)]
    jobs = OnSlurm(tmp_path, tmp_path / "logs", {}, {"CUDA_VISIBLE_DEVICES": "5"}, cluster="local")
    outcomes = driver.run(cells, jobs, tmp_path / "logs")
    assert [outcome.error for outcome in outcomes.values()] == [
        "",
        "This recipe cannot be trained.",
        "its process was killed by signal 9; the system does so where memory runs out",
        "",
    ]
    assert [outcomes[one].machine["card"] for one in (cells[0], cells[3])] == ["5", "5"]
    assert "net seed 1  epoch 2/2  loss 1\n" in (tmp_path / "logs/net-s1.log").read_text()


def test_a_job_that_is_preempted_is_queued_again_with_the_same_task(tmp_path: Path) -> None:
    task = Task(cell(3), tmp_path, tmp_path / "log", {"A": "b"})
    again = pickle.loads(pickle.dumps(task)).checkpoint()  # noqa: S301 (as submitit does)
    assert again.function == task


def test_the_script_names_what_params_and_options_ask_for(tmp_path: Path) -> None:
    options = on_slurm.given(["partition=gpu", "time=90", "mail-user=a@b.example", "reservation=night"])
    script = on_slurm.script(cell(0, gpus=1, cpus=8, memory="512M"), tmp_path, options)
    wanted = {
        "--job-name=lineup-net-s0",
        "--gpus-per-node=1",
        "--cpus-per-task=8",
        "--mem=512M",
        "--partition=gpu",
        "--time=90",
        "--mail-user=a@b.example",
        "--reservation=night",  # submitit has no word for it
        "--requeue",
        "--signal=USR2@90",  # of a preemption or the end of its time, to which submitit answers by a new job
        "--open-mode=append",
        f"--output={tmp_path}/jobs/%j_0_log.out",
        f"--error={tmp_path}/jobs/%j_0_log.err",
    }
    lines = script.splitlines()
    assert {line.removeprefix("#SBATCH ") for line in lines if line.startswith("#SBATCH")} > wanted
    assert lines[0].startswith("#!")
    assert "submitit.core._submit" in lines[-1]


def test_nothing_is_asked_for_that_nobody_named(tmp_path: Path) -> None:
    wanted = {"job_name": "lineup-net-s0", "time": 1440, "requeue": True}
    assert on_slurm.parameters(cell(0), {}) == wanted


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("gpu", "--slurm-set gpu: give NAME=VALUE, an option of sbatch: partition=gpu, time=240."),
        ("a b=c", "--slurm-set a b=c: give NAME=VALUE, an option of sbatch: partition=gpu, time=240."),
        ("time=4h", "--slurm-set time=4h: give minutes, a whole number."),
    ],
)
def test_other_settings_are_refused(setting: str, message: str) -> None:
    with pytest.raises(LineupError) as caught:
        on_slurm.given([setting])
    assert str(caught.value) == message


def test_without_slurm_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LineupError) as caught:
        OnSlurm(tmp_path, tmp_path, {}, {})
    assert str(caught.value) == (
        'Slurm is not here: Could not detect "srun", are you indeed on a slurm cluster?'
        " Run this where sbatch and srun are."
    )
