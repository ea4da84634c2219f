"""Slurm by way of submitit: the same tasks run as processes here, and the script that sbatch would get."""

import pickle
from pathlib import Path

import pytest
from submitit.core.utils import DelayedSubmission

from lineup.cells import driver, on_slurm, slurm_queue
from lineup.cells.cell import Cell
from lineup.cells.on_slurm import OnSlurm, Task
from lineup.errors import LineupError
from lineup.schema.variant import Resources
from tests.conftest import ROOT
from tests.test_cells import pretend

TIME = (
    "its job ran out of time again and again, 9 minutes each; the next run goes on from its last checkpoint"
)
MINUTES = "give minutes, a whole number of at least 5, since Slurm tells a job 90 to 150 s before its end."


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
    machines = [outcomes[one].machine for one in (cells[0], cells[3])]
    assert [machine["card"] for machine in machines] == ["5", "5"]
    assert not any(machine["heard"] for machine in machines)  # Slurm's SIGTERM before its SIGKILL
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
        ("time=4h", f"--slurm-set time=4h: {MINUTES}"),
        ("time=4", f"--slurm-set time=4: {MINUTES}"),
        ("nodes=2", "--slurm-set nodes=2: a job is one model on one node. Leave this out."),
    ],
)
def test_other_settings_are_refused(setting: str, message: str) -> None:
    with pytest.raises(LineupError) as caught:
        on_slurm.given([setting])
    assert str(caught.value) == message


def test_without_slurm_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "srun", "")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LineupError) as caught:
        OnSlurm(tmp_path, tmp_path, {}, {})
    assert str(caught.value) == (
        "Slurm is not here: there is no sbatch, squeue and scancel. Run this on a machine from which jobs are"
        " submitted."
    )


def program(folder: Path, name: str, script: str) -> None:
    """Write a program that takes the place of one of Slurm's."""
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.fixture
def slurm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of programs that say what Slurm's do."""
    for name in ("srun", "scancel", "squeue"):
        program(tmp_path, name, "")
    program(tmp_path, "sbatch", "echo Submitted batch job 7")
    program(tmp_path, "sinfo", "echo 'long|10-00:00:00'; echo 'short*|1:30:00'; echo 'free|infinite'")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(slurm_queue, "ASKING_SECONDS", 0)
    return tmp_path


@pytest.mark.parametrize(
    ("options", "minutes"),
    [({}, 90), ({"partition": "long"}, 1440), ({"partition": "free,short"}, 90), ({"time": "2"}, 2)],
)
def test_a_job_asks_for_no_more_time_than_its_partition_gives(
    slurm: Path, options: dict[str, str], minutes: int
) -> None:
    """As a number: submitit computes with it when the time is over."""
    handle = OnSlurm(slurm, slurm / "logs", options, {}).submit(cell(0), slurm / "log")
    assert DelayedSubmission.load(handle.job.paths.submitted_pickle)._timeout_min == minutes
    assert f"#SBATCH --time={minutes}\n" in next((slurm / "logs/jobs").glob("*.sh")).read_text()


def test_what_slurm_refuses_is_one_message(slurm: Path, capfd: pytest.CaptureFixture[str]) -> None:
    program(slurm, "sbatch", "echo 'sbatch: error: invalid partition specified: x' >&2; exit 1")
    with pytest.raises(LineupError) as caught:
        OnSlurm(slurm, slurm / "logs", {}, {}).submit(cell(0), slurm / "log")
    assert str(caught.value) == "Slurm refuses the job of net seed 0: invalid partition specified: x"
    assert capfd.readouterr().err == ""


def test_a_job_that_is_gone_without_a_word_has_ended(slurm: Path) -> None:
    """Without accounting: squeue names it, as it waits and after its end, or does so no more."""
    jobs = OnSlurm(slurm, slurm / "logs", {}, {})
    handle = jobs.submit(cell(0), slurm / "log")
    for said in ("7|PENDING|Priority", "7|PENDING|PartitionDown", "7|PENDING|PartitionDown"):
        program(slurm, "squeue", f"echo '{said}'")
        jobs.follow()
    waits = "warning: net seed 0 waits in Slurm's queue, job 7: PartitionDown\n"
    assert (slurm / "log").read_text() == waits
    told = []
    for script in ("echo '7|NODE_FAIL|None'", "echo '7|RUNNING|None'", "exit 1", "echo '7|TIMEOUT|x'", ""):
        program(slurm, "squeue", script)
        jobs.follow()
        told.append(handle.done())
    assert told == [False, False, False, False, True]
    handle.job.paths.stderr.write_text("srun: one\nslurmstepd: error: *** DUE TO TIME LIMIT ***\n")
    ended = "Slurm ended its job 7 (TIMEOUT). slurmstepd: error: *** DUE TO TIME LIMIT ***"
    assert handle.result().error == ended


def test_folders_that_nodes_write_into_are_listed(slurm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """NFS remembers for up to a minute that a file was not there: a job that is over would have failed."""
    logs, listed = slurm / "logs", list[object]()
    jobs = OnSlurm(slurm, logs, {}, {})
    jobs.submit(cell(0), slurm / "log")
    monkeypatch.setattr(Path, "iterdir", lambda folder: iter(listed.append(folder) or ()))  # type: ignore[func-returns-value]
    jobs.follow()
    assert listed == [logs, logs / "jobs"]


def test_at_the_end_no_job_stays_in_the_queue(slurm: Path) -> None:
    """Not even one that was preempted after it had told its result, and which Slurm has queued again."""
    jobs = OnSlurm(slurm, slurm / "logs", {}, {})
    handle = jobs.submit(cell(0), slurm / "log")
    program(slurm, "scancel", f'echo "$@" >> {slurm}/cancelled')
    jobs.close()
    handle.job.paths.result_pickle.touch()
    jobs.close()
    assert (slurm / "cancelled").read_text() == "7\n--quiet --state=PENDING 7\n"


@pytest.mark.parametrize(
    ("trace", "message"),
    [
        ("Traceback\nUncompletedJobError: Job not requeued because: timed-out too many times.", TIME),
        ("Traceback\nModuleNotFoundError: No module named 'lineup'", "ModuleNotFoundError: No module named"),
    ],
)
def test_what_a_job_raises_is_one_line(slurm: Path, trace: str, message: str) -> None:
    handle = OnSlurm(slurm, slurm / "logs", {"time": "9"}, {}).submit(cell(0), slurm / "log")
    for content in (pickle.dumps(("error", trace)), b"no pickle"):
        handle.job.paths.result_pickle.write_bytes(content)
        assert handle.result().error.startswith(message)
        assert "\n" not in handle.result().error
        message = "invalid load key"
