"""How far a model's confidence can be trusted: calibration on validation, measured on test."""

from typing import Any

import numpy as np

from lineup.judgement import calibration, selective
from lineup.judgement.leak_free import enough

FIGURES = (
    "trust_images",
    "temperature",
    "test_calibration_error",
    "test_calibration_error_calibrated",
    "test_loss_calibrated",
    "test_brier",
    "test_brier_calibrated",
    "threshold",
    "share_to_person",
    "accepted_accuracy",
)
TARGET = 0.99  # of the accepted answers are to be right: the question of the published system A


def judge(
    probabilities: np.ndarray, class_ids: np.ndarray, *, test: np.ndarray, leaked: np.ndarray
) -> tuple[np.ndarray, dict[str, Any]]:
    """Return calibrated probabilities, float64 (n, classes), and what calibration does on test.

    probabilities: (n, classes); class_ids: int (n,); test, leaked: bool (n,); what is not test is validation,
    on which alone the temperature and the threshold are fitted. Measured on the test images that do not leak,
    where there are enough, on all otherwise: trust_images says on how many. Expected calibration errors are
    over 15 bins of equal width. The threshold is the smallest calibrated confidence at which TARGET of the
    accepted validation answers are right; None where there is none, and then every answer goes to a person.
    Of a model that diverged, whose probabilities are not finite, nothing is said: all figures are None.
    """
    if not np.isfinite(probabilities).all():
        return probabilities.astype(np.float64), dict.fromkeys(FIGURES)
    temperature = calibration.fit_temperature(probabilities[~test], class_ids[~test])
    calibrated = calibration.apply_temperature(probabilities, temperature)
    right = probabilities.argmax(axis=1) == class_ids
    before, after = probabilities.max(axis=1), calibrated.max(axis=1)
    chosen = selective.select_threshold(after[~test], right[~test], TARGET).threshold
    seen = test & ~leaked if enough(int((test & ~leaked).sum())) else test
    accepted = selective.apply_threshold(after[seen], right[seen], 2.0 if chosen is None else chosen)
    error = calibration.expected_calibration_error
    return calibrated, {
        "trust_images": int(seen.sum()),
        "temperature": temperature,
        "test_calibration_error": error(before[seen], right[seen]),
        "test_calibration_error_calibrated": error(after[seen], right[seen]),
        "test_loss_calibrated": calibration.negative_log_likelihood(calibrated[seen], class_ids[seen]),
        "test_brier": calibration.brier_score(probabilities[seen], class_ids[seen]),
        "test_brier_calibrated": calibration.brier_score(calibrated[seen], class_ids[seen]),
        "threshold": chosen,
        "share_to_person": accepted.share_to_person,
        "accepted_accuracy": accepted.accuracy if accepted.accepted else None,
    }
