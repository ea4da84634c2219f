"""Learning rates step by step, and every optimiser takes a step."""

import keras
import numpy as np
import pytest

from lineup.training import optimizers


def rate(step: int, **options: float | str) -> float:
    settings = {"schedule": "constant", "decay": 0.0, "warmup": 0.0, "total_steps": 100, **options}
    made = optimizers.rates(0.1, **settings)  # type: ignore[arg-type]
    return float(made(step)) if callable(made) else float(made)


def test_constant() -> None:
    assert rate(0) == rate(99) == 0.1


def test_inverse_time_as_published() -> None:
    # System A: decay 1e-6 a step; over 9,500 steps it lowers the rate by 0.94 %.
    assert rate(9500, schedule="inverse_time", decay=1e-6) == pytest.approx(0.1 / 1.0095)


def test_cosine_halves_in_the_middle_and_ends_at_nothing() -> None:
    assert rate(50, schedule="cosine") == pytest.approx(0.05)
    assert rate(100, schedule="cosine") == pytest.approx(0, abs=1e-9)


def test_one_cycle_rises_then_falls() -> None:
    assert rate(0, schedule="one_cycle") == pytest.approx(0.1 / 25)
    assert rate(30, schedule="one_cycle") == pytest.approx(0.1)
    assert rate(100, schedule="one_cycle") < 1e-4


@pytest.mark.parametrize("name", ["sgd", "rmsprop", "adam", "adamw"])
def test_every_optimizer_lowers_a_loss(name: str) -> None:
    keras.utils.set_random_seed(0)  # a process that has made operations deterministic draws nothing without
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    optimizer = optimizers.make(name, 0.05, total_steps=20, weight_decay=1e-4)
    model.compile(optimizer, "mse")
    x = np.random.default_rng(0).normal(size=(64, 2)).astype(np.float32)
    y = x.sum(axis=1, keepdims=True)
    before = model.evaluate(x, y, verbose=0)
    model.fit(x, y, epochs=5, verbose=0)
    assert model.evaluate(x, y, verbose=0) < before
