"""What the made-up study's models say of its images."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lineup.inference import temperature


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


def said(split: pd.DataFrame, seed: int, probabilities: np.ndarray, degree: float) -> pd.DataFrame:
    """Return one seed's part of the predictions; degree: its temperature."""
    part = split[split["split"] != "train"][["row", "split", "class_id", "leaked"]].reset_index(drop=True)
    part.insert(1, "seed", seed)
    part["predicted"] = probabilities.argmax(axis=1)
    part["confidence"] = probabilities.max(axis=1)
    part["confidence_calibrated"] = temperature.apply(probabilities, degree).max(axis=1).astype(np.float32)
    return part


def fitted(split: pd.DataFrame, probabilities: np.ndarray) -> float:
    """Return a seed's temperature."""
    part = split[split["split"] != "train"]
    validation = (part["split"] == "validation").to_numpy()
    return temperature.fit(probabilities[validation], part["class_id"][validation].to_numpy())


def drawn_logits() -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return calibrated logits (4000, 5) and labels drawn from them."""
    generator = np.random.default_rng(0)
    logits = generator.normal(0, 2, (4000, 5))
    return logits, np.argmax(logits + generator.gumbel(size=logits.shape), axis=1)


def of_class_zero(
    variant: str, right: Sequence[bool], confident: Sequence[float], seed: int = 0
) -> pd.DataFrame:
    """Return one seed's predictions of images of class 0, calibration changing nothing."""
    return pd.DataFrame(
        {
            "variant": variant,
            "seed": seed,
            "row": range(len(right)),
            "class_id": 0,
            "predicted": [0 if one else 1 for one in right],
            "confidence": confident,
            "confidence_calibrated": confident,
        }
    )
