"""Who answers for a model of the workspace: its exported form, made at the first question and kept.

Forms lie in exports/.forms, outside DVC, one a training of data/models, and are made anew where the model or
its temperature is another. Nothing but speed depends on them. TensorFlow is imported where one is made.
"""

import sys
import tempfile
from pathlib import Path

from lineup import durable
from lineup.inference import onnx_form, opening, workspace
from lineup.inference.facts import Facts
from lineup.inference.model import Ask, Trained

FOLDER = "exports/.forms"
TOLERANCE = 1e-5  # of a probability: a form that differs more is not used
CHECKED = 64  # test images


def of_workspace(known: Facts, data: Path = Path("data")) -> Trained:
    name = f"{known.variant}, seed {known.seed}"
    file = workspace.model_file(known, data)
    ask = onnx_form.opened(place(known, data), onnx_form.digest(file, known.temperature))
    return Trained(name, known, ask or made(name, known, data))


def file(known: Facts, data: Path) -> Path | None:
    """Return the file with the form of a model of the workspace, made where there is none; else None."""
    of_workspace(known, data)
    return place(known, data) if place(known, data).is_file() else None


def place(known: Facts, data: Path) -> Path:
    return data.parent / FOLDER / f"{known.variant}-{known.seed}.onnx"


def made(name: str, known: Facts, data: Path) -> Ask:
    """Make the form of a model of the workspace and return what asks it; Keras where it cannot be made."""
    from lineup.inference import conversion

    file, final = workspace.model_file(known, data), place(known, data)
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".part-", dir=final.parent) as folder:
            pixels = workspace.test_pixels(data, CHECKED)
            path, _ = conversion.checked(file, known.temperature, "onnx", Path(folder), pixels, TOLERANCE)
            durable.replace(path, final)
        ask = onnx_form.opened(final, onnx_form.digest(file, known.temperature))
    except (conversion.ConversionError, OSError) as error:
        print(
            f"warning: {name} is asked through TensorFlow, which is slow to start: {error}", file=sys.stderr
        )
        ask = None
    return ask or opening.by_keras(file, known.temperature)
