"""Which of the workspace's models answers. Needs no TensorFlow; no choice looks at test images."""

from pathlib import Path

import numpy as np
import pandas as pd

from lineup.errors import LineupError
from lineup.files import read_json
from lineup.inference import results, threshold
from lineup.inference.facts import MODEL, Facts
from lineup.inference.threshold import Promise
from lineup.schema.params import Images
from lineup.splits.table import class_names


def evaluated(data: Path = Path("data")) -> list[str]:
    """Return the trained variants' names; LineupError where nothing is trained yet."""
    found = [path.parent.name for path in sorted((data / "results").glob(f"*/{results.TEMPERATURES}"))]
    if not found:
        raise LineupError("Nothing is trained here yet. Run `dvc repro` first.")
    return found


def mean_loss(data: Path, variant: str) -> float:
    losses = results.validation_losses(results.read(data / "results" / variant))
    return float(np.mean(list(losses.values())))


def facts_of(variant: str, data: Path) -> Facts:
    """Return the facts of a trained variant's model, of its seed with the lowest validation loss."""
    said = results.read(data / "results" / variant)
    losses = results.validation_losses(said)
    seed = min(losses, key=lambda one: losses[one])
    training = read_json(data / "models" / variant / str(seed) / "training.json")
    groups = pd.read_parquet(data / "split/split.parquet", columns=["row", "group"]).set_index("row")["group"]
    promise = threshold.of_training(said, seed, groups)
    return facts(variant, seed, training["training_key"], said.temperatures[seed], promise, data)


def facts(
    variant: str, seed: int, training_key: str, temperature: float | None, promise: Promise, data: Path
) -> Facts:
    return Facts(
        variant=variant,
        seed=seed,
        training_key=training_key,
        class_names=class_names(pd.read_parquet(data / "split/split.parquet", columns=["label", "class_id"])),
        temperature=temperature,
        threshold=promise.threshold,
        promised=promise.promised,
        images=Images.model_validate_json((data / "images/settings.json").read_text()),
    )


def model_file(facts: Facts, data: Path = Path("data")) -> Path:
    return data / "models" / facts.variant / str(facts.seed) / MODEL


def refuse_diverged(known: Facts) -> None:
    """Raise LineupError where a model's probabilities are no numbers."""
    if known.temperature is None:
        raise LineupError(f"{known.variant}, seed {known.seed} diverged: what it says is no number.")


def test_pixels(data: Path, most: int) -> np.ndarray:
    """Return prepared test images, uint8 (n, height, width, 3), at most so many, from all over the set.

    Other images where there is no test image.
    """
    images = np.load(data / "images/images.npy", mmap_mode="r")
    split = pd.read_parquet(data / "split/split.parquet", columns=["row", "split"])
    rows = split.row[split.split == "test"].to_numpy()
    rows = rows if len(rows) else split.row.to_numpy()
    chosen = np.unique(np.linspace(0, len(rows) - 1, min(most, len(rows))).astype(int))
    return np.asarray(images[np.sort(rows[chosen])])


def example(data: Path) -> bytes:
    """Return a test image as it is prepared, as a PNG file: small, and answered as evaluate answered it."""
    import cv2

    (pixels,) = test_pixels(data, 1)
    _, encoded = cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    return encoded.tobytes()
