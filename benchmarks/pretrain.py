"""Makes weights/toonnet.weights.h5: ToonNet learns to tell 150 other characters apart, none of the ten toons.

Run as `python -m benchmarks.pretrain`. Minutes on two cores; seeded, so the same machine gives the same.
"""

import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import keras
import numpy as np
import tensorflow as tf

from benchmarks.strangers import others
from lineup import processes
from lineup.architectures import toonnet
from lineup.inference import batches
from lineup.toons import MANY
from lineup.toons.characters import Character
from lineup.toons.plan import Scene, schedule
from lineup.toons.scenes import frames
from lineup.training import optimizers
from lineup.training.augmentation import geometry

WEIGHTS = Path("weights/toonnet.weights.h5")
SEED = 1_000  # of characters and scenes; studies use small seeds
CHARACTERS, SCENES = 150, 6_000
SIDE = 64  # pixels
EPOCHS, BATCH_SIZE, LEARNING_RATE, WEIGHT_DECAY, LABEL_SMOOTHING = 14, 64, 3e-3, 0.02, 0.1
HELD_OUT = 10  # every tenth scene is only looked at to report an accuracy
CHANGES: dict[str, Any] = {
    "rotation": 10, "zoom": 0.15, "width_shift": 0.1, "height_shift": 0.1, "horizontal_flip": True,
}  # fmt: skip


def main() -> None:
    """Draw the characters, train, report, save the backbone's weights."""
    keras.utils.set_random_seed(SEED)
    started = time.perf_counter()
    images, labels = dataset(others(CHARACTERS, SEED), SCENES, SEED)
    print(
        f"{len(images)} images of {CHARACTERS} characters, {time.perf_counter() - started:.0f} s", flush=True
    )
    held_out = np.arange(len(images)) % HELD_OUT == 0
    base = toonnet.backbone((SIDE, SIDE, 3))
    x = keras.layers.GlobalAveragePooling2D()(base.output)
    model = keras.Model(base.input, keras.layers.Dense(CHARACTERS, name="logits")(x))
    fit(model, images[~held_out], labels[~held_out], images[held_out], labels[held_out])
    WEIGHTS.parent.mkdir(exist_ok=True)
    base.save_weights(WEIGHTS)
    print(f"{WEIGHTS}: {base.count_params():,} parameters, {time.perf_counter() - started:.0f} s", flush=True)


def dataset(cast: list[Character], scenes: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return one frame of each scene, uint8 (scenes, SIDE, SIDE, 3), and who leads it, as one-hot rows."""
    planned = [replace(s, numbers=s.numbers[:1]) for s in schedule(seed, scenes, len(cast), weighted=False)]
    images = np.stack(list(processes.spread(partial(first_frame, cast, seed), planned, worth=MANY)))
    leads = np.array([scene.lead for scene in planned])
    return images, np.eye(len(cast), dtype=np.float32)[leads]


def first_frame(cast: list[Character], seed: int, scene: Scene) -> np.ndarray:
    """Return a scene's first frame, stretched to SIDE x SIDE."""
    picture = frames(cast, scene, seed)[0]
    resized: np.ndarray = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return resized


def fit(
    model: keras.Model, images: np.ndarray, labels: np.ndarray, unseen: np.ndarray, unseen_labels: np.ndarray
) -> None:
    """Train on augmented images, one line an epoch."""
    steps = len(images) // BATCH_SIZE
    model.compile(
        optimizer=optimizers.make(
            "adamw",
            LEARNING_RATE,
            schedule="one_cycle",
            weight_decay=WEIGHT_DECAY,
            total_steps=steps * EPOCHS,
        ),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=LABEL_SMOOTHING),
        metrics=["accuracy"],
    )
    validation = batches.inference(unseen, np.arange(len(unseen)), unseen_labels)
    for epoch in range(EPOCHS):
        began = time.perf_counter()
        training = augmented(images, labels, epoch)
        figures = model.fit(training, validation_data=validation, verbose=0, shuffle=False).history
        shown = " ".join(f"{name} {values[-1]:.3f}" for name, values in figures.items())
        print(f"epoch {epoch + 1}/{EPOCHS} {shown} {time.perf_counter() - began:.0f} s", flush=True)


def augmented(images: np.ndarray, labels: np.ndarray, epoch: int) -> tf.data.Dataset:
    """Return one epoch's shuffled, changed batches, all of BATCH_SIZE."""
    order = np.random.default_rng([SEED, epoch]).permutation(len(images))
    maps = geometry.transforms(geometry.draw(len(images), SEED, epoch), SIDE, SIDE, **CHANGES)

    def gather(step: int) -> tuple[np.ndarray, ...]:
        chosen = order[step * BATCH_SIZE : (step + 1) * BATCH_SIZE]
        return images[chosen], labels[chosen], maps[chosen]

    dataset = batches.pipeline(gather, (images, labels, maps), len(images) // BATCH_SIZE)
    return dataset.map(lambda image, label, moves: (geometry.warp(image, moves), label)).prefetch(4)


if __name__ == "__main__":
    main()
