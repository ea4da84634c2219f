"""The model that a variant trains: built with its architecture, then given optimiser, loss and metric."""

from pathlib import Path

import keras
import numpy as np

from lineup import architectures
from lineup.errors import LineupError
from lineup.inference.batches import steps
from lineup.schema.variant import Variant
from lineup.training import optimizers, weights, whole
from lineup.training.sets import Sets
from lineup.training.whole import Nets


def build(variant: Variant, data: Sets, folder: Path) -> Nets:
    """Return the untrained model of a variant, with the frozen backbone that made its features."""
    options = dict(variant.options)
    if "weights" in options:
        options["weights"] = weights.resolve(options["weights"])
    shape = data.inputs.shape[1:]
    try:
        net = architectures.build(
            variant.architecture, input_shape=shape, num_classes=data.classes, **options
        )
    except (TypeError, ValueError) as error:
        raise LineupError(
            f"Architecture '{variant.architecture}' cannot be built for inputs of shape {shape} with options"
            f" {variant.options}: {error}"
        ) from None
    mean: np.ndarray | None = None
    variance: np.ndarray | None = None
    if variant.scaling == "standardise":
        mean, variance = whole.channel_moments(data.inputs, data.training_rows)
    path = folder / "backbone.keras"
    backbone = keras.saving.load_model(path, compile=False) if path.exists() else None
    return whole.assemble(net, scaling=variant.scaling, mean=mean, variance=variance, backbone=backbone)


def compile_net(net: keras.Model, variant: Variant, images: int) -> None:
    """Give `net` its optimiser, its loss (cross-entropy on logits) and its metric."""
    optimizer = optimizers.make(
        variant.optimizer,
        variant.learning_rate,
        schedule=variant.schedule.name,
        decay=variant.schedule.decay,
        warmup=variant.schedule.warmup,
        weight_decay=variant.weight_decay,
        momentum=variant.momentum,
        total_steps=variant.epochs * steps(images, variant.batch_size),
    )
    net.compile(
        optimizer=optimizer,
        loss=keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=variant.label_smoothing),
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
        jit_compile=False,  # lineup/training/compiling.py, where it pays
    )
