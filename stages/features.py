"""Run a frozen backbone once over all images: data/features/BACKBONE/.

Run as `python -m stages.features BACKBONE`.
"""

from lineup import quiet_tensorflow  # isort: skip  # noqa: F401

import json
import time
from pathlib import Path
from typing import Any

import keras
import numpy as np

from lineup import architectures, errors, running
from lineup.errors import LineupError
from lineup.images import packing
from lineup.inference import batches, device
from lineup.records import hashed
from lineup.schema import params
from lineup.training import weights


def main() -> None:
    """Read params and pixels; write features.npy, its sha256, backbone.keras and cost.json."""
    study = params.load()
    name = errors.argument(study.backbones)
    settings = study.backbones[name]
    machine = device.configure(study.training.precision, study.training.xla)
    images = batches.open_inputs(Path("data/images"))
    keras.utils.set_random_seed(0)  # of `weights: random`
    try:
        model = build(
            images.shape[1:],
            architecture=settings.architecture,
            weights=weights.resolve(settings.weights),
            pooling=settings.pooling,
            input_size=settings.input_size,
            options=settings.options,
        )
    except (TypeError, ValueError, OSError) as error:
        raise LineupError(
            f"Backbone '{name}' cannot be built for images of shape {images.shape[1:]} with weights"
            f" '{settings.weights}' and options {settings.options}: {error}"
        ) from None
    folder = Path("data/features", name)
    folder.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    write(folder / "features.npy", model, images)
    seconds = time.perf_counter() - started
    hashed.write(folder / "features.npy")
    model.save(folder / "backbone.keras")
    cost = {
        "seconds": round(seconds, 3),
        "images": len(images),
        "images_per_second": round(len(images) / seconds, 1),
        "parameters": model.count_params(),
        "device": machine.kind,
    }
    (folder / "cost.json").write_text(json.dumps(cost, indent=2) + "\n")
    print(f"{name}: {len(images)} images, features {model.output_shape[1:]}, {seconds:.1f} s", flush=True)


def write(path: Path, model: keras.Model, images: np.ndarray) -> None:
    """Write what a backbone makes of every image, float32 (N, *features); a batch is in memory at a time."""
    with packing.Packer(path, model.output_shape[1:], np.float32) as packer:
        for answers in batches.answers(model, images, np.arange(len(images)), batch_size=64):
            packer.append(*answers)


def build(
    image_shape: tuple[int, int, int],
    *,
    architecture: str,
    weights: str | None,
    pooling: str,
    input_size: int | None,
    options: dict[str, Any],
) -> keras.Model:
    """Return the frozen backbone: uint8 pixels (batch, *image_shape) in, float32 features out."""
    pixels = keras.Input(image_shape, dtype="uint8", name="pixels")
    x = keras.layers.Rescaling(1.0, dtype="float32", name="as_float")(pixels)
    shape = image_shape
    if input_size:
        shape = (input_size, input_size, 3)
        x = keras.layers.Resizing(input_size, input_size, name="enlarge")(x)
    x = architectures.backbone(architecture, input_shape=shape, weights=weights, **options)(x)
    if pooling != "none":
        pool = {"avg": keras.layers.GlobalAveragePooling2D, "max": keras.layers.GlobalMaxPooling2D}[pooling]
        x = pool(name="pool")(x)
    x = keras.layers.Activation("linear", dtype="float32", name="features")(x)
    model = keras.Model(pixels, x, name="backbone")
    model.trainable = False
    return model


if __name__ == "__main__":
    running.stage(main)
