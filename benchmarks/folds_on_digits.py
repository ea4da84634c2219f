"""What does a data set do to the nets trained on it? Many data sets drawn from scikit-learn's digits.

    uv run python -m benchmarks.folds_on_digits [--studies 300]

Each study draws pictures, splits them into five folds, and trains recipes (ridge regression on random
features, nearest class means in a random projection) with three seeds a fold; the pictures that it did not
draw say how good its nets are. Printed are `set`, the variance of that over data sets as a share of the
variance due to the images that are tested, how often the interval of a recipe holds its mean over all
studies, and how often that of a pair misses its mean difference.
"""

import argparse
from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from lineup.judgement.statistics.accuracy import accuracy_interval
from lineup.judgement.statistics.components import image_covariance
from lineup.judgement.statistics.folded import Folded
from lineup.judgement.statistics.pairs import compare_pairs

FOLDED, SEEDS = Folded(5), 3
Bools = NDArray[np.bool_]
Fit = Callable[[np.ndarray, np.ndarray, np.ndarray, int], Bools]


def ridge(width: int, weight: float) -> Fit:
    """Return a recipe: ridge regression on `width` random features; of all pictures, whether it is right."""

    def fit(pixels: np.ndarray, labels: np.ndarray, training: np.ndarray, seed: int) -> Bools:
        random = np.random.default_rng(seed)
        features = np.maximum(0, pixels @ random.normal(0, 0.25, (64, width)) + random.normal(0, 0.3, width))
        known = features[training]
        solved = np.linalg.solve(
            known.T @ known + weight * np.eye(width), known.T @ (np.eye(10)[labels[training]] - 0.1)
        )
        return np.asarray((features @ solved).argmax(1) == labels)

    return fit


def centroid(width: int) -> Fit:
    """Return a recipe: the nearest class mean in a random projection."""

    def fit(pixels: np.ndarray, labels: np.ndarray, training: np.ndarray, seed: int) -> Bools:
        seen = pixels @ np.random.default_rng(seed).standard_normal((64, width))
        means = np.stack([seen[training][labels[training] == one].mean(0) for one in range(10)])
        return np.asarray(((seen[:, None] - means) ** 2).sum(2).argmin(1) == labels)

    return fit


RECIPES = {
    "ridge 60": ridge(60, 1),
    "ridge 100": ridge(100, 1),
    "ridge 400": ridge(400, 3),
    "means": centroid(20),
}


def study(
    generator: np.random.Generator, pixels: np.ndarray, labels: np.ndarray, images: int
) -> tuple[dict[str, NDArray[np.float64]], dict[str, NDArray[np.float64]]]:
    """Return by recipe the out-of-fold answers (seeds, images), and accuracy on all others (seeds, folds)."""
    order = generator.permutation(len(labels))
    drawn, rest = order[:images], order[images:]
    part = generator.permutation(np.resize(np.arange(FOLDED.folds), images))
    answers, truth = {}, {}
    for name, fit in RECIPES.items():
        answers[name], truth[name] = np.zeros((SEEDS, images)), np.zeros((SEEDS, FOLDED.folds))
        for seed, fold in np.ndindex(SEEDS, FOLDED.folds):
            right = fit(pixels, labels, drawn[part != fold], int(generator.integers(2**31)))
            answers[name][seed, part == fold] = right[drawn[part == fold]]
            truth[name][seed, fold] = right[rest].mean()
    return answers, truth


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both tables."""
    from sklearn.datasets import load_digits

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--studies", type=int, default=300)
    studies = parser.parse_args(arguments).studies
    digits = load_digits()
    for images in (185, 600):
        generator = np.random.default_rng(3)
        found = [study(generator, digits.data / 16, digits.target, images) for _ in range(studies)]
        print(f"\n{images} images:\n\n| recipe | accuracy | set | interval holds |\n|---|---|---|---|")
        means = {name: float(np.mean([truth[name] for _, truth in found])) for name in RECIPES}
        for name, mean in means.items():
            ends = [accuracy_interval(answers[name], folded=FOLDED) for answers, _ in found]
            held = np.mean([end.low <= mean <= end.high for end in ends])
            print(f"| {name} | {100 * mean:.1f} % | {of_set(found, name):.2f} | {100 * held:.1f} % |")
        print("\n| pair | difference | interval misses it |\n|---|---|---|")
        for one, other in combinations(RECIPES, 2):
            pairs = [
                compare_pairs({key: answers[key] for key in (one, other)}, folded=FOLDED)[0]
                for answers, _ in found
            ]
            difference = means[one] - means[other]
            missed = np.mean([not pair.low <= difference <= pair.high for pair in pairs])
            print(f"| {one}, {other} | {100 * difference:.1f} | {100 * missed:.1f} % |", flush=True)


def of_set(
    found: list[tuple[dict[str, NDArray[np.float64]], dict[str, NDArray[np.float64]]]], name: str
) -> float:
    """Return the variance of a recipe's nets over data sets, by that due to the images that are tested."""
    over_sets = np.var([truth[name].mean() for _, truth in found], ddof=1)
    of_seeds = np.mean([truth[name].mean(axis=1).var(ddof=1) / SEEDS for _, truth in found])
    images = np.mean([image_covariance(answers[name]).mean() for answers, _ in found])
    return float(max(0.0, over_sets - of_seeds) / images)


if __name__ == "__main__":
    main()
