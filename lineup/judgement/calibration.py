"""Is a confidence of 90 % right nine times in ten? Calibration error, proper scores, temperature."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp

FloatArray = NDArray[np.float64]
Binning = Literal["equal_width", "equal_mass"]

BINS = 15  # Guo et al. (2017)
SMALLEST = float(np.finfo(np.float32).tiny)  # stands for a probability of zero, so that logarithms are finite
TEMPERATURES = (0.05, 20.0)


@dataclass(frozen=True)
class Reliability:
    """A reliability diagram: one entry per bin; empty bins have count 0 and NaN for the two means."""

    edges: tuple[float, ...]
    count: tuple[int, ...]
    confidence: tuple[float, ...]
    accuracy: tuple[float, ...]


def bin_edges(confidence: ArrayLike, bins: int = BINS, binning: Binning = "equal_width") -> FloatArray:
    """Edges from 0 to 1: of equal width, or with as many predictions in each bin as ties allow."""
    if binning == "equal_width":
        return np.linspace(0.0, 1.0, bins + 1)
    inner = np.quantile(np.asarray(confidence, dtype=np.float64), np.arange(1, bins) / bins)
    return np.unique(np.concatenate([[0.0], inner, [1.0]]))


def reliability(
    confidence: ArrayLike, correct: ArrayLike, bins: int = BINS, binning: Binning = "equal_width"
) -> Reliability:
    """Mean confidence and accuracy by bin of confidence; both (n,), bins open to the left: (low, high].

    DeGroot & Fienberg (1983), doi:10.2307/2987588; Niculescu-Mizil & Caruana (2005),
    doi:10.1145/1102351.1102430.
    """
    confident, right = np.asarray(confidence, dtype=np.float64), np.asarray(correct, dtype=np.float64)
    edges = bin_edges(confident, bins, binning)
    place = np.clip(np.searchsorted(edges, confident, side="left") - 1, 0, len(edges) - 2)
    count = np.bincount(place, minlength=len(edges) - 1)
    with np.errstate(invalid="ignore"):
        mean_confidence = np.bincount(place, confident, len(count)) / count
        accuracy = np.bincount(place, right, len(count)) / count
    return Reliability(
        edges=tuple(edges.tolist()),
        count=tuple(count.tolist()),
        confidence=tuple(mean_confidence.tolist()),
        accuracy=tuple(accuracy.tolist()),
    )


def expected_calibration_error(
    confidence: ArrayLike, correct: ArrayLike, bins: int = BINS, binning: Binning = "equal_width"
) -> float:
    """Mean over predictions of |accuracy - confidence| of their bin; both (n,), in shares of 1.

    Naeini, Cooper & Hauskrecht (2015), doi:10.1609/aaai.v29i1.9602; with 15 bins of equal width on the
    confidence of the predicted class as in Guo, Pleiss, Sun & Weinberger (2017), arXiv:1706.04599.
    """
    diagram = reliability(confidence, correct, bins, binning)
    count = np.array(diagram.count, dtype=np.float64)
    gap = np.abs(np.array(diagram.accuracy) - np.array(diagram.confidence))
    return float(np.sum(count * np.nan_to_num(gap)) / count.sum())


def negative_log_likelihood(probabilities: ArrayLike, labels: ArrayLike) -> float:
    """Mean of -log p of the true class, in nats; probabilities (n, K), labels (n,); 0 counts as 1.2e-38."""
    values, truth = np.asarray(probabilities, dtype=np.float64), np.asarray(labels)
    return float(-np.mean(np.log(np.maximum(values[np.arange(len(truth)), truth], SMALLEST))))


def brier_score(probabilities: ArrayLike, labels: ArrayLike) -> float:
    """Multi-class Brier score, 0 to 2: squared distance to the one-hot truth, summed over classes.

    Brier (1950), doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2. Probabilities (n, K), labels (n,).
    """
    values, truth = np.asarray(probabilities, dtype=np.float64), np.asarray(labels)
    own = values[np.arange(len(truth)), truth]
    return float(np.mean(np.sum(values**2, axis=1) - 2 * own + 1))


def _scaled_logarithms(probabilities: ArrayLike, temperature: float) -> FloatArray:
    logarithms = np.log(np.maximum(np.asarray(probabilities, dtype=np.float64), SMALLEST)) / temperature
    return np.asarray(logarithms - logsumexp(logarithms, axis=-1, keepdims=True))


def apply_temperature(probabilities: ArrayLike, temperature: float) -> FloatArray:
    """Probabilities (..., K) after softmax(log p / T): T above 1 makes them less sure, the order stays."""
    return np.asarray(np.exp(_scaled_logarithms(probabilities, temperature)))


def fit_temperature(probabilities: ArrayLike, labels: ArrayLike) -> float:
    """Temperature with the least negative log-likelihood on validation; probabilities (n, K), labels (n,).

    Guo et al. (2017), arXiv:1706.04599, section 4.2. The logarithm of a softmax is its logits less a
    constant, so that probabilities are all it needs. Bounded to 0.05 to 20: on perfect predictions the best
    would be 0.
    """
    values, truth = np.asarray(probabilities, dtype=np.float64), np.asarray(labels)
    rows = np.arange(len(truth))

    def loss(log_temperature: float) -> float:
        return float(-np.mean(_scaled_logarithms(values, float(np.exp(log_temperature)))[rows, truth]))

    low, high = np.log(TEMPERATURES[0]), np.log(TEMPERATURES[1])
    return float(
        np.exp(minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-6}).x)
    )
