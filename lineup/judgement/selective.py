"""What refusing the least sure answers buys."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


def risk_coverage(confidence: ArrayLike, correct: ArrayLike) -> FloatArray:
    """Error of the k most confident predictions, at a coverage of k/n, for k = 1..n; both inputs (n,).

    El-Yaniv & Wiener (2010), jmlr.org/papers/v11/el-yaniv10a.html. Among equal confidences errors are spread
    evenly, so that the order of rows does not matter.
    """
    confident, wrong = np.asarray(confidence, dtype=np.float64), 1 - np.asarray(correct, dtype=np.float64)
    _, place, count = np.unique(-confident, return_inverse=True, return_counts=True)
    ends = np.concatenate([[0], np.cumsum(count)])
    errors = np.concatenate([[0.0], np.cumsum(np.bincount(place.reshape(-1), wrong, len(count)))])
    taken = np.arange(1, len(confident) + 1)
    return np.asarray(np.interp(taken, ends, errors) / taken)
