"""A made-up study whose trainings, report and (unread) models are there to be tracked."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import warm
from tests.synthetic import make_study

ROOT = Path(__file__).parents[2]
TRACK = [sys.executable, "-m", "stages.track"]
# File permissions do not bind root, unless it gives up the right to pass over them.
BOUND = [] if os.geteuid() else ["setpriv", "--bounding-set=-dac_override", "--"]

TRUST = {
    "temperature": 1.25,
    "test_calibration_error": 0.05,
    "test_calibration_error_calibrated": 0.02,
    "threshold": 0.875,
    "promised": 0.97,
    "share_to_person": 0.25,
    "accepted_accuracy": 0.98,
}


def fill(folder: Path, variants: dict[str, float], seeds: tuple[int, ...], store: Path | None = None) -> None:
    """Write params.yaml and data/: a made-up study, its report, and files in the place of its models.

    store: a store to begin with, which is copied.
    """
    make_study(folder, variants=variants, seeds=seeds, images=120, size=16)
    (folder / "data/raw").mkdir()
    (folder / "data/raw/manifest.json").write_text('{"source": "toons"}')
    report = folder / "data/report"
    (report / "seeds").mkdir(parents=True)
    (folder / "data/images/settings.json").write_text(json.dumps({"height": 16, "width": 16}))
    for name in ("report.html", "report.md"):
        (report / name).write_text(name)
    for name, accuracy in variants.items():
        of_seed = {"test_accuracy": accuracy, "test_loss": 0.4, "test_macro_f1": 0.7, "val_accuracy": 0.75}
        of_seed |= {"test_accuracy_leak_free": accuracy, "test_accuracy_leak_free_n": 24} | TRUST
        (report / f"seeds/{name}.json").write_text(json.dumps(dict.fromkeys(map(str, seeds), of_seed)))
    for one in sorted((folder / "data/models").glob("*/[0-9]*")):
        (one / "model.keras").write_bytes(b"a model, unread by track")
        set_key(one, "first")
    rows = [f"{name},{len(seeds)},1000,{accuracy},0.01,0.8,12.5" for name, accuracy in variants.items()]
    head = "variant,seeds,parameters,test_accuracy_mean,test_accuracy_std,test_macro_f1_mean,"
    head += "training_seconds_mean"
    (report / "comparison.csv").write_text("\n".join([head, *rows, ""]))
    if store:
        (folder / "mlruns").mkdir()
        shutil.copy(store, folder / "mlruns/mlflow.db")


class Tracked:
    """A study that was tracked once, in `folder`, and is brought back for each test as it was then.

    At the same place, as the same workspace: the file that says which it is stays (tracking/workspace.py).
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.kept = folder, folder.with_name("kept")
        shutil.copytree(folder, self.kept, symlinks=True)
        (self.mark,) = (path for path in folder.rglob("workspace") if path.is_file())

    def again(self) -> Path:
        """Return the study as it was when it was tracked."""
        identity, aside = self.mark.parent, self.folder.with_name("identity")
        identity.rename(aside)
        shutil.rmtree(self.folder)
        shutil.copytree(self.kept, self.folder, symlinks=True)
        shutil.rmtree(identity)
        aside.rename(identity)
        return self.folder


def compare(folder: Path, study: str = "synthetic") -> None:
    """Write comparison.json on all trainings that are there, as far as track reads it."""
    rows: dict[str, dict[str, object]] = {}
    for path in sorted((folder / "data/models").glob("*/*/training.json")):
        key = json.loads(path.read_text())["training_key"]
        rows.setdefault(path.parts[-3], {})[path.parts[-2]] = {"training_key": key}
    content = {
        "study": study,
        "ranked_by": "test_accuracy_leak_free",
        "variants": [{"variant": name, "per_seed": seeds} for name, seeds in rows.items()],
    }
    (folder / "data/report").mkdir(exist_ok=True)
    (folder / "data/report/comparison.json").write_text(json.dumps(content))


def set_key(training: Path, recipe: str) -> None:
    """Give a training the key and the digests that another recipe would give it, and compare again."""
    facts = json.loads((training / "training.json").read_text())
    facts["training_key"] = hashlib.sha256(
        f"{training.parent.name}{training.name}{recipe}".encode()
    ).hexdigest()
    facts["split_digest"] = hashlib.sha256(b"split").hexdigest()
    facts |= {"keras": "3.15.1", "tensorflow": "2.21.0"}
    (training / "training.json").write_text(json.dumps(facts))
    compare(training.parents[3])


def variables(**more: str) -> dict[str, str]:
    """Return the variables of a process that finds this project, with none of MLflow's but those given."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MLFLOW_")}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def track(
    folder: Path, *arguments: str, bound: bool = False, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the stage in `folder`, as DVC does; `bound` by file permissions, whoever runs it."""
    if not bound:
        return warm.run(folder, "stages.track", *arguments, environment=variables(**environment))
    return subprocess.run(
        [*BOUND, *TRACK, *arguments],
        cwd=folder,
        env=variables(**environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
