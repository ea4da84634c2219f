"""Trains on one of two virtual CPUs, on both, and on both with a kill; a test runs it as a process."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import tensorflow as tf

from lineup.inference import device
from lineup.inference.device import Device
from lineup.schema.variant import Variant
from lineup.training import seed
from lineup.training.loop import Epoch
from tests.test_training.test_resume import Killed, data

VARIANT = Variant.model_validate(
    {
        "architecture": "simple_cnn",
        "input": "images",
        "optimizer": "sgd",
        "learning_rate": 0.05,
        "batch_size": 10,  # the last one of an epoch has 7, which two devices cannot share alike
        "epochs": 3,
        "augmentation": {"rotation": 10, "horizontal_flip": True},
        "early_stopping": {"patience": 3},
    }
)


def train(machine: Device, checkpoint: Path, kill_after: int = 0) -> list[list[float]]:
    """Return the weights, flat."""

    def on_epoch(history: list[Epoch]) -> None:
        if len(history) == kill_after:
            raise Killed

    sets = replace(data(), training_rows=data().training_rows[:47], training_ids=data().training_ids[:47])
    sets = replace(sets, training_weights=data().training_weights[:47])
    model, _ = seed.train(
        VARIANT, 5, sets, checkpoint.parent, machine=machine, checkpoint=checkpoint,
        checkpoint_batches=2, on_epoch=on_epoch,
    )  # fmt: skip
    return [variable.numpy().ravel().tolist() for variable in model.trainable_variables]


def main() -> None:
    """Print what the three come to."""
    (cpu,) = tf.config.list_physical_devices("CPU")
    tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
    folder = Path(sys.argv[1])
    one, both = device.configure("float32"), device.configure("float32", "all")
    found = {"one": train(one, folder / "one.npz"), "both": train(both, folder / "both.npz")}
    try:
        train(both, folder / "killed.npz", kill_after=2)
    except Killed:
        found["killed"] = train(both, folder / "killed.npz")
    print(json.dumps({"facts": [one.facts(), both.facts()], "weights": found}))


if __name__ == "__main__":
    main()
