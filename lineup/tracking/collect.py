"""What data/ holds, as the values that MLflow shows."""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lineup import which
from lineup.files import checksum, read_json
from lineup.inference import latency
from lineup.records import compared, recipe
from lineup.records.recipe import Plain
from lineup.tracking import recipes
from lineup.tracking.recipes import Recipe

FORMAT = 8  # raise it when track writes more or other things, so that old receipts no longer count
REPORT_FILES = ("report.html", "report.md", "comparison.csv", "comparison.json")
RESULTS = "test_accuracy test_loss test_macro_f1 test_accuracy_leak_free test_accuracy_leak_free_n".split()
FINAL_VALIDATION = "final_val_accuracy"
TRUST = """test_calibration_error test_calibration_error_calibrated temperature threshold promised
           share_to_person accepted_accuracy""".split()
RETOLD = (*TRUST, *latency.SECONDS)  # evaluate and compare may say them anew of the same training
# images_per_second is a curve; the count of parameters comes last
COSTS = "training_seconds model_bytes multiply_accumulates trainable_parameters parameters".split()
FIGURES = (*RESULTS, FINAL_VALIDATION, *RETOLD, *COSTS)  # of a training, each one value


@dataclass(frozen=True)
class Training:
    study: str
    variant: str
    seed: int
    fold: int
    params: dict[str, Plain]
    history: list[dict[str, float]]
    finals: dict[str, float]
    facts: dict[str, Any]
    model: Path
    recipe: str

    @property
    def name(self) -> str:
        return which.name(self.variant, self.seed, self.fold)

    @property
    def identity(self) -> dict[str, str]:
        return identity(self.study, self.variant, self.seed, self.facts["training_key"], self.fold)


@dataclass(frozen=True)
class Study:
    name: str
    source: str
    ranked_by: str
    trainings: list[Training]
    recipes: list[Recipe]


def study(data: Path) -> Study:
    """Read what data/ holds; LineupError where the report is older than a training."""
    found = compared.read(data)
    trainings = [
        training(data, found["study"], name, seed, fold) for name, seed, fold, _ in compared.trainings(found)
    ]
    source = read_json(data / "raw/manifest.json")["source"]
    return Study(found["study"], source, found["ranked_by"], trainings, recipes.of_trainings(data, trainings))


def training(data: Path, study: str, variant: str, seed: int, fold: int = 0) -> Training:
    """Read one training and its results: a fold's on what it tested, the one that goes to work all folds'."""
    folder = which.folder(data, variant, seed, fold)
    facts, cost = compared.facts(data, variant, seed, fold), read_json(folder / "cost.json")
    results = read_json(data / "report/seeds" / f"{variant}.json")[str(seed)]
    if fold:  # measured on what it tested; temperature, threshold and latency are of the seed
        results = results["folds"][str(fold)] | {"val_accuracy": None}
    # Not `val_accuracy`: that is the curve, and with early stopping the model is not its last epoch's.
    told = {**results, **cost, FINAL_VALIDATION: results["val_accuracy"]}
    told |= {} if fold else read_json(data / "results" / variant / "cost.json")
    if told.get("temperature") is not None and told.get("promised") is None:
        told["promised"] = 0  # of no answer, however sure; threshold has no value then
    finals = {name: told.get(name) for name in FIGURES}
    history = numbers(folder / "history.csv")
    epochs = [row | {"seconds": seconds} for row, seconds in zip(history, cost["epoch_seconds"], strict=True)]
    return Training(
        study=study,
        variant=variant,
        seed=seed,
        fold=fold,
        params=shown_params(facts["recipe"], facts.get("settings", {})),
        history=[with_speed(row, facts["images"]) for row in epochs],
        finals={name: float(value) for name, value in finals.items() if value is not None},
        facts=facts,
        model=folder / "model.keras",
        recipe=recipes.name(variant, facts),
    )


def identity(study: str, variant: str, seed: int, key: str, fold: int = 0) -> dict[str, str]:
    named = {"study": study, "variant": variant, "seed": str(seed), "training_key": key}
    return named | ({"fold": str(fold)} if fold else {})


def shown_params(of_variant: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Plain]:
    """Return a training's params as MLflow shows them: the variant's, then the study's, `SECTION.KEY`."""
    return recipe.flatten(settings) | recipe.flatten(of_variant)


def with_speed(row: Mapping[str, float], images: int) -> dict[str, float]:
    """Return an epoch with its images_per_second in the place of its seconds, validation included."""
    rest = {name: value for name, value in row.items() if name != "seconds"}
    return rest | {"images_per_second": images / row["seconds"]} if row.get("seconds") else rest


def numbers(path: Path) -> Iterator[dict[str, float]]:
    """Yield a CSV file's rows of numbers; an empty cell, as of a loss that was none, is left out."""
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            yield {name: float(cell) for name, cell in row.items() if cell}


def data_digest(data: Path, trainings: Sequence[Training]) -> str:
    """Return the sha256 of what MLflow is to show: of the small files that say what the rest is."""
    names = ("training.json", "cost.json", "history.csv")
    files = [one.model.with_name(name) for one in trainings for name in names]
    files += [data / "report/seeds" / f"{name}.json" for name in sorted({one.variant for one in trainings})]
    files += [data / "report" / name for name in REPORT_FILES]
    return hashlib.sha256(f"{FORMAT} {digest(files)}".encode()).hexdigest()


def digest(files: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(bytes.fromhex(checksum(file)) for file in files)).hexdigest()
