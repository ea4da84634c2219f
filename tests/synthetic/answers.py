"""What the made-up study's models say of its images."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lineup.judgement import confidence


def answer(
    split: pd.DataFrame, skill: float, difficulty: np.ndarray, classes: int, generator: np.random.Generator
) -> np.ndarray:
    """Return probabilities (validation and test images, classes), right for about `skill` of the images."""
    part = split[split["split"] != "train"]
    truth = part["class_id"].to_numpy()
    ease = -difficulty[part["row"]] * 1.5 + generator.normal(size=len(part)) + part["leaked"] * 0.8
    right = ease >= np.quantile(ease, 1 - skill)
    neighbour, other = truth ^ 1, generator.integers(0, classes, len(part))
    wrong = np.where(generator.random(len(part)) < 0.6, neighbour, other) % classes
    wrong = np.where(wrong == truth, (truth + 1) % classes, wrong)
    predicted = np.where(right, truth, wrong)
    sure = np.where(right, generator.beta(6, 1, len(part)), generator.beta(3, 2, len(part)))
    sure = 1 / classes + (1 - 1 / classes) * (0.05 + 0.95 * sure)
    rest = generator.random((len(part), classes)) ** 4 + 1e-3
    rest[np.arange(len(part)), predicted] = 0
    rest *= ((1 - sure) / rest.sum(axis=1))[:, None]
    rest[np.arange(len(part)), predicted] = sure
    swap = rest.argmax(axis=1) != predicted  # a runner-up may not win
    rest[swap] = np.where(np.arange(classes) == predicted[swap, None], 0.6, 0.4 / (classes - 1))
    return rest.astype(np.float32)


def save_answers(folder: Path, split: pd.DataFrame, seed: int, probabilities: np.ndarray) -> dict[str, Any]:
    """Write one seed's part of the predictions; return its metrics."""
    folder.mkdir(parents=True, exist_ok=True)
    part = split[split["split"] != "train"][["row", "split", "class_id", "leaked"]].reset_index(drop=True)
    part.insert(1, "seed", seed)
    part["predicted"] = probabilities.argmax(axis=1)
    part["confidence"] = probabilities.max(axis=1)
    calibrated, trust = confidence.judge(
        probabilities,
        part["class_id"].to_numpy(),
        test=(part["split"] == "test").to_numpy(),
        leaked=part["leaked"].to_numpy(),
    )
    part["confidence_calibrated"] = calibrated.max(axis=1).astype(np.float32)
    part.to_parquet(folder / f"seed{seed}.parquet")
    np.save(folder / f"seed{seed}.npy", probabilities)
    hit = part["predicted"] == part["class_id"]
    loss = -np.log(probabilities[np.arange(len(part)), part["class_id"]] + 1e-9)
    test, validation = part["split"] == "test", part["split"] == "validation"
    clean = test & ~part["leaked"]
    return {
        "test_accuracy": float(hit[test].mean()),
        "test_loss": float(loss[test].mean()),
        "test_macro_f1": macro_f1(part[test]),
        "test_accuracy_leak_free": float(hit[clean].mean()) if clean.any() else None,
        "test_accuracy_leak_free_n": int(clean.sum()),
        "val_accuracy": float(hit[validation].mean()),
        "val_loss": float(loss[validation].mean()),
        **trust,
    }


def macro_f1(part: pd.DataFrame) -> float:
    """Return the mean over classes of F1."""
    scores = []
    for one in part["class_id"].unique():
        both = ((part["class_id"] == one) & (part["predicted"] == one)).sum()
        scores.append(2 * both / ((part["class_id"] == one).sum() + (part["predicted"] == one).sum()))
    return float(np.mean(scores))


def finish_answers(folder: Path, metrics: dict[str, dict[str, Any]]) -> None:
    """Join the seeds' parts into predictions.parquet and probabilities.npy, and write metrics.json."""
    parts = [folder / f"seed{seed}" for seed in metrics]
    pd.concat(
        [pd.read_parquet(part.with_suffix(".parquet")) for part in parts], ignore_index=True
    ).to_parquet(folder / "predictions.parquet")
    np.save(
        folder / "probabilities.npy", np.concatenate([np.load(part.with_suffix(".npy")) for part in parts])
    )
    for part in parts:
        part.with_suffix(".parquet").unlink()
        part.with_suffix(".npy").unlink()
    (folder / "metrics.json").write_text(json.dumps(metrics))
