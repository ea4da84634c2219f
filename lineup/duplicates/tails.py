"""Where likenesses of look-alikes end, which thin out exponentially in Fisher's z: both sides of a line."""

import numpy as np
from numpy.typing import NDArray

BELOW = 0.08  # of likeness under a line, where what is not a copy shows how it thins out
STEP = 0.01  # of likeness
HIGHEST = 0.9999

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


def end_below(scores: Scores, line: float, last: float, wanted: float) -> float:
    """Return the line, or the first higher one above which a share `wanted` at most are look-alikes.

    scores: (N,) each picture's likeness to the one most like it, be it a copy or a look-alike. 1 for none
    below `last`.
    """
    for higher in np.arange(line, last, STEP).tolist():
        if look_alikes_above(scores, higher) <= wanted * len(scores):
            return float(higher)
    return 1.0


def look_alikes_above(scores: Scores, line: float) -> float:
    """Return how many of the scores (N,) above a line are expected to be look-alikes', by those below it.

    Two bands of equal width below are taken for look-alikes: by as much as the nearer one has fewer than the
    farther one, each band beyond has fewer again.
    """
    start, band = np.arctanh(line), (np.arctanh(line) - np.arctanh(line - BELOW)) / 2
    places = np.floor((np.arctanh(np.minimum(scores, HIGHEST)) - start) / band)
    far, near, above = (int(count.sum()) for count in (places == -2, places == -1, places >= 0))
    if near >= far:
        return above if near else 0
    return min(near**2 / (far - near), above)
