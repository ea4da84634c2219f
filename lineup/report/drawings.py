"""The report's pictures as PNG files, for slides; the page draws its own."""

from pathlib import Path

import numpy as np

from lineup.judgement.judged import Judged
from lineup.judgement.measured import Measured
from lineup.plots import bars, gallery
from lineup.plots.canvas import plain
from lineup.plots.confusion import confusion
from lineup.plots.curves import curves
from lineup.report.gallery import class_samples


def write(folder: Path, study: Measured, judged: Judged, pixels: np.ndarray) -> None:
    """Write accuracy.png and curves.png of all variants; of the best its confusion_matrix.png and errors.png.

    And samples.png, a picture per class. pixels: uint8 (N, H, W, 3), of all images.
    """
    best, figure, samples = judged.best, judged.ranking["ranked_by"].iloc[0], class_samples(study.split)
    what = "test accuracy without leaks" if judged.leak_free.ranks else "test accuracy"
    of_variant = study.trainings.groupby("variant")[figure]
    histories = study.histories.groupby("variant")
    pictures, labels = [pixels[row] for row in samples["row"]], [plain(name, 18) for name in samples["label"]]
    files = {
        "accuracy.png": bars.accuracies({name: of_variant.get_group(name) for name in judged.order}, what),
        "curves.png": curves({name: histories.get_group(name) for name in judged.order}),
        "confusion_matrix.png": confusion(best.matrix, best.names),
        "errors.png": gallery.mistakes(best.mistakes, best.names, pixels),
        "samples.png": gallery.gallery(pictures, labels, columns=10),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
