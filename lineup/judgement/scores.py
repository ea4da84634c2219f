"""The figures of one training, counted from its answers: how right, how sure, how far to trust that."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from sklearn.metrics import brier_score_loss, f1_score

from lineup.inference import temperature as scaling
from lineup.inference import threshold
from lineup.inference.results import Answers, losses
from lineup.inference.threshold import Promise
from lineup.judgement import calibration
from lineup.splits.leak_free import enough


@dataclass(frozen=True)
class Scores:
    """How right one training is, on the test part as published and leak-free, and on validation images.

    test_accuracy_leak_free is None where no image without a near-duplicate in training is left, and a loss
    is None where the model diverged. macro F1 is over the classes that the test part holds.
    """

    test_accuracy: float
    test_loss: float | None
    test_macro_f1: float
    test_accuracy_leak_free: float | None
    test_accuracy_leak_free_n: int
    val_accuracy: float
    val_loss: float | None


@dataclass(frozen=True)
class Trust:
    """How far one training's confidence can be trusted; all None of a model that diverged.

    Measured on the test images that do not leak where there are enough, on all otherwise: trust_images says
    on how many. Expected calibration errors are over 15 bins of equal width. Threshold and promised are as
    inference.threshold.Promise has them; None where nothing can be promised, and then every answer goes to a
    person.
    """

    trust_images: int | None = None
    temperature: float | None = None
    test_calibration_error: float | None = None
    test_calibration_error_calibrated: float | None = None
    test_loss_calibrated: float | None = None
    test_brier: float | None = None
    test_brier_calibrated: float | None = None
    threshold: float | None = None
    promised: float | None = None
    share_to_person: float | None = None
    accepted_accuracy: float | None = None


def count(answers: Answers, seed: int, groups: "pd.Series[int]") -> tuple[Scores, Trust]:
    """Return the figures of one of a variant's seeds; groups: of near-duplicates, by row."""
    own = answers.table[answers.table["seed"] == seed]
    probabilities, class_ids = answers.probabilities[own.index], own["class_id"].to_numpy()
    test, leaked = (own["split"] == "test").to_numpy(), own["leaked"].to_numpy()
    temperature, figures = answers.temperatures[seed], score(probabilities, class_ids, test, leaked)
    images = own["row"][test & ~leaked].nunique()  # an image may be tested once a repeat
    figures = replace(figures, test_accuracy_leak_free_n=images)
    if temperature is None:
        return figures, Trust()
    promise = threshold.of_training(answers, seed, groups)
    found = trust(probabilities, class_ids, test, leaked, temperature, promise)
    return figures, replace(found, trust_images=images if enough(images) else own["row"][test].nunique())


def of_folds(answers: Answers, seed: int) -> dict[int, dict[str, float | None]]:
    """Return by fold what its training is worth on the images that it did not see; {} without folds."""
    if "fold" not in answers.table:
        return {}
    own = answers.table[(answers.table["seed"] == seed) & (answers.table["split"] == "test")]
    found: dict[int, dict[str, float | None]] = {}
    for fold, part in own.groupby("fold"):
        accuracy, loss, macro_f1 = tested(answers.probabilities[part.index], part["class_id"].to_numpy())
        figures = {"test_accuracy": accuracy, "test_loss": loss, "test_macro_f1": macro_f1}
        found[int(str(fold))] = {"images": len(part), **figures}
    return found


def tested(probabilities: np.ndarray, class_ids: np.ndarray) -> tuple[float, float | None, float]:
    """Return accuracy, loss and macro F1 of test images; probabilities: float (n, classes)."""
    predicted, present = probabilities.argmax(axis=1), np.unique(class_ids)
    lost = losses(probabilities[np.arange(len(class_ids)), class_ids])
    macro_f1 = f1_score(class_ids, predicted, labels=present, average="macro", zero_division=0)
    return float((predicted == class_ids).mean()), finite(lost.mean()), float(macro_f1)


def score(probabilities: np.ndarray, class_ids: np.ndarray, test: np.ndarray, leaked: np.ndarray) -> Scores:
    """Count from probabilities, float (n, classes); class_ids: int (n,); test, leaked: bool (n,)."""
    right = probabilities.argmax(axis=1) == class_ids
    lost = losses(probabilities[np.arange(len(class_ids)), class_ids])
    clean = test & ~leaked
    accuracy, loss, macro_f1 = tested(probabilities[test], class_ids[test])
    return Scores(
        test_accuracy=accuracy,
        test_loss=loss,
        test_macro_f1=macro_f1,
        test_accuracy_leak_free=float(right[clean].mean()) if clean.any() else None,
        test_accuracy_leak_free_n=int(clean.sum()),
        val_accuracy=float(right[~test].mean()),
        val_loss=finite(lost[~test].mean()),
    )


def trust(
    probabilities: np.ndarray,
    class_ids: np.ndarray,
    test: np.ndarray,
    leaked: np.ndarray,
    temperature: float,
    promise: Promise,
) -> Trust:
    """Count from finite probabilities, as `score` does."""
    calibrated = scaling.apply(probabilities, temperature)
    right = probabilities.argmax(axis=1) == class_ids
    before, after = probabilities.max(axis=1), calibrated.max(axis=1)
    seen = test & ~leaked if enough(int((test & ~leaked).sum())) else test
    accepted = after[seen] >= (2.0 if promise.threshold is None else promise.threshold)
    error = calibration.expected_calibration_error
    return Trust(
        trust_images=int(seen.sum()),
        temperature=temperature,
        test_calibration_error=error(before[seen], right[seen]),
        test_calibration_error_calibrated=error(after[seen], right[seen]),
        test_loss_calibrated=float(losses(calibrated[seen, class_ids[seen]]).mean()),
        test_brier=brier(probabilities[seen], class_ids[seen]),
        test_brier_calibrated=brier(calibrated[seen], class_ids[seen]),
        threshold=promise.threshold,
        promised=promise.promised,
        share_to_person=float((~accepted).mean()),
        accepted_accuracy=float(right[seen][accepted].mean()) if accepted.any() else None,
    )


def brier(probabilities: np.ndarray, class_ids: np.ndarray) -> float:
    """Return the Brier score, 0 to 2, of a softmax, (n, K), whose rows sum to 1 but for rounding."""
    whole = probabilities / probabilities.sum(axis=1, keepdims=True, dtype=np.float64)
    labels = np.arange(probabilities.shape[1])
    return float(brier_score_loss(class_ids, whole, labels=labels, scale_by_half=False))


def finite(number: float) -> float | None:
    """Return a number as JSON can hold it: None for NaN and infinities."""
    return float(number) if np.isfinite(number) else None
