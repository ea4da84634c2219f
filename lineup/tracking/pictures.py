"""The pictures of one training, from data/."""

from pathlib import Path

import numpy as np
import pandas as pd

from lineup.plots import training as figures
from lineup.splits import table
from lineup.tracking.collect import Training
from lineup.tracking.runs import EPOCH_METRICS

NAMES = ("curves.png", "confusion_matrix.png", "errors.png")
MISTAKES = 24


def draw(training: Training, data: Path) -> dict[str, bytes]:
    """Return curves, confusion matrix and error gallery, by file name."""
    answers = pd.read_parquet(data / "results" / training.variant / "predictions.parquet")
    answers = answers[answers["seed"] == training.seed]
    part = "test" if (answers["split"] == "test").any() else "validation"
    answers = answers[answers["split"] == part]
    labels = table.class_names(pd.read_parquet(data / "split/split.parquet"))
    # A loss that was not a number in every epoch has no column of its own.
    history = pd.DataFrame(training.history).reindex(columns=["epoch", *EPOCH_METRICS])
    wrong = answers[answers["predicted"] != answers["class_id"]]
    shown = wrong.sort_values(["confidence", "row"], ascending=[False, True]).head(MISTAKES)
    pixels = np.load(data / "images/images.npy", mmap_mode="r")
    counts = np.zeros((len(labels), len(labels)), np.int64)
    np.add.at(counts, (answers["class_id"].to_numpy(), answers["predicted"].to_numpy()), 1)
    mistakes = f"{training.name}: {len(wrong)} mistakes on {len(answers)} {part} images"
    return dict(
        zip(
            NAMES,
            (
                figures.curves({str(name): history[name].tolist() for name in history}, training.name),
                figures.confusion(counts, labels, f"{training.name}, {part} images"),
                figures.errors(
                    [np.asarray(pixels[row]) for row in shown["row"]],
                    [labels[one] for one in shown["class_id"]],
                    [labels[one] for one in shown["predicted"]],
                    shown["confidence"].tolist(),
                    f"{mistakes}, most confident first" if len(wrong) else mistakes,
                ),
            ),
            strict=True,
        )
    )
