"""What folds change in a variance: their nets share training images, and what these do to one they do to all.

How far a data set lifts or lowers all nets trained on it cannot be seen from that data set: no unbiased
estimator exists (Bengio & Grandvalet 2004, jmlr.org/papers/v5/grandvalet04a.html). It is bounded instead:

- of one mean, SET times the variance due to the images that are tested. On many data sets drawn from
  scikit-learn's digits, 185 and 600 images, it was 0.08 to 0.37 times that (benchmarks/folds_on_digits.py);
  without it an interval holds for the nets at hand (Bayle et al. 2020, arXiv:2007.12671);
- of a difference, which fewer images decide, K/(K - 1) times: Nadeau & Bengio (2003),
  doi:10.1023/A:1024068626366, add n_test/n_training = 1/(K - 1) to the 1/K of K nets.

Seeds are other nets on the same folds: their spread is seen, and counts as it does without folds. Coverage:
benchmarks/simulate_folds.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lineup.judgement.statistics.components import Components

SET = 0.25


@dataclass(frozen=True)
class Folded:
    """Each image was tested in one of `folds` (K), once a repeat."""

    folds: int

    def of_mean(self, parts: Components) -> Components:
        """Return the components of one variant's mean with what its data set does."""
        return replace(parts, image=(1 + SET) * parts.image)

    def of_difference(self, parts: Components) -> Components:
        """Return the components of the difference of two variants with what their data set does."""
        return replace(parts, image=(1 + self.folds / (self.folds - 1)) * parts.image)


def of_audit(audit: Mapping[str, Any]) -> Folded | None:
    """Return how audit.json says that images were split into folds; None where they were not."""
    told = audit.get("folds")
    return Folded(told["folds"]) if told else None
