"""A study's trainings and evaluations as a plain Keras script: `fit` on arrays, `predict`, and nothing else.

python -m benchmarks.cases.plain_study PARAMS STUDY
"""

import sys
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd
import tensorflow as tf
import yaml

from lineup.inference import device
from lineup.schema.variant import Variant
from lineup.training import nets, sets


def main() -> None:
    """Train and evaluate every variant with every seed."""
    params, study = yaml.safe_load(Path(sys.argv[1]).read_text()), Path(sys.argv[2])
    device.configure("float32")
    keras.utils.set_random_seed(0)
    table = pd.read_parquet(study / "data/split/split.parquet")
    pixels = np.load(study / "data/images/images.npy")
    for name, entry in params["variants"].items():
        variant = Variant(**entry)
        folder = study / "data" / variant.input
        inputs = pixels
        if variant.input != "images":
            inputs = keras.saving.load_model(folder / "backbone.keras").predict(pixels, verbose=0)
        for seed in params["seeds"]:
            print(name, seed, trained(variant, seed, inputs, table, folder), flush=True)


def trained(variant: Variant, seed: int, inputs: np.ndarray, table: pd.DataFrame, folder: Path) -> float:
    """Return the test accuracy of one training."""
    keras.utils.set_random_seed(seed)
    data = sets.make(inputs, table, variant.class_weight)
    net = nets.build(variant, data, folder).fit
    nets.compile_net(net, variant, len(data.training_rows))
    targets = keras.utils.to_categorical(data.training_ids, data.classes)
    held = keras.utils.to_categorical(data.validation_ids, data.classes)
    training = inputs[data.training_rows]
    fed: dict[str, Any] = {"x": training, "y": targets, "batch_size": variant.batch_size}
    if variant.augmentation:
        fed = {"x": augmented(variant, training, targets)}
    validation = (inputs[data.validation_rows], held)
    net.fit(**fed, epochs=variant.epochs, validation_data=validation, verbose=0)
    net.predict(validation[0], verbose=0)
    test = table[table.split == "test"]
    answers = net.predict(inputs[test.row.to_numpy()], verbose=0)
    return float((answers.argmax(axis=1) == test.class_id.to_numpy()).mean())


def augmented(variant: Variant, training: np.ndarray, targets: np.ndarray) -> tf.data.Dataset:
    """Return batches that Keras's own layers change: rotation, zoom, shifts, flips."""
    asked = variant.augmentation
    assert asked is not None  # noqa: S101
    turn, layers = asked.rotation / 360, keras.layers
    chain = keras.Sequential(
        [
            layers.RandomFlip("horizontal", seed=0),
            layers.RandomRotation(turn, fill_mode="nearest", seed=1),
            layers.RandomZoom((-asked.zoom, asked.zoom), fill_mode="nearest", seed=2),
            layers.RandomTranslation(asked.height_shift, asked.width_shift, fill_mode="nearest", seed=3),
        ]
    )
    dataset = tf.data.Dataset.from_tensor_slices((training, targets)).shuffle(len(training), seed=0)
    changed = dataset.batch(variant.batch_size).map(
        lambda images, target: (chain(tf.cast(images, tf.float32), training=True), target),
        num_parallel_calls=tf.data.AUTOTUNE,
    )
    return changed.prefetch(2)


if __name__ == "__main__":
    main()
