"""What each model of a variant says of every validation and test image: data/results/VARIANT/.

Run as `python -m stages.evaluate VARIANT`. The only stage that shows a model test images. `VARIANT answers`
leaves out how long a model takes, and `VARIANT cost` makes that alone, since nothing else may run meanwhile.
"""

if __name__ == "__main__":
    from lineup.warm import asking

    asking.beforehand(asking.REPORT)
    asking.instead("evaluate")

from lineup import quiet_tensorflow  # isort: skip  # noqa: F401

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd

from lineup import errors, running, which
from lineup.inference import batches, device, keras_model, latency, occlusion, results, temperature
from lineup.inference import robustness as measure
from lineup.inference.mistakes import confident_mistakes
from lineup.schema import params
from lineup.schema.params import Params
from lineup.splits import table
from lineup.training import whole


def main() -> None:
    """Read split, inputs and models; write predictions, probabilities, temperatures and cost.json.

    The latency in cost.json is that of the first seed's model: seeds differ in weights alone.
    """
    study = params.load()
    name, parts = errors.argument(study.variants, ("answers", "cost")), sys.argv[2:]
    machine = device.configure("float32")
    folder, cost = Path("data/results", name), dict[str, Any]()

    def measured(model: keras.Model) -> None:
        if not cost:
            cost.update(latency.measure(model) | {"latency_device": machine.kind})

    if parts == ["cost"]:
        measured(loaded(name, study.seeds[0], 0))
    else:
        answer(study, name, folder, (lambda _: None) if parts else measured)
    if cost:
        (folder / "cost.json").write_text(json.dumps(cost, indent=2) + "\n")


def answer(study: Params, name: str, folder: Path, seen: Callable[[keras.Model], None]) -> None:
    """Write all but cost.json; `seen` gets each model.

    With folds, test images are asked of the model of the fold that tests them, validation images of the one
    that goes to work.
    """
    variant = study.variants[name]
    inputs = batches.open_inputs(Path("data", variant.input))
    split = pd.read_parquet("data/split/split.parquet")
    judged = asked(split, variant.leaks)
    chosen = measure.sample(split, study.analysis.corruption_images)
    tables, arrays, temperatures, corrupted = [], [], {}, []
    for seed in study.seeds:
        found: list[list[dict[str, Any]]] = []
        probabilities = np.empty((len(judged), int(split.class_id.max()) + 1), np.float32)
        for fold in judged.fold.unique().tolist():
            places = np.flatnonzero(judged.fold == fold)
            model = loaded(name, seed, fold)
            part = model if inputs.dtype == np.uint8 else whole.after_backbone(model)
            probabilities[places] = batches.predict(part, inputs, judged.row.to_numpy()[places])
            if len(own := chosen[chosen.fold == fold]):
                found.append(under_corruption(model, own))
            seen(model)
        corrupted += [{"seed": seed} | row for row in measure.together(found)]
        temperatures[seed] = fitted(judged, probabilities)
        tables.append(predictions(judged, probabilities, temperatures[seed], seed))
        arrays.append(probabilities)
        print(f"{name} seed {seed}: test accuracy {accuracy(tables[-1]):.4f}", flush=True)
    said = pd.concat(tables, ignore_index=True)
    kept = said if table.folds(split) else said.drop(columns="fold")
    results.write(folder, results.Answers(kept, np.concatenate(arrays), temperatures))
    measure.write(folder, corrupted)
    sure = said[(said.split == "test") & np.isfinite(said.confidence)]  # a model may have diverged
    mistakes = confident_mistakes(sure, study.analysis.attention_errors, split.set_index("row")["group"])
    occlusion.write(folder, mistakes, looked_at(mistakes, name))


def asked(split: pd.DataFrame, leaks: str | None) -> pd.DataFrame:
    """Return the images that a seed's models are asked of; `fold` says whose training answers."""
    seen = table.seen_by(table.of_fold(split, 0), leaks)
    parts = [seen[seen.split != "train"].assign(fold=0)]
    parts += [table.tests(split)] if table.folds(split) else []
    return pd.concat(parts).sort_values(["split", "row", "fold"], ascending=[False, True, True])


def loaded(name: str, seed: int, fold: int) -> keras.Model:
    keras.backend.clear_session()
    return keras_model.load(which.folder(Path("data"), name, seed, fold) / "model.keras")


def fitted(judged: pd.DataFrame, probabilities: np.ndarray) -> float | None:
    """Return the temperature that fits the validation images best; None where a model diverged.

    With folds, the answers of all folds to the images that they did not see, since those are many more.
    """
    if not np.isfinite(probabilities).all():
        return None
    part = "test" if judged.fold.any() else "validation"
    chosen = (judged.split == part).to_numpy()
    return temperature.fit(probabilities[chosen], judged.class_id[chosen].to_numpy())


def accuracy(said: pd.DataFrame) -> float:
    test = said[said.split == "test"]
    return float((test.predicted == test.class_id).mean())


def looked_at(mistakes: pd.DataFrame, name: str) -> list[np.ndarray]:
    """Return for each mistake what each part of the picture adds to the wrong answer."""
    if mistakes.empty:
        return []
    pixels = np.load(measure.PIXELS, mmap_mode="r")
    maps: dict[int, np.ndarray] = {}
    for (seed, fold), own in mistakes.groupby(["seed", "fold"]):
        model = loaded(name, int(str(seed)), int(str(fold)))
        for place, row, predicted in zip(own.index, own.row, own.predicted, strict=True):
            maps[place] = occlusion.sensitivity(model.predict_on_batch, np.array(pixels[row]), predicted)
    return [maps[place] for place in mistakes.index]


def under_corruption(model: keras.Model, chosen: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a model's accuracy on the chosen images, corrupted; it takes pixels, with a backbone or not."""
    pixels = np.load(measure.PIXELS, mmap_mode="r")

    def predict(images: np.ndarray) -> np.ndarray:
        return batches.predict(model, images, np.arange(len(images)))

    return measure.measure(predict, pixels, chosen.row.to_numpy(), chosen.class_id.to_numpy())


def predictions(
    judged: pd.DataFrame, probabilities: np.ndarray, degree: float | None, seed: int
) -> pd.DataFrame:
    """Return a row per image that was asked of: what it is, what the model says, and how sure it is."""
    return pd.DataFrame(
        {
            "row": judged.row.to_numpy(),
            "seed": seed,
            "fold": judged.fold.to_numpy(),
            "split": judged.split.to_numpy(),
            "class_id": judged.class_id.to_numpy(),
            "leaked": judged.leaked.to_numpy(),
            "predicted": probabilities.argmax(axis=1),
            "confidence": probabilities.max(axis=1),
            "confidence_calibrated": temperature.apply(probabilities, degree).max(axis=1).astype(np.float32),
        }
    )


if __name__ == "__main__":
    running.stage(main)
