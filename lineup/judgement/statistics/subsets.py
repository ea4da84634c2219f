"""Is a share of errors higher in a part of the images than in the rest, beyond chance?"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincinv

from lineup.judgement.statistics.components import FloatArray, group_index, group_sums

NODES = 48  # p-values above 1e-9 then agree with Fisher's to 3e-5 of their size


def _nodes() -> tuple[FloatArray, FloatArray]:
    """Return nodes in (0, 1), dense at 1, and weights that sum to 1."""
    node, weight = np.polynomial.legendre.leggauss(NODES)
    root = (node + 1) / 2
    return 1 - root**4, 2 * root**3 * weight


NODE, WEIGHT = _nodes()


def draws(errors: FloatArray, chosen: NDArray[np.bool_], index: NDArray[np.intp]) -> tuple[float, float]:
    """Return errors and draws among the chosen images, groups of near-duplicates as if wholly right or wrong.

    Kish (1965), "Survey Sampling": k images whose groups hold a_g of them count as k^2 / sum(a_g^2). errors:
    of each image, 0 to 1; index: groups by number. All (n,).
    """
    held = group_sums(chosen.astype(float), index)
    images = held.sum()
    together = float((held**2).sum() / images)
    return float(errors[chosen].sum()) / together, float(images) / together


def steadiness(errors: FloatArray) -> float:
    """Return how many draws of a right or a wrong answer one image's mean over seeds is worth, at least 1.

    Quasi-likelihood: McCullagh & Nelder (1989), "Generalized Linear Models", section 4.5.
    """
    mean, variance = float(errors.mean()), float(errors.var())
    return max(1.0, mean * (1 - mean) / variance) if variance > 0 else 1.0


def p_worse(errors: ArrayLike, chosen: ArrayLike, groups: ArrayLike | None = None) -> float:
    """Return the p-value of the hypothesis that errors are no more frequent among the chosen images.

    errors: 0 to 1 for each image, means over seeds; chosen: bool; groups of near-duplicates; all (n,).
    Fisher's exact test, one-sided, as Altham (1969) writes it ("Exact Bayesian analysis of a 2 x 2
    contingency table, and Fisher's exact significance test", JRSS B 31): the chance that one beta variable is
    below another, which needs no whole numbers. With several seeds an image tells more than one draw.
    """
    wrong, part = np.asarray(errors, dtype=np.float64), np.asarray(chosen, dtype=bool)
    index = group_index(groups, len(wrong))
    if part.all() or not wrong[part].any():
        return 1.0
    told = steadiness(wrong)
    (x, n), (y, m) = (tuple(told * one for one in draws(wrong, side, index)) for side in (part, ~part))
    if x / n <= y / m:
        return 1.0  # no more frequent here, and of no interest
    rest = betaincinv(y + 1, m - y, NODE)
    return float(min(1.0, WEIGHT @ betainc(x, n - x + 1, rest)))
