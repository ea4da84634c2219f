"""What the classes of a set say of its pairs: copies have one class, look-alikes often two."""

import numpy as np
from numpy.typing import NDArray

BELOW = 0.10  # of likeness under a line, where pairs are taken for look-alikes
ENOUGH = 10  # pairs of two classes: of fewer nothing is said


def false_share(
    labels: NDArray[np.str_], pairs: NDArray[np.int64], scores: NDArray[np.float64], line: float
) -> float:
    """Return which share of the pairs above a line are look-alikes, by their classes: 0 to 1.

    labels: str (N,); pairs (M, 2) and their likeness. As many pairs of look-alikes are of two classes above
    the line as below. Wrong labels of copies, and copies below the line, make it more than it is.
    """
    two = labels[pairs[:, 0]] != labels[pairs[:, 1]]
    above, below = scores >= line, (scores < line) & (scores >= line - BELOW)
    if min(two[above].sum(), two[below].sum()) < ENOUGH:
        return 0.0
    return min(float(two[above].mean() / two[below].mean()), 1.0)
