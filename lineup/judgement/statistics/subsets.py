"""Is a share of errors higher in a part of the images than in the rest, beyond chance?"""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincinv, ndtri

from lineup.judgement.statistics.components import (
    Components,
    FloatArray,
    group_index,
    group_sums,
    image_covariance,
    variant_components,
)
from lineup.judgement.statistics.generalised import p_values

POOLED = 50  # kinds: 49 (S - 1) degrees of freedom, and thousands of classes take no longer
NODES = 48  # p-values above 1e-9 then agree with Fisher's to 3e-5 of their size
_NODE, _WEIGHT = np.polynomial.legendre.leggauss(NODES)
_ROOT = (_NODE + 1) / 2
NODE, WEIGHT = 1 - _ROOT**4, 2 * _ROOT**3 * _WEIGHT  # in (0, 1), dense at 1; weights sum to 1

UNSEEN = Components(image=0.0, seed_square=0.0, cell=0.0, seed_df=0, seed_weight=1.0)  # of one seed


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


def seed_spread(errors: ArrayLike, kinds: ArrayLike, groups: ArrayLike | None = None) -> Components:
    """Return how much seeds differ in what is hard for them, pooled over kinds of images.

    What has a variance is the errors among some images less those among the rest, as a share of q (1 - q) for
    a share q of errors; `image` is 0. Of one kind, S - 1 degrees of freedom would tell little.
    errors: (S, n) of 0 to 1, kinds: (K, n) of bool, none of them of all images or of none; groups: (n,). The
    POOLED largest kinds count; if they part the images among them, K - 1 of their differences are free.
    """
    wrong, chosen = np.atleast_2d(np.asarray(errors, np.float64)), np.atleast_2d(np.asarray(kinds, bool))
    chosen = chosen[np.argsort(-chosen.sum(axis=1), kind="stable")[:POOLED]]
    if len(wrong) < 2 or not chosen.size:
        return UNSEEN
    index, found = group_index(groups, wrong.shape[1]), []
    for part in chosen:
        sides = [(wrong[:, side], index[side]) for side in (part, ~part)]
        means = sides[0][0].mean(axis=1) - sides[1][0].mean(axis=1)
        covariance = image_covariance(*sides[0]) + image_covariance(*sides[1])
        own = variant_components(means, covariance)
        share = float(sides[0][0].mean())
        found.append((own.seed_square, own.cell, share * (1 - share)))
    square, cell, scale = np.sum(found, axis=0)
    if scale == 0:
        return UNSEEN
    with_all = np.vstack([np.ones(len(index)), chosen])
    free = int(np.linalg.matrix_rank(with_all @ with_all.T)) - 1
    seeds = len(wrong)
    return Components(0.0, float(square / scale), float(cell / scale), free * (seeds - 1), 1 / seeds)


def p_worse(
    errors: ArrayLike, chosen: ArrayLike, groups: ArrayLike | None = None, spread: Components = UNSEEN
) -> float:
    """Return the p-value of the hypothesis that errors are no more frequent among the chosen images.

    errors: 0 to 1 for each seed and image, (S, n) or (n,); chosen: bool, groups of near-duplicates, (n,);
    spread: of the seeds, as `seed_spread` gives it.
    Fisher's exact test, one-sided, as Altham (1969) writes it ("Exact Bayesian analysis of a 2 x 2
    contingency table, and Fisher's exact significance test", JRSS B 31): the chance that one beta variable is
    below another, which needs no whole numbers. With several seeds an image tells more than one draw. Its
    normal score is then lessened by what seeds differ in, over all that this may be (generalised.py).
    """
    wrong = np.atleast_2d(np.asarray(errors, dtype=np.float64)).mean(axis=0)
    part = np.asarray(chosen, dtype=bool)
    index = group_index(groups, len(wrong))
    if part.all() or not wrong[part].any():
        return 1.0
    told = steadiness(wrong)
    (x, n), (y, m) = (tuple(told * one for one in draws(wrong, side, index)) for side in (part, ~part))
    if x / n <= y / m:
        return 1.0  # no more frequent here, and of no interest
    rest = betaincinv(y + 1, m - y, NODE)
    p = float(min(1.0, WEIGHT @ betainc(x, n - x + 1, rest)))
    images = 1 / n + 1 / m
    if spread is UNSEEN or not 0 < p < 0.5:
        return p
    every, here = float(wrong.mean()), x / n
    lessened = min(1.0, here * (1 - here) / (every * (1 - every)))  # where all are wrong, no seed differs
    square, cell = lessened * spread.seed_square, lessened * spread.cell
    parts = replace(spread, image=images, seed_square=square, cell=cell)
    return float(p_values([-ndtri(p) * images**0.5], [parts])[0] / 2)
