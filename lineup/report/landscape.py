"""A map of the test images: near to each other where the variant in front says much the same of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from lineup.judgement.best import Best
from lineup.report.axes import place
from lineup.words import percent

FEWEST, MOST = 30, 600  # images on the map
PERPLEXITY = 30  # neighbours that count, as van der Maaten and Hinton (2008) recommend 5 to 50
MOST_NAMED = 16  # classes of a legend: the eye tells no more hues apart
LEAST = 1e-6  # probability: what is below says nothing


def of(best: Best, probabilities: NDArray[np.floating[Any]], split: pd.DataFrame) -> dict[str, Any]:
    """Return `points` (x and y in percent, hue in degrees, right, text), and a legend: `classes`.

    t-SNE (van der Maaten and Hinton 2008, jmlr.org/papers/v9/vandermaaten08a.html) of the mean over seeds of
    log-probabilities; of more than MOST images, as many drawn at random, always the same. probabilities:
    best's, (rows, classes); split: indexed by row. {} of too few images.
    """
    rows = np.sort(best.predictions["row"].unique())
    if len(rows) < FEWEST:
        return {}
    if len(rows) > MOST:
        rows = np.sort(np.random.default_rng(0).choice(rows, MOST, replace=False))
    own = best.predictions[best.predictions["row"].isin(rows)].sort_values(["row", "seed"])
    said = np.asarray(probabilities[own["position"].to_numpy()], np.float64)
    logs = np.log(np.nan_to_num(said, nan=LEAST).clip(LEAST))
    logs = logs.reshape(len(rows), -1, logs.shape[1]).mean(axis=1)
    right = (own["predicted"] == own["class_id"]).to_numpy().reshape(len(rows), -1).mean(axis=1)
    spots = flattened(logs)
    low, high = spots.min(axis=0) - 1, spots.max(axis=0) + 1
    labels = split.loc[rows, ["label", "class_id", "path"]].itertuples(index=False)
    points = [
        {
            "x": place(spot[0], low[0], high[0]),
            "y": place(spot[1], low[1], high[1]),
            "hue": hue(class_id, best.names),
            "right": bool(share > 0.5),
            "text": f"{label}, taken for {best.names[answer]} ({percent(float(np.exp(top)))}): {path}",
        }
        for spot, share, answer, top, (label, class_id, path) in zip(
            spots, right, logs.argmax(axis=1), logs.max(axis=1), labels, strict=True
        )
    ]
    named = best.names if len(best.names) <= MOST_NAMED else []
    legend = [(name, hue(class_id, best.names)) for class_id, name in enumerate(named)]
    return {"points": points, "images": len(points), "classes": legend}


def hue(class_id: int, names: Sequence[str]) -> int:
    """Return the colour of a class on the circle of hues, in degrees."""
    return round(360 * class_id / len(names))


def flattened(logs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return places (n, 2) of log-probabilities (n, classes)."""
    from sklearn.manifold import TSNE  # takes half a second to import

    nearest = min(PERPLEXITY, (len(logs) - 1) / 3)
    start = "pca" if logs.shape[1] > 1 else "random"
    with threadpool_limits(1, user_api="openmp"):  # on a busy machine more threads wait for each other
        found = TSNE(perplexity=nearest, init=start, random_state=0, n_jobs=1).fit_transform(logs)
    return np.asarray(found, np.float64)
