"""The images and labels that a training sees: rows of a memory map, class ids, weights."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Sets:
    """inputs (N, ...) of all images; of those to train and validate on (n,): rows, class ids, weights."""

    inputs: np.ndarray
    classes: int
    training_rows: np.ndarray
    training_ids: np.ndarray
    training_weights: np.ndarray
    validation_rows: np.ndarray
    validation_ids: np.ndarray


def make(inputs: np.ndarray, table: pd.DataFrame, class_weight: str | None) -> Sets:
    """Return what split.parquet's table says to train and validate on."""
    training, validation = table[table.split == "train"], table[table.split == "validation"]
    classes = int(table.class_id.max()) + 1
    class_ids = training.class_id.to_numpy()
    return Sets(
        inputs=inputs,
        classes=classes,
        training_rows=training.row.to_numpy(),
        training_ids=class_ids,
        training_weights=image_weights(class_ids, classes, class_weight),
        validation_rows=validation.row.to_numpy(),
        validation_ids=validation.class_id.to_numpy(),
    )


def image_weights(class_ids: np.ndarray, classes: int, class_weight: str | None) -> np.ndarray:
    """Return a weight an image, float32 (n,): 1, or for 'balanced' n / (classes x images of its class).

    The same formula as scikit-learn's compute_class_weight (King and Zeng 2001).
    """
    if class_weight is None:
        return np.ones(len(class_ids), np.float32)
    counts = np.bincount(class_ids, minlength=classes)
    weights: np.ndarray = (len(class_ids) / (classes * counts[class_ids])).astype(np.float32)
    return weights
