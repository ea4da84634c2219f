"""What the stages before compare left of a study, as tables of one row per seed, image or epoch."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lineup import which
from lineup.files import read_json
from lineup.inference import latency, results
from lineup.inference.results import Answers
from lineup.judgement import corruption, looks, scores, suspected
from lineup.judgement.scores import Scores, Trust
from lineup.judgement.statistics.folded import Folded, of_audit
from lineup.judgement.suspected import Suspected
from lineup.splits import table

METRICS = [field.name for field in fields(Scores)]
TRUST = [field.name for field in fields(Trust) if field.name != "threshold"]
COSTS = """parameters trainable_parameters multiply_accumulates model_bytes training_seconds
           images_per_second features_seconds""".split()
Counted = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True)
class Measured:
    """All that is judged; what a table's columns are stands where it is made.

    counted: by variant and seed, the fields of Scores and Trust, and with folds `folds`, by fold: images,
    figures on them, key and seconds of its training. trainings: a row per variant and seed, of the training
    that goes to work. histories: a row per variant, seed and epoch, of the same. predictions: a row per
    variant, seed and test image (with folds, fold); validation: what thresholds rest on, the same of
    validation images without a near-duplicate in training, with folds the predictions. corrupted: accuracy on
    corrupted images. split: split.parquet, indexed by row. looks: of test images, as looks.read gives them.
    audit: audit.json. suspected: labels that look wrong, by the name of the search.
    """

    counted: Counted
    trainings: pd.DataFrame
    histories: pd.DataFrame
    predictions: pd.DataFrame
    validation: pd.DataFrame
    corrupted: pd.DataFrame
    split: pd.DataFrame
    looks: pd.DataFrame
    audit: dict[str, Any]
    suspected: dict[str, Suspected]

    @property
    def rests_on(self) -> str:
        """Return which pictures temperatures and thresholds rest on, in words: validation or out-of-fold."""
        return "out-of-fold" if self.folded else "validation"

    @property
    def folded(self) -> Folded | None:
        """Return into how many folds images were split, and how often; None where they were not."""
        return of_audit(self.audit)


def read(data: Path, variants: Sequence[str], searches: Sequence[str]) -> Measured:
    """Read data/ and count what its answers say."""
    answers = {name: results.read(data / "results" / name) for name in variants}
    split = pd.read_parquet(data / "split/split.parquet").set_index("row", drop=False).rename_axis(None)
    counted = with_keys(data, count(answers, split["group"]))
    audit = read_json(data / "split/audit.json")
    rests_on = "test" if "folds" in audit else "validation"
    tested = table.tests(split)["row"].unique()
    trainings = trainings_of(data, counted)
    histories = histories_of(data / "models", trainings)
    return Measured(
        counted=counted,
        trainings=with_training_accuracy(trainings, histories),
        histories=histories,
        predictions=predictions_of(answers, "test"),
        validation=predictions_of(answers, rests_on).query("~leaked"),
        corrupted=corruption.read(data / "results", variants),
        split=split,
        looks=looks.read(data, tested),
        audit=audit,
        suspected={name: suspected.read(data / "suspects" / name) for name in searches},
    )


def count(answers: Mapping[str, Answers], groups: "pd.Series[int]") -> Counted:
    """Return by variant and seed the fields of Scores and Trust; groups: of near-duplicates, by row."""
    found: Counted = {}
    for variant, said in answers.items():
        both = {seed: scores.count(said, seed, groups) for seed in said.temperatures}
        found[variant] = {str(seed): asdict(score) | asdict(trust) for seed, (score, trust) in both.items()}
        for seed in said.temperatures:
            if of_folds := scores.of_folds(said, seed):
                found[variant][str(seed)]["folds"] = of_folds
    return found


def with_keys(data: Path, counted: Counted) -> Counted:
    """Return the same with training_key and training_seconds of each fold's training."""
    for variant, seeds in counted.items():
        for seed, own in seeds.items():
            for fold, figures in own.get("folds", {}).items():
                folder = which.folder(data, variant, int(seed), fold)
                for file, name in (("training.json", "training_key"), ("cost.json", "training_seconds")):
                    figures[name] = read_json(folder / file)[name]
    return counted


def trainings_of(data: Path, counted: Counted) -> pd.DataFrame:
    """Return a row per training, in the order of `counted` and of seeds.

    Columns: variant, seed, training_key, METRICS, TRUST, COSTS and latencies (missing ones NaN), device,
    features_backbone, latency_device, epochs, best_epoch. Latencies stand at the one seed that was timed.
    """
    rows = []
    for variant, seeds in counted.items():
        timed = {next(iter(seeds)): read_json(data / "results" / variant / "cost.json")}
        for seed in sorted(seeds, key=int):
            cost = read_json(data / "models" / variant / seed / "cost.json")
            training = read_json(data / "models" / variant / seed / "training.json")
            rows.append(
                {"variant": variant, "seed": int(seed), "training_key": training["training_key"]}
                | {key: seeds[seed][key] for key in (*METRICS, *TRUST)}
                | {key: cost.get(key) for key in COSTS}
                | {key: timed.get(seed, {}).get(key) for key in (*latency.SECONDS, "latency_device")}
                | {"device": cost.get("device"), "features_backbone": cost.get("features_backbone")}
                | {"epochs": training.get("epochs"), "best_epoch": training.get("best_epoch")}
            )
    found = pd.DataFrame(rows)
    numbers = [*METRICS, *TRUST, *COSTS, *latency.SECONDS, "epochs", "best_epoch"]
    found[numbers] = found[numbers].astype(float)
    return found


def predictions_of(answers: Mapping[str, Answers], split: str) -> pd.DataFrame:
    """Return every prediction of an image of this split: a row per variant, seed and image.

    Columns: variant (categorical), those of predictions.parquet but split, and position: where the
    prediction's row is in the variant's probabilities.
    """
    parts, kinds = [], pd.CategoricalDtype(list(answers))
    for variant, said in answers.items():
        part = said.table.assign(position=np.arange(len(said.table)))
        part = part[part["split"] == split].drop(columns="split")
        part.insert(0, "variant", pd.Series(variant, part.index, dtype=kinds))
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def histories_of(models: Path, trainings: pd.DataFrame) -> pd.DataFrame:
    """Return a row per variant, seed and epoch of the trainings: history.csv, with variant and seed."""
    parts = []
    for variant, seed in zip(trainings["variant"], trainings["seed"], strict=True):
        part = pd.read_csv(models / variant / str(seed) / "history.csv")
        part.insert(0, "variant", variant)
        part.insert(1, "seed", seed)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def with_training_accuracy(trainings: pd.DataFrame, histories: pd.DataFrame) -> pd.DataFrame:
    """Return the trainings with a column train_accuracy: that of the last epoch, measured while it ran."""
    last = histories.sort_values("epoch").groupby(["variant", "seed"])["accuracy"].last()
    return trainings.join(last.rename("train_accuracy"), on=["variant", "seed"])
