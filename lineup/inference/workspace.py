"""Which of the workspace's models answers. Needs no TensorFlow; no choice looks at test images."""

from pathlib import Path

import numpy as np
import pandas as pd

from lineup.errors import LineupError, closest
from lineup.files import read_json
from lineup.inference import results, threshold
from lineup.inference.facts import MODEL, Facts
from lineup.schema.params import Images
from lineup.splits.table import class_names


def chosen(variant: str | None = None, data: Path = Path("data")) -> Facts:
    """Return the facts of a variant's model, of its seeds the one with the lowest validation loss.

    Without a name, the variant with the lowest mean validation loss. Raises LineupError where nothing is
    trained yet or the variant is unknown.
    """
    evaluated = [path.parent.name for path in sorted((data / "results").glob(f"*/{results.TEMPERATURES}"))]
    if not evaluated:
        raise LineupError("Nothing is trained here yet. Run `dvc repro` first.")
    if variant is not None and variant not in evaluated:
        raise LineupError(
            f"There is no trained variant '{variant}'. Trained: {', '.join(evaluated)}."
            f"{closest(variant, evaluated)}"
        )
    asked = evaluated if variant is None else [variant]
    answers = {name: results.read(data / "results" / name) for name in asked}
    losses = {name: results.validation_losses(said) for name, said in answers.items()}
    variant = min(asked, key=lambda name: float(np.mean(list(losses[name].values()))))
    seed = min(losses[variant], key=lambda one: losses[variant][one])
    training = read_json(data / "models" / variant / str(seed) / "training.json")
    split = pd.read_parquet(data / "split/split.parquet", columns=["row", "label", "class_id", "group"])
    promise = threshold.of_training(answers[variant], seed, split.set_index("row")["group"])
    return Facts(
        variant=variant,
        seed=seed,
        training_key=training["training_key"],
        class_names=class_names(split),
        temperature=answers[variant].temperatures[seed],
        threshold=promise.threshold,
        promised=promise.promised,
        images=Images.model_validate_json((data / "images/settings.json").read_text()),
    )


def model_file(facts: Facts, data: Path = Path("data")) -> Path:
    """Return where the workspace keeps the model itself."""
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
    split = split[split.row < len(images)]
    rows = split.row[split.split == "test"].to_numpy()
    rows = rows if len(rows) else split.row.to_numpy()
    chosen = np.unique(np.linspace(0, len(rows) - 1, min(most, len(rows))).astype(int))
    return np.asarray(images[np.sort(rows[chosen])])
