"""The pictures of one training, from data/."""

from pathlib import Path

import numpy as np
import pandas as pd

from lineup.inference.mistakes import confident_mistakes
from lineup.judgement import per_class
from lineup.plots.confusion import confusion
from lineup.plots.curves import curves
from lineup.plots.gallery import mistakes
from lineup.splits import table
from lineup.tracking.collect import Training
from lineup.tracking.runs import EPOCH_METRICS

NAMES = ("curves.png", "confusion_matrix.png", "errors.png")
MISTAKES = 24


def draw(training: Training, data: Path) -> dict[str, bytes]:
    answers = pd.read_parquet(data / "results" / training.variant / "predictions.parquet")
    answers = answers[answers["seed"] == training.seed]
    part = "test" if (answers["split"] == "test").any() else "validation"
    answers = answers[answers["split"] == part]
    if training.fold:
        answers = answers[answers["fold"] == training.fold]
    elif "fold" in answers:
        part = "out-of-fold"
    split = pd.read_parquet(data / "split/split.parquet")
    labels, shots = table.class_names(split), table.shots(split.set_index("row"))
    # A loss that was not a number in every epoch has no column of its own.
    history = pd.DataFrame(training.history).reindex(columns=["epoch", *EPOCH_METRICS])
    wrong = int((answers["predicted"] != answers["class_id"]).sum())
    pixels = np.load(data / "images/images.npy", mmap_mode="r")
    matrix = per_class.confusion(answers["class_id"].to_numpy(), answers["predicted"].to_numpy(), len(labels))
    said = f"{training.name}: {wrong} mistakes on {len(answers)} {part} images"
    title = f"{said}, most confident first" if wrong else said
    drawn = (
        curves({training.name: history.assign(seed=training.seed)}),
        confusion(matrix, labels, f"{training.name}, {part} images"),
        mistakes(confident_mistakes(answers, MISTAKES, shots), labels, pixels, columns=6, title=title),
    )
    return dict(zip(NAMES, drawn, strict=True))
