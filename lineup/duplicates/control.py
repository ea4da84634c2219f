"""Where the line is drawn for a set of pictures, and how often it is crossed by what cannot be a copy.

The control asks for copies of pictures turned upside down. Photographs and frames have none, so what is found
is false. Digits, icons and silhouettes have: one lies over another as well as a copy would. Where plain
ground shows such a set, the pictures' farther neighbours are asked too. The line is raised until at most one
in 200 of the control is expected above. Where even LAST would not do, pictures are not laid over each other,
and only those that are alike pixel over pixel count; where that finds some of the control too, or the second
nearest tell of look-alikes there (dials, pies, clocks), only those that are the same in every pixel.

Pictures of one composition that has an upright (X-rays, charts, forms) are not shown by that. So once pairs
are found, the farther neighbours are asked again, on any ground, but for pictures that clear copies link:
frames of a long scene. Of photographs and frames next to none is alike then, of one composition many are. The
nearest are more alike than the farther, so that the line is raised to where a tenth as many are expected. Of
both controls the worse is told; where none can be asked, since nearly all are linked, nothing is known.

Where the line was raised either way, or where pairs above it are of two classes nearly as often as below,
look-alikes reach it. So the nearest neighbours found below it are look-alikes too: it is raised on to where
they end (`tails`), by the nearest or, where copies fill the gap, by the second nearest. Elsewhere they may be
frames of one shot.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from lineup.duplicates import comparing, looks, tails
from lineup.duplicates.candidates import Question, Search
from lineup.duplicates.pairs import groups_of

LINE = 0.80  # of likeness; LOG.md says what lies above and below
LAST = 0.90  # a line that would be raised further is no line
UNMOVED = 0.99  # of likeness, where pictures are compared as they lie
WANTED = 0.005  # share of the control above the line
FIRST, MOST = 200, 2000  # pictures asked; the first say whether it is worth asking more
NEAREST, NEAREST_UNMOVED, IN_WINDOW = 16, 4, 3  # neighbours of a picture, and of a window of it
FAR = 32  # where the farther neighbours begin
PLAIN = 0.15  # share of flat ground in the middle one of the set's pictures
CLEAR = 0.94  # of likeness: such pairs link pictures to one shot (LOG.md)
SOME = 0.005  # share of the farther neighbours above the line that shows one composition (LOG.md)
MOSTLY = 0.5  # share of the pairs above the line that are look-alikes by their classes
WANTED_FARTHER, LAST_FARTHER = WANTED / 10, 0.95  # as WANTED and LAST
LAST_SETTLED = 0.98  # as LAST, by the second nearest
MANY = 0.01  # share of pictures with a look-alike pixel over pixel: then nothing tells copies apart (LOG.md)


@dataclass(frozen=True)
class Control:
    """The line, whether pictures are laid over each other, and how many of those asked had one above it."""

    line: float
    aligned: bool
    asked: int
    found: int

    @property
    def share_at_most(self) -> float:
        """The share of pictures with a false partner, with 95 % confidence (Clopper and Pearson).

        A pair is found by either of its pictures, while each of the control asks alone: hence twice.
        """
        if self.found == self.asked:
            return 1.0
        return min(2 * float(betaincinv(self.found + 1, self.asked - self.found, 0.95)), 1.0)


def measure(search: Search) -> Control:
    """Return the control of the pictures that a search covers."""
    rows = np.random.default_rng(0).permutation(search.references)[:MOST]
    flat = (np.abs(search.fine[rows]) <= 1).mean(axis=(1, 2))
    plain = len(rows) > 0 and bool(np.median(flat) >= PLAIN)
    scores = best(search, rows[:FIRST], plain, aligned=True)
    if (scores >= LINE).mean() <= 4 * WANTED:
        scores = np.concatenate([scores, best(search, rows[FIRST:], plain, aligned=True)])
    line = tails.end_above(scores, LINE, WANTED)
    return on(scores, line) if line <= LAST else unmoved(search, rows, plain)


def on(scores: NDArray[np.float32], line: float) -> Control:
    """Return the control of these scores where pictures are laid over each other."""
    return Control(line, True, len(scores), int((scores >= line).sum()))


def unmoved(search: Search, rows: NDArray[np.int64], plain: bool) -> Control:
    """Return the control of these rows where pictures are compared pixel over pixel."""
    scores = best(search, rows, plain, aligned=False)
    found = int((scores >= UNMOVED).sum())
    if found > WANTED * len(scores):
        return Control(1.0, False, len(scores), 0)
    return Control(UNMOVED, False, len(scores), found)


def farther(
    search: Search, found: NDArray[np.int64], scores: NDArray[np.float64], control: Control
) -> Control:
    """Return the control again, of a higher line where the set's pictures have one composition.

    found, scores: pairs (M, 2) of the search and their likeness.
    """
    shots = groups_of(len(search.images), found[scores >= CLEAR])
    skip = min(FAR, len(search.references) // 4)
    rows = np.random.default_rng(1).permutation(search.references)[:MOST]
    rows = rows[np.bincount(shots)[shots[rows]] <= skip]  # of longer shots the farther ones are frames too
    pairs = search.promising(rows, (Question(looks.AS_IT_IS, NEAREST, skip=skip),))
    pairs = pairs[shots[pairs[:, 0]] != shots[pairs[:, 1]]]
    alike = highest(search, rows, pairs, comparing.compare(search.images, pairs, aligned=True))
    if (alike >= control.line).sum() <= SOME * len(alike):
        return max(control, on(alike, control.line), key=lambda one: one.share_at_most)
    return on(alike, max(control.line, tails.end_above(alike, LINE, WANTED_FARTHER)))


def settled(
    search: Search,
    found: NDArray[np.int64],
    scores: NDArray[np.float64],
    control: Control,
    labels: NDArray[np.str_] | None,
) -> Control:
    """Return the control again, of the line where the nearest look-alikes end, if they reach it.

    found, scores: as for `farther`; labels: str (N,).
    """
    indifferent = labels is not None and tails.false_share(labels, found, scores, control.line) > MOSTLY
    if control.line == LINE and not indifferent:
        return control
    nearest = two_nearest(search, found, scores)
    line = tails.end_below(nearest[:, 0], tails.by_nearest, control.line, LAST_FARTHER, WANTED)
    if line > LAST_FARTHER:  # or copies are so many that no end is seen
        line = tails.end_below(nearest, tails.by_second_nearest, control.line, LAST_SETTLED, WANTED)
    if line > LAST_SETTLED:
        rows = np.random.default_rng(1).permutation(search.references)[:MOST]
        return unmoved(search, rows, plain=True)
    return replace(control, line=line)


def told_apart(
    search: Search, found: NDArray[np.int64], scores: NDArray[np.float64], control: Control
) -> Control:
    """Return the control where pictures are compared pixel over pixel; of no line if look-alikes reach it.

    found, scores: as for `farther`.
    """
    expected = tails.by_second_nearest(two_nearest(search, found, scores), UNMOVED)
    return control if expected <= MANY * len(search.references) else replace(control, line=1.0)


def two_nearest(search: Search, pairs: NDArray[np.int64], scores: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return each reference's two highest scores (n, 2), of pairs (M, 2); 0 for none."""
    rows, values = pairs.ravel(), np.repeat(scores, 2)
    order = np.lexsort((-values, rows))
    rows, values = rows[order], values[order]
    place = np.arange(len(rows)) - np.searchsorted(rows, rows)
    nearest = np.zeros((len(search.images), 2), np.float32)
    nearest[rows[place < 2], place[place < 2]] = np.maximum(values[place < 2], 0)
    return nearest[search.references]


def best(search: Search, rows: NDArray[np.int64], plain: bool, aligned: bool) -> NDArray[np.float32]:
    """Return the best score of each of these rows among pictures that cannot be its copies; 0 for none."""
    count = NEAREST if aligned else NEAREST_UNMOVED
    questions = [Question(looks.UPSIDE_DOWN, count), Question(looks.HALF_TURN, count)]
    if aligned:
        questions += [Question(view, IN_WINDOW, agreement=0.53) for view in looks.IN_WINDOWS_UPSIDE_DOWN]
    if plain:
        questions.append(Question(looks.AS_IT_IS, count, skip=min(FAR, len(search.references) // 4)))
    pairs = search.promising(rows, tuple(questions))
    return highest(search, rows, pairs, comparing.compare(search.images, pairs, aligned))


def highest(
    search: Search, rows: NDArray[np.int64], pairs: NDArray[np.int64], scores: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the best of the scores of pairs (M, 3) for each of these rows that asked; 0 for none."""
    found = np.zeros(len(search.images), np.float32)
    np.maximum.at(found, pairs[:, 0], scores)
    return np.asarray(found[rows])
