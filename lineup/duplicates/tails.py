"""Where likenesses of look-alikes end, which thin out exponentially in Fisher's z: both sides of a line.

And what classes say of pairs: copies have one class, look-alikes often two.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

BELOW = 0.08  # of likeness under a line, where what is not a copy shows how it thins out
STEP = 0.01  # of likeness
LOWEST, HIGHEST = 0.65, 0.9999  # less is not looked at to its end
AHEAD = 0.25  # of z under a line, where the second nearest tell by how much the nearest are ahead
BELOW_BY_CLASS = 0.10  # of likeness under a line, where pairs are taken for look-alikes
ENOUGH = 10  # pairs of two classes: of fewer nothing is said

Scores = NDArray[np.float32]


def end_above(scores: Scores, line: float, wanted: float) -> float:
    """Return the line, or the higher one that a share `wanted` of scores is expected above.

    scores: (N,) of what cannot be copies.
    """
    above = scores[scores >= line]
    share = len(above) / max(len(scores), 1)
    if share <= wanted:
        return line
    start = np.arctanh(line)
    excess = float(np.arctanh(np.minimum(above, HIGHEST)).mean() - start)
    return float(np.tanh(start + excess * np.log(share / wanted)))


def end_below(
    scores: Scores, look_alikes: Callable[[Scores, float], float], line: float, last: float, wanted: float
) -> float:
    """Return the line, or the first higher one above which a share `wanted` at most are look-alikes.

    scores: (N,) or (N, 2), as `look_alikes` takes them. 1 for none below `last`.
    """
    for higher in np.arange(line, last, STEP).tolist():
        if look_alikes(scores, higher) <= wanted * len(scores):
            return float(higher)
    return 1.0


def by_nearest(scores: Scores, line: float) -> float:
    """Return how many of the scores above a line are expected to be look-alikes', by those below it.

    scores: (N,) each picture's likeness to the one most like it, be it a copy or a look-alike.
    Two bands of equal width below are taken for look-alikes: by as much as the nearer one has fewer than the
    farther one, each band beyond has fewer again.
    """
    start, band = np.arctanh(line), (np.arctanh(line) - np.arctanh(line - BELOW)) / 2
    places = np.floor((np.arctanh(np.minimum(scores, HIGHEST)) - start) / band)
    far, near, above = (int(count.sum()) for count in (places == -2, places == -1, places >= 0))
    if near >= far:
        return above if near else 0
    return min(near**2 / (far - near), above)


def by_second_nearest(scores: Scores, line: float) -> float:
    """Return how many pictures are expected to have a look-alike above a line, even where copies are many.

    scores: (N, 2) each picture's two highest likenesses, of which a copy is mostly the first alone. By how
    much a look-alike is ahead of the second is exponential, wherever that is (Rényi 1953). What is above the
    line may be a copy, so of it is known only that it is ahead as far as the line.
    """
    end = np.arctanh(line)
    first, second = np.arctanh(np.clip(scores, LOWEST, HIGHEST)).T
    near = (second < end) & (second >= end - AHEAD)
    ahead = float((np.minimum(first, end) - second)[near].sum())
    rate = max(int((first < end)[near].sum()), 0.5) / max(ahead, 1e-6)
    return float(np.exp(-rate * np.maximum(end - second, 0)).sum())


def false_share(
    labels: NDArray[np.str_], pairs: NDArray[np.int64], scores: NDArray[np.float64], line: float
) -> float:
    """Return which share of the pairs above a line are look-alikes, by their classes: 0 to 1.

    labels: str (N,); pairs (M, 2) and their likeness. As many pairs of look-alikes are of two classes above
    the line as below. Wrong labels of copies, and copies below the line, make it more than it is.
    """
    two = labels[pairs[:, 0]] != labels[pairs[:, 1]]
    above, below = scores >= line, (scores < line) & (scores >= line - BELOW_BY_CLASS)
    if min(two[above].sum(), two[below].sum()) < ENOUGH:
        return 0.0
    return min(float(two[above].mean() / two[below].mean()), 1.0)
