"""Find labels that look wrong, by confident learning."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from lineup.errors import LineupError

INVERSE_PENALTY = 0.01  # of the head: log loss 0.56 on held-out Simpsons, 0.74 with 0.001, 1.22 with 1
MOST_STEPS = 200  # of the solver; far from convergence the probabilities are still good enough to rank by


class Suspects(NamedTuple):
    """`table`: a row per suspected label, worst first: place, suggested (class id), quality (0 to 1).

    `accuracy`: share of all images that the linear head, fitted without them, gives their own label.
    """

    table: pd.DataFrame
    accuracy: float


def find(features: np.ndarray, class_ids: np.ndarray, groups: np.ndarray, folds: int) -> Suspects:
    """Return the labels that a linear head, cross-validated, disagrees with, and how far.

    features: float (n, d); class_ids, groups: int (n,). Near-duplicates (a group) stay in one fold: a copy
    with the same wrong label would vouch for it. Confident learning: Northcutt, Jiang & Chuang (2021),
    "Confident Learning: Estimating Uncertainty in Dataset Labels", doi:10.1613/jair.1.12125. The quality of a
    label is the probability that the head gives to it.
    """
    probabilities = out_of_fold(features, class_ids, groups, folds)
    places = find_label_issues(class_ids, probabilities, return_indices_ranked_by="self_confidence", n_jobs=1)
    quality = get_label_quality_scores(class_ids, probabilities, method="self_confidence")
    predicted = probabilities.argmax(axis=1)
    table = pd.DataFrame({"place": places, "suggested": predicted[places], "quality": quality[places]})
    return Suspects(table, float((predicted == class_ids).mean()))


def out_of_fold(features: np.ndarray, class_ids: np.ndarray, groups: np.ndarray, folds: int) -> np.ndarray:
    """Return probabilities (n, classes) of heads that were fitted on the other folds."""
    classes = int(class_ids.max()) + 1
    probabilities = np.zeros((len(class_ids), classes))
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=0)
    for fitted, held_out in splitter.split(features, class_ids, groups):
        head = make_pipeline(StandardScaler(), LogisticRegression(max_iter=MOST_STEPS, C=INVERSE_PENALTY))
        head.fit(features[fitted], class_ids[fitted])
        columns = head.classes_
        probabilities[np.ix_(held_out, columns)] = head.predict_proba(features[held_out])
    return probabilities


def pooled(features: np.ndarray, rows: np.ndarray, chunk: int = 1024) -> np.ndarray:
    """Return the chosen rows, float32 (n, channels): means over positions where features are maps."""
    positions = tuple(range(1, features.ndim - 1))
    parts = [features[rows[start : start + chunk]] for start in range(0, len(rows), chunk)]
    return np.concatenate([part.astype(np.float32).mean(axis=positions) for part in parts])


def refuse_few_groups(search: str, names: np.ndarray, groups: np.ndarray, folds: int) -> None:
    """Raise LineupError where a class (`names`, of each image) has fewer groups than there are folds."""
    counts = pd.DataFrame({"name": names, "group": groups}).groupby("name")["group"].nunique()
    if counts.min() < folds:
        raise LineupError(
            f"suspects.{search}.folds is {folds}, but '{counts.idxmin()}' has only {counts.min()} image(s),"
            " near-duplicates counted once, and every fold needs one. Lower folds, or leave the class out"
            " (dataset.exclude)."
        )
