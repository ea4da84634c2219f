"""The made-up study as a whole: its params, and what it costs to train nothing."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from lineup.inference import results
from lineup.inference.results import Answers
from lineup.records import recipe
from lineup.schema import params
from lineup.schema.variant import Variant
from tests.synthetic.answers import answer, fitted, said
from tests.synthetic.pictures import make_split, write_fed, write_images, write_split

NAMES = ["Ada", "Bruno", "Cleo", "Dmitri", "Esther", "Farid", "Greta", "Hugo", "Ines", "Jonas"]
EPOCHS = 8
AUGMENTATION = {"rotation": 10, "horizontal_flip": True}


def make_study(
    folder: Path,
    variants: dict[str, float] | None = None,
    seeds: tuple[int, ...] = (0, 1, 2),
    classes: list[str] | int = 6,
    images: int = 600,
    size: int = 48,
    leaked: float = 0.0,
    spread: float = 0.01,
    reported: dict[str, dict[str, float | str]] | None = None,
    seed: int = 0,
) -> None:
    """Write params.yaml and data/ into `folder`.

    `variants` gives each variant's accuracy; `images` counts all images, of which 60 % train, 20 % validate
    and 20 % test; `leaked` is the share of test images said to have a near-duplicate in training; `spread`
    is the standard deviation of accuracy over seeds.
    """
    variants = variants or {"fully_connected": 0.62, "cnn": 0.88, "cnn_augmented": 0.91, "transfer": 0.9}
    labels = sorted(names(classes) if isinstance(classes, int) else classes)
    generator = np.random.default_rng(seed)
    write_params(folder, variants, seeds, reported or {})
    split = make_split(labels, images, leaked, generator)
    write_images(folder / "data/images", split, size, generator)
    write_split(folder / "data/split", split, labels)
    write_results(folder / "data", split, variants, seeds, spread, generator)


def write_results(
    data: Path,
    split: pd.DataFrame,
    variants: dict[str, float],
    seeds: tuple[int, ...],
    spread: float,
    generator: np.random.Generator,
) -> None:
    """Write data/models, without models, and data/results, as train and evaluate would for this split."""
    recipes = params.load(data.parent / "params.yaml").variants
    difficulty, classes = generator.normal(size=int(split["row"].max()) + 1), split["class_id"].nunique()
    for position, (name, accuracy) in enumerate(variants.items()):
        parts, arrays, temperatures = [], [], {}
        for one in seeds:
            skill = float(np.clip(accuracy + generator.normal() * spread, 0.02, 0.99))
            probabilities = answer(split, skill, difficulty, classes, generator)
            temperatures[one] = fitted(split, probabilities)
            parts.append(said(split, one, probabilities, temperatures[one]))
            arrays.append(probabilities)
            write_training(data / "models" / name / str(one), position, name, skill, generator)
            write_recipe(data / "models" / name / str(one), recipes[name])
        write_fed(data / "models" / name, data / "images")
        table = pd.concat(parts, ignore_index=True)
        answers = Answers(table, np.concatenate(arrays), dict(temperatures))
        results.write(data / "results" / name, answers)
        write_latency(data / "results" / name, position)


def names(count: int) -> list[str]:
    """Return `count` different class names."""
    return [
        NAMES[i] if i < len(NAMES) else f"{NAMES[i % len(NAMES)]} {i // len(NAMES) + 1}" for i in range(count)
    ]


def write_params(
    folder: Path,
    variants: dict[str, float],
    seeds: tuple[int, ...],
    reported: dict[str, dict[str, float | str]],
) -> None:
    """Write a valid params.yaml."""
    recipe: dict[str, Any] = {"architecture": "cnn", "input": "images", "optimizer": "adam"}
    recipe |= {"learning_rate": 0.001, "batch_size": 64, "epochs": EPOCHS}
    content = {
        "study": "synthetic",
        "seeds": list(seeds),
        "dataset": {"source": "toons", "watch": "lineup", "max_per_class": None},
        "images": {"height": 48, "width": 48},
        "split": {"train": 0.6, "validation": 0.2, "test": 0.2},
        "training": {"precision": "auto"},
        "analysis": {},
        "backbones": {},
        "suspects": {},
        "variants": {
            name: recipe
            | ({"reported": reported[name]} if name in reported else {})
            | ({"augmentation": AUGMENTATION} if name.endswith("augmented") else {})
            for name in variants
        },
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "params.yaml").write_text(yaml.safe_dump(content, sort_keys=False))


def write_recipe(folder: Path, variant: Variant) -> None:
    """Add the recipe to a training's training.json."""
    path = folder / "training.json"
    facts = json.loads(path.read_text()) | {"recipe": recipe.of_variant(variant.model_dump())}
    path.write_text(json.dumps(facts))


def write_latency(folder: Path, position: int) -> None:
    """Write what evaluate timed of one variant."""
    cost: dict[str, Any] = {"latency_1_runs": 20, "latency_64_runs": 20, "latency_device": "CPU"}
    seconds = 0.0008 * 1.7 ** (position % 9)
    cost |= {"latency_1_seconds": seconds, "latency_64_seconds": 30 * seconds}
    (folder / "cost.json").write_text(json.dumps(cost))


def write_training(
    folder: Path, position: int, name: str, accuracy: float, generator: np.random.Generator
) -> None:
    """Write history.csv, cost.json and training.json of one training."""
    folder.mkdir(parents=True)
    epoch = np.arange(1, EPOCHS + 1)
    rise = 1 - np.exp(-epoch / 2.5)
    overfit = 0.02 * (position + 1)
    noise = generator.normal(size=(4, EPOCHS)) * 0.008
    history = pd.DataFrame(
        {
            "epoch": epoch,
            "loss": 2.0 * (1 - rise) + 0.1 + noise[0],
            "accuracy": np.clip(min(1, accuracy + overfit) * rise + noise[1], 0, 1),
            "val_loss": 1.9 * (1 - rise) + 0.3 + overfit * rise + noise[2],
            "val_accuracy": np.clip(accuracy * rise + noise[3], 0, 1),
            "learning_rate": 0.001,
        }
    )
    history.to_csv(folder / "history.csv", index=False)
    frozen = name.startswith("transfer")
    parameters = int(30_000 * 2.4**position)
    cost = {
        "parameters": parameters,
        "trainable_parameters": parameters // 10 if frozen else parameters,
        "multiply_accumulates": parameters * 90 // (position + 1),
        "model_bytes": parameters * 4 + 20_000,
        "training_seconds": 12.5 * 1.9 ** (position % 9) + float(generator.random()),
        "epoch_seconds": [1.5 + 0.1 * number for number in range(EPOCHS)],
        "images_per_second": 900.0 / 1.9 ** (position % 9),
        "device": "CPU",
        "features_seconds": 7.25 if frozen else 0,
        "features_backbone": "toonnet" if frozen else None,
    }
    (folder / "cost.json").write_text(json.dumps(cost))
    training = {"training_key": f"{name}", "split_digest": "0", "images": 360, "epochs": EPOCHS}
    training |= {
        "best_epoch": EPOCHS,
        "device": "CPU",
        "precision": "float32",
        "tensorflow": "2",
        "keras": "3",
    }
    (folder / "training.json").write_text(json.dumps(training))
