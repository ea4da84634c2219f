"""What data/ holds, as the values that MLflow shows."""

import csv
import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FORMAT = 4  # raise it when track writes more or other things, so that old receipts no longer count
REPORT_FILES = ("report.html", "report.md", "comparison.csv", "comparison.json")
RESULTS = (
    "test_accuracy",
    "test_loss",
    "test_macro_f1",
    "test_accuracy_leak_free",
    "test_accuracy_leak_free_n",
)
FINAL_VALIDATION = "final_val_accuracy"
COSTS = (  # not the latency: it differs whenever evaluate runs; images_per_second is a curve
    "parameters",
    "trainable_parameters",
    "multiply_accumulates",
    "model_bytes",
    "training_seconds",
)


@dataclass(frozen=True)
class Training:
    """One training of the study: who it is, and what is said of it."""

    study: str
    variant: str
    seed: int
    key: str
    split_digest: str
    params: dict[str, str | int | float | bool]
    history: list[dict[str, float]]
    finals: dict[str, float]
    facts: dict[str, Any]
    model: Path

    @property
    def name(self) -> str:
        """Return the run's name."""
        return f"{self.variant}-s{self.seed}"

    @property
    def identity(self) -> dict[str, str]:
        """Return the tags that name the run."""
        return {
            "study": self.study,
            "variant": self.variant,
            "seed": str(self.seed),
            "training_key": self.key,
        }

    @property
    def started(self) -> int:
        """Return when a training that ends now would have started, in milliseconds since 1970."""
        return int((time.time() - self.finals["training_seconds"]) * 1000)


def training(
    data: Path, study: str, variant: str, seed: int, params: Mapping[str, str | int | float | bool]
) -> Training:
    """Read one training and its results."""
    folder = data / "models" / variant / str(seed)
    facts = json.loads((folder / "training.json").read_text())
    cost = json.loads((folder / "cost.json").read_text())
    results = json.loads((data / "report/seeds" / f"{variant}.json").read_text())[str(seed)]
    finals = {name: results.get(name) for name in RESULTS} | {name: cost.get(name) for name in COSTS}
    # Not `val_accuracy`: that is the curve, and with early stopping the model is not its last epoch's.
    finals[FINAL_VALIDATION] = results["val_accuracy"]
    history = numbers(folder / "history.csv")
    timed = [row | {"seconds": seconds} for row, seconds in zip(history, cost["epoch_seconds"], strict=True)]
    return Training(
        study=study,
        variant=variant,
        seed=seed,
        key=facts["training_key"],
        split_digest=facts["split_digest"],
        params=dict(params),
        history=[with_speed(row, facts["images"]) for row in timed],
        finals={name: float(value) for name, value in finals.items() if value is not None},
        facts=facts,
        model=folder / "model.keras",
    )


def with_speed(row: Mapping[str, float], images: int) -> dict[str, float]:
    """Return an epoch with its images_per_second in the place of its seconds, validation included."""
    rest = {name: value for name, value in row.items() if name != "seconds"}
    return rest | {"images_per_second": images / row["seconds"]} if row.get("seconds") else rest


def numbers(path: Path) -> Iterator[dict[str, float]]:
    """Yield a CSV file's rows with the cells that are numbers."""
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            yield {name: number for name, cell in row.items() if (number := as_number(cell)) is not None}


def as_number(cell: str | None) -> float | None:
    """Return a cell's number; None where it holds none."""
    try:
        return float(cell or "")
    except ValueError:
        return None


def ranked_by(data: Path) -> str:
    """Return the figure by which the report ranks variants, a metric of every run."""
    return str(json.loads((data / "report/comparison.json").read_text())["ranked_by"])


def report_digest(data: Path) -> str:
    """Return the sha256 of the report's files."""
    return digest(data / "report" / name for name in REPORT_FILES)


def data_digest(
    data: Path, study: str, seeds: Iterable[int], recipes: Mapping[str, Mapping[str, Any]]
) -> str:
    """Return the sha256 of what MLflow is to show: params, and the small files that say what the rest is."""
    wanted = json.dumps([FORMAT, study, list(seeds), recipes], sort_keys=True)
    files = [
        data / "models" / variant / str(seed) / name
        for variant in recipes
        for seed in seeds
        for name in ("training.json", "cost.json", "history.csv")
    ]
    files += [data / "report/seeds" / f"{variant}.json" for variant in recipes]
    files += [data / "report" / name for name in REPORT_FILES]
    return hashlib.sha256((wanted + digest(files)).encode()).hexdigest()


def digest(files: Iterable[Path]) -> str:
    """Return one sha256 over the content of files, in this order."""
    total = hashlib.sha256()
    for file in files:
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()
