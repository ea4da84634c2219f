"""What the variant in front says of the test images, all its seeds together."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lineup.inference.mistakes import confident_mistakes
from lineup.judgement import per_class
from lineup.judgement.per_class import Pair
from lineup.splits.table import class_names, shots

PAIRS, MISTAKES = 6, 24  # confused classes, pictures, at most


@dataclass(frozen=True)
class Best:
    """One variant's predictions of test images, and what can be counted of them.

    names: the classes', by class_id. matrix: counts (classes, classes), a row per true class. classes: a row
    per class, as class_report gives it, support of one seed, and training, its number of training images.
    pairs: the classes confused most. mistakes: as confident_mistakes gives them.
    """

    variant: str
    seeds: int
    predictions: pd.DataFrame
    names: list[str]
    matrix: np.ndarray
    classes: pd.DataFrame
    pairs: list[Pair]
    mistakes: pd.DataFrame


def of(variant: str, predictions: pd.DataFrame, split: pd.DataFrame) -> Best:
    """Return what is said of a variant; predictions: of all variants, split: indexed by row."""
    own, names = predictions[predictions["variant"] == variant], class_names(split)
    truth, predicted, seeds = own["class_id"].to_numpy(), own["predicted"].to_numpy(), own["seed"].nunique()
    matrix = per_class.confusion(truth, predicted, len(names))
    training = split.loc[split["split"] == "train", "class_id"].value_counts()
    classes = per_class.class_report(truth, predicted, names)
    classes["support"] //= len(own) // own["row"].nunique()  # seeds, and repeats
    classes["training"] = [int(training.get(class_id, 0)) for class_id in range(len(names))]
    return Best(
        variant=variant,
        seeds=int(seeds),
        predictions=own,
        names=names,
        matrix=matrix,
        classes=classes,
        pairs=per_class.confused_pairs(matrix, PAIRS),
        mistakes=confident_mistakes(own, MISTAKES, shots(split)),
    )
