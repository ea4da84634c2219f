"""The figures of one model on validation and test images."""

import numpy as np
from sklearn.metrics import f1_score

SMALLEST = 1e-7  # a probability below it counts as it, as in Keras's cross-entropy


def metrics(
    probabilities: np.ndarray, class_ids: np.ndarray, *, test: np.ndarray, leaked: np.ndarray
) -> dict[str, float | int | None]:
    """Return accuracy and loss of the validation part and of the test part, as published and leak-free.

    probabilities: float (n, classes); class_ids: int (n,); test, leaked: bool (n,). macro F1 is over the
    classes that the test part holds. test_accuracy_leak_free is None where no image without a
    near-duplicate in training is left, and a loss is None where the model diverged.
    """
    predicted = probabilities.argmax(axis=1)
    right = predicted == class_ids
    losses = -np.log(np.maximum(probabilities[np.arange(len(class_ids)), class_ids].astype(float), SMALLEST))
    clean = test & ~leaked
    present = np.unique(class_ids[test])
    macro_f1 = f1_score(class_ids[test], predicted[test], labels=present, average="macro", zero_division=0)
    return {
        "test_accuracy": float(right[test].mean()),
        "test_loss": finite(losses[test].mean()),
        "test_macro_f1": float(macro_f1),
        "test_accuracy_leak_free": float(right[clean].mean()) if clean.any() else None,
        "test_accuracy_leak_free_n": int(clean.sum()),
        "val_accuracy": float(right[~test].mean()),
        "val_loss": finite(losses[~test].mean()),
    }


def finite(number: float) -> float | None:
    """Return a number as JSON can hold it: None for NaN and infinities."""
    return float(number) if np.isfinite(number) else None
