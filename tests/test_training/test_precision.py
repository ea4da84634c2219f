"""A training computes in the precision that was asked for, and goes on in it as if nothing had happened."""

from pathlib import Path

import keras
import numpy as np
import pytest

from lineup.inference import device
from lineup.schema.variant import Variant
from lineup.training import seed
from lineup.training.checkpoint import Progress
from tests.test_training.test_resume import Killed, data


def train(policy: str, path: Path, kill_after: int | None = None) -> tuple[keras.Model, Progress]:
    variant = Variant(
        architecture="simple_cnn", options={"dropout": 0.5, "normalise": True}, input="images",
        optimizer="adam",
        learning_rate=0.01, batch_size=8, epochs=3,
    )  # fmt: skip
    machine = device.configure(policy)

    def on_epoch(history: list[dict[str, float]]) -> None:
        if len(history) == kill_after:
            raise Killed

    try:
        return seed.train(
            variant, 5, data(), Path(), machine=machine, checkpoint=path,
            checkpoint_batches=None, on_epoch=on_epoch,
        )  # fmt: skip
    finally:
        keras.config.set_dtype_policy("float32")


@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16", "mixed_float16"])
def test_layers_compute_in_it_and_keep_weights_in_float32(policy: str, tmp_path: Path) -> None:
    model, _ = train(policy, tmp_path / "checkpoint.npz")
    layers = [layer for layer in model.get_layer("net").layers if layer.weights and layer.name != "logits"]
    assert {layer.compute_dtype for layer in layers} == {policy.removeprefix("mixed_")}
    assert {variable.dtype for layer in layers for variable in layer.weights} == {"float32"}
    assert model.output.dtype == "float32"


def test_killed_and_resumed_to_the_bit(tmp_path: Path) -> None:
    """With the scale of the loss, which mixed_float16 alone has; float32 in test_resume.py."""
    policy = "mixed_float16"
    expected, through = train(policy, tmp_path / "through.npz")
    with pytest.raises(Killed):
        train(policy, tmp_path / "killed.npz", kill_after=2)
    resumed, progress = train(policy, tmp_path / "killed.npz")
    assert progress.history == through.history
    for ours, theirs in zip(resumed.variables, expected.variables, strict=True):
        np.testing.assert_array_equal(ours.numpy(), theirs.numpy())
