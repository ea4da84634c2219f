"""A team and its sweeps on one MLflow server: its table at each step, and whether every row of it is right.

Run as `python -m benchmarks.team FOLDER` (7 minutes on two busy cores). Two clones and a third whose
training is under way share a server, on PostgreSQL where it is installed. The first clone queues four of
DVC's experiments, runs two more with --temp, applies one and removes another.
"""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import yaml

from benchmarks import cells_lab, killing
from lineup.warm import asking
from tests import services
from tests.conftest import SMALL, copy_project, draw_pictures

STUDY, VARIANT = "small", "fully_connected"
RATE = f"variants.{VARIANT}.learning_rate"
QUEUED, TEMPORARY = {"q1": 0.002, "q2": 0.003, "q3": 0.004, "q4": 0.005}, {"t1": 0.006, "t2": 0.007}
AUTHOR = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
Expected = dict[tuple[str, str], tuple[str, bool]]  # whose run and its learning rate: status, superseded
SHOWN = ["run", "status", "clone", "experiment", "rate", "seeds", "superseded", "below", "accuracy"]


def main() -> None:
    """Take all steps, print the table after each, and end with 1 if a row was wrong."""
    folder, wrong = Path(sys.argv[1]).resolve(), 0
    with ExitStack() as stack:
        serve(stack, folder)
        table = Table()
        for title, expected in steps(folder, table, stack):
            found = table.read()
            print(f"\n## {title}\n\n{found[SHOWN].to_string(index=False)}", flush=True)
            mistakes = table.mistakes(found, expected) + disagreements(folder / "first", found)
            print("\n".join(mistakes or ["every row is right"]), flush=True)
            wrong += len(mistakes)
    sys.exit(1 if wrong else 0)


def serve(stack: ExitStack, folder: Path) -> None:
    """Start an MLflow server that asks for a password, and tell this process and its children of it."""
    place = folder / "server"
    place.mkdir(parents=True)
    postgres = services.postgres_program("initdb") is not None
    database = stack.enter_context(services.postgres()) if postgres else f"sqlite:///{place / 'mlflow.db'}"
    print(f"MLflow on {database.partition(':')[0]}", flush=True)
    places = ("--serve-artifacts", "--artifacts-destination", str(place / "artifacts"))
    address = stack.enter_context(services.mlflow(place, database, *places, **services.SECRETS))
    os.environ.update(services.SECRETS, MLFLOW_TRACKING_URI=address)
    os.environ["PYTHONWARNINGS"] = "ignore"


def steps(folder: Path, table: "Table", stack: ExitStack) -> Iterator[tuple[str, Expected]]:
    """Take one step after the other; yield each one's title and the runs that are then expected."""
    first = begin(folder)
    second, third = clone(first, "second"), clone(first, "third")
    expected: Expected = {("first", "0.001"): ("FINISHED", False)}
    table.know(first)
    yield "the first clone has trained; the others have pulled, and tracked what they pulled", expected
    edit(second, learning_rate=0.01)
    dvc(second, "repro")
    table.know(second)
    expected[("second", "0.01")] = ("FINISHED", False)
    yield "the second has trained another recipe", expected
    edit(third, learning_rate=0.02, epochs=200)
    training = stack.enter_context(live(third, table))
    table.know(third)
    expected[("third", "0.02")] = ("RUNNING", False)
    yield "the third is training", expected
    for name, rate in QUEUED.items():
        dvc(first, "exp", "run", "--queue", "-n", name, "-S", f"{RATE}={rate}")
    dvc(first, "exp", "run", "--run-all")
    expected |= {(name, str(rate)): ("FINISHED", False) for name, rate in QUEUED.items()}
    yield "the first has run four experiments from the queue", expected
    for name, rate in TEMPORARY.items():
        dvc(first, "exp", "run", "--temp", "-n", name, "-S", f"{RATE}={rate}")
    dvc(first, "repro")
    expected |= {(name, str(rate)): ("FINISHED", False) for name, rate in TEMPORARY.items()}
    yield "the first has run two more with --temp, and `dvc repro` in its workspace", expected
    dvc(first, "exp", "apply", "q2")
    dvc(first, "repro")
    yield "the first has applied q2: its baseline stands as long as experiments are based on it", expected
    dvc(first, "exp", "remove", "q1")
    dvc(first, "repro")
    expected[("q1", "0.002")] = ("FINISHED", True)
    yield "the first has removed q1", expected
    dvc(first, "exp", "branch", "t1", "kept")
    git(first, "commit", "-qam", "Take q2")
    dvc(first, "exp", "remove", "--all-commits")
    dvc(first, "repro")
    for name in ("q3", "q4", "t1", "t2"):
        expected[(name, str({**QUEUED, **TEMPORARY}[name]))] = ("FINISHED", True)
    expected[("first", "0.001")] = ("FINISHED", True)
    yield "the first has committed q2, made t1 a branch and removed all experiments", expected
    git(first, "checkout", "-q", "kept")
    dvc(first, "repro")
    expected[("t1", "0.006")], expected[("q2", "0.003")] = ("FINISHED", False), ("FINISHED", True)
    yield "the first has checked out t1's branch", expected
    training()
    expected[("third", "0.02")] = ("FINISHED", False)
    yield "the third has ended its training", expected


def begin(folder: Path) -> Path:
    """Make the first clone: a tiny study, run once, committed, its results pushed."""
    first = folder / "first"
    first.mkdir(parents=True)
    copy_project(first)
    draw_pictures(first / "pictures", each=12)
    (first / "params.yaml").write_text(yaml.safe_dump(SMALL, sort_keys=False))
    git(first, "init", "-q")
    dvc(first, "init", "-q")
    dvc(first, "remote", "add", "-q", "-d", "team", str(folder / "remote"))
    dvc(first, "repro")
    git(first, "add", ".")
    git(first, "commit", "-q", "-m", "Share the results")
    dvc(first, "push", "-q")
    return first


def clone(first: Path, name: str) -> Path:
    """Clone, pull and track."""
    git(first.parent, "clone", "-q", first.name, name)
    dvc(first.parent / name, "pull", "-q")
    dvc(first.parent / name, "repro")
    return first.parent / name


def edit(project: Path, **changes: Any) -> None:
    """Change the variant's recipe."""
    params = yaml.safe_load((project / "params.yaml").read_text())
    params["variants"][VARIANT] |= changes
    (project / "params.yaml").write_text(yaml.safe_dump(params, sort_keys=False))


@contextmanager
def live(project: Path, table: "Table") -> Iterator[Callable[[], None]]:
    """Start `dvc repro`, stop the clock of its training in an epoch, and yield what lets it end."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([*killing.DVC, "repro"], cwd=project, stdout=quiet, stderr=quiet)
    while "0.02" not in set(table.read()["rate"]):
        if process.poll() is not None:
            raise RuntimeError("the live training did not begin")
    training = forked(process.pid)
    training.suspend()

    def go_on() -> None:
        training.resume()
        if process.wait():
            raise RuntimeError("the live training failed")

    try:
        yield go_on
    finally:
        with suppress(psutil.Error):
            training.resume()
        process.terminate()
        process.wait()


def forked(dvc: int) -> psutil.Process:
    """Return the process that trains: forked from dvc's warm one, it is no child of the stage."""
    warm = ["-m", "lineup.warm.forking", asking.TENSORFLOW, str(dvc)]
    found = [one for one in psutil.process_iter() if cells_lab.words(one)[1:] == warm]
    (training,) = (one for one in found if one.parent() in found)
    return training


class Table:
    """MLflow's table of the study, read as a person reads it."""

    def __init__(self) -> None:
        self.clones: dict[str, str] = {}

    def know(self, clone: Path) -> None:
        """Learn by which name a clone calls itself."""
        self.clones[(clone / ".dvc/tmp/lineup/workspace").read_text().strip()] = clone.name

    def read(self) -> pd.DataFrame:
        """Return all active runs, oldest first."""
        import mlflow

        found = mlflow.search_runs(experiment_names=[STUDY], order_by=["attributes.start_time"])
        if not isinstance(found, pd.DataFrame):
            raise TypeError("MLflow answers in another form")

        def column(name: str) -> pd.Series:
            return found[name] if name in found else pd.Series([None] * len(found), dtype=object)

        names = dict(zip(found["run_id"], found["tags.mlflow.runName"], strict=True)) if len(found) else {}
        recipes = dict(zip(column("run_id"), column("tags.recipe"), strict=True))
        parents = column("tags.mlflow.parentRunId")
        return pd.DataFrame(
            {
                "run": column("tags.mlflow.runName"),
                "status": column("status"),
                "clone": column("tags.workspace").map(lambda name: self.clones.get(name, "?")),
                "experiment": column("tags.dvc_experiment").fillna("").astype(str),
                "baseline": column("tags.dvc_baseline").fillna("").astype(str),
                "rate": column("params.learning_rate").fillna("").astype(str),
                "recipe": column("tags.recipe").fillna("").astype(str),
                "seeds": column("tags.seeds").fillna("").astype(str),
                "superseded": column("tags.superseded").fillna("").astype(str),
                "below": parents.map(lambda run_id: names.get(run_id, "")),
                "recipe_above": parents.map(lambda run_id: recipes.get(run_id, "")),
                "accuracy": column("metrics.test_accuracy").fillna(column("metrics.test_accuracy_mean")),
                "mean": column("metrics.test_accuracy_mean"),
            }
        )

    def mistakes(self, table: pd.DataFrame, expected: Expected) -> list[str]:
        """Return what is wrong with a table: the rows of each recipe, and what it says beside DVC."""
        found = table.assign(who=table["experiment"].where(table["experiment"] != "", table["clone"]))
        trained = found[found["run"] != "comparison"]
        wrong = []
        for (who, rate), rows in trained.groupby(["who", "rate"]):
            status, gone = expected.get((str(who), str(rate)), ("no such run", False))
            names = [VARIANT, f"{VARIANT}-s0", f"{VARIANT}-s1"]
            if status == "RUNNING":
                names = names[1:2]
            told = rows[["run", "status", "superseded"]].sort_values("run").to_numpy().tolist()
            if told != [[name, status, "true" if gone else ""] for name in names]:
                wrong.append(f"wrong: {who}, rate {rate}: {told}")
            seeds, recipe = rows[rows["run"] != VARIANT], rows[rows["run"] == VARIANT]
            if len(recipe) and (
                set(seeds["below"]) != {VARIANT} or set(seeds["recipe_above"]) != set(rows["recipe"])
            ):
                wrong.append(f"wrong: {who}, rate {rate}: seeds are not below their recipe")
            if len(recipe) and abs(seeds["accuracy"].mean() - recipe["mean"].iloc[0]) > 1e-9:
                wrong.append(f"wrong: {who}, rate {rate}: the mean over seeds is another")
        missing = set(expected) - set(zip(trained["who"], trained["rate"], strict=True))
        doubled = trained.groupby("recipe")["who"].nunique()
        wrong += [f"wrong: {one} is missing" for one in sorted(missing)]
        wrong += [f"wrong: {one} pools several" for one in doubled[doubled > 1].index]
        based = set(found.loc[found["experiment"] != "", "baseline"])
        return wrong + ([] if len(based) <= 1 and all(map(len, based)) else [f"wrong: baselines {based}"])


def disagreements(project: Path, table: pd.DataFrame) -> list[str]:
    """Return where `dvc exp show` lists experiments that are superseded, or gives other figures."""
    said = subprocess.run(
        [*killing.DVC, "exp", "show", "--csv"], cwd=project, capture_output=True, check=True
    )
    shown = pd.read_csv(io.BytesIO(said.stdout)).dropna(subset=["Experiment"]).set_index("Experiment")
    rows = table[(table["run"] == VARIANT) & (table["experiment"] != "")].set_index("experiment")
    standing = set(rows[rows["superseded"] == ""].index)
    listed = set(shown.index) & set(rows.index)
    column = next(name for name in shown.columns if name.endswith("test_accuracy_mean"))
    wrong = [f"wrong: DVC lists {sorted(listed)}, MLflow {sorted(standing)}"] if listed - standing else []
    return wrong + [
        f"wrong: {name}: DVC says {shown.loc[name, column]}, MLflow {rows.loc[name, 'mean']}"
        for name in sorted(listed)
        if abs(float(shown.loc[name, column]) - float(rows.loc[name, "mean"])) > 1e-9
    ]


def git(folder: Path, *arguments: str) -> None:
    """Run git as somebody."""
    subprocess.run(["git", *AUTHOR, *arguments], cwd=folder, check=True, capture_output=True)


def dvc(folder: Path, *arguments: str) -> None:
    """Run DVC; what it says is shown where it fails."""
    done = subprocess.run([*killing.DVC, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


if __name__ == "__main__":
    main()
