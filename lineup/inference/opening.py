"""A model of the registry, asked in its exported form where it has one, else by Keras."""

from pathlib import Path

from lineup.inference import facts, onnx_form
from lineup.inference.facts import Facts
from lineup.inference.model import Ask, Trained


def of_folder(folder: Path, name: str) -> Trained:
    """Return the model that a folder of the registry holds: `facts.json`, `model.keras`, maybe its form."""
    known = Facts.model_validate_json((folder / facts.FILE).read_text(encoding="utf-8"))
    file = folder / facts.MODEL
    ask = onnx_form.opened(folder / onnx_form.FILE, onnx_form.digest(file, known.temperature))
    return Trained(name, known, ask or by_keras(file, known.temperature))


def by_keras(file: Path, temperature: float | None) -> Ask:
    """Return what asks a .keras file; imports TensorFlow."""
    from lineup.inference import keras_model

    return keras_model.opened(keras_model.load(file), temperature)
