"""Latency is that of the whole model, without the run that compiles it."""

import time

import numpy as np
import pytest

from lineup.inference import latency


class Slow:
    """A model whose first answer takes long, as where a graph is compiled."""

    input_shape = (None, 4, 6, 3)

    def __init__(self, first: float, later: float) -> None:
        self.first, self.later = first, later
        self.asked: list[tuple[tuple[int, ...], np.dtype[np.uint8]]] = []

    def predict_on_batch(self, pixels: np.ndarray) -> np.ndarray:
        """Answer after a while."""
        new = (pixels.shape, pixels.dtype) not in self.asked
        self.asked.append((pixels.shape, pixels.dtype))
        time.sleep(self.first if new else self.later)
        return np.zeros((len(pixels), 2))


def test_the_first_run_does_not_count() -> None:
    model = Slow(first=0.2, later=0.001)
    found = latency.measure(model)
    assert list(found) == ["latency_1_seconds", "latency_1_runs", "latency_64_seconds", "latency_64_runs"]
    for images in (1, 64):
        assert 0.001 <= found[f"latency_{images}_seconds"] < 0.1
        assert found[f"latency_{images}_runs"] == 20
    pixels = np.dtype(np.uint8)
    assert model.asked == [((1, 4, 6, 3), pixels)] * 21 + [((64, 4, 6, 3), pixels)] * 21


def test_a_slow_model_is_run_three_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latency, "ENOUGH_SECONDS", 0.01)
    found = latency.measure(Slow(first=0.02, later=0.02))
    assert (found["latency_1_runs"], found["latency_64_runs"]) == (3, 3)
