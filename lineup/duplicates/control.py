"""Where the line is drawn for a set of pictures, and how often it is crossed by what cannot be a copy.

The control asks for copies of pictures turned upside down. Photographs and frames have none, so what is found
is false. Digits, icons and silhouettes have: one lies over another as well as a copy would. Where plain
ground shows such a set, the pictures' farther neighbours are asked too. The line is raised until at most one
in 200 of the control is expected above. Where even LAST would not do, pictures are not laid over each other,
and only those that are alike pixel over pixel count; where that finds some of the control too, only those
that are the same in every pixel.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from lineup.duplicates import comparing, looks
from lineup.duplicates.candidates import Question, Search

LINE = 0.80  # of likeness; LOG.md says what lies above and below
LAST = 0.90  # a line that would be raised further is no line
UNMOVED = 0.99  # of likeness, where pictures are compared as they lie
WANTED = 0.005  # share of the control above the line
FIRST, MOST = 200, 2000  # pictures asked; the first say whether it is worth asking more
NEAREST, NEAREST_UNMOVED, IN_WINDOW = 16, 4, 3  # neighbours of a picture, and of a window of it
FAR = 32  # where the farther neighbours begin
PLAIN = 0.15  # share of flat ground in the middle one of the set's pictures


@dataclass(frozen=True)
class Control:
    """The line, whether pictures are laid over each other, and how many of those asked had one above it."""

    line: float
    aligned: bool
    asked: int
    found: int

    @property
    def share_at_most(self) -> float:
        """The share of pictures with a false partner, with 95 % confidence (Clopper and Pearson)."""
        if self.found == self.asked:
            return 1.0
        return float(betaincinv(self.found + 1, self.asked - self.found, 0.95))


def measure(search: Search) -> Control:
    """Return the control of the pictures that a search covers."""
    rows = np.random.default_rng(0).permutation(search.references)[:MOST]
    plain = plain_ground(search.fine[rows])
    scores = best(search, rows[:FIRST], plain, aligned=True)
    if (scores >= LINE).mean() <= 4 * WANTED:
        scores = np.concatenate([scores, best(search, rows[FIRST:], plain, aligned=True)])
    line = raised(scores)
    if line <= LAST:
        return Control(line, True, len(scores), int((scores >= line).sum()))
    scores = best(search, rows, plain, aligned=False)
    found = int((scores >= UNMOVED).sum())
    if found > WANTED * len(scores):
        return Control(1.0, False, len(scores), 0)
    return Control(UNMOVED, False, len(scores), found)


def plain_ground(fine: NDArray[np.int8]) -> bool:
    """Say whether the middle one of these pictures, int8 (M, 16, 16), has much flat ground."""
    return len(fine) > 0 and bool(np.median((np.abs(fine) <= 1).mean(axis=(1, 2))) >= PLAIN)


def best(search: Search, rows: NDArray[np.int64], plain: bool, aligned: bool) -> NDArray[np.float32]:
    """Return the best score of each of these rows among pictures that cannot be its copies; 0 for none."""
    count = NEAREST if aligned else NEAREST_UNMOVED
    questions = [Question(looks.UPSIDE_DOWN, count), Question(looks.HALF_TURN, count)]
    if aligned:
        questions += [Question(view, IN_WINDOW, agreement=0.53) for view in looks.IN_WINDOWS_UPSIDE_DOWN]
    if plain:
        questions.append(Question(looks.AS_IT_IS, count, skip=min(FAR, len(search.references) // 4)))
    pairs = search.promising(rows, tuple(questions))
    scores = (comparing.aligned if aligned else comparing.unmoved)(search.images, pairs)
    highest = np.zeros(len(search.images), np.float32)
    np.maximum.at(highest, pairs[:, 0], scores)
    return np.asarray(highest[rows])


def raised(scores: NDArray[np.float32]) -> float:
    """Return LINE, or the higher line that a share WANTED is expected above.

    What is above LINE is taken to thin out exponentially in Fisher's z.
    """
    above = scores[scores >= LINE]
    share = len(above) / max(len(scores), 1)
    if share <= WANTED:
        return LINE
    start = np.arctanh(LINE)
    excess = float(np.arctanh(np.minimum(above, 0.9999)).mean() - start)
    return float(np.tanh(start + excess * np.log(share / WANTED)))
