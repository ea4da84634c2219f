"""The registered model as MLflow's pyfunc: pictures in base64 to class names and calibrated probabilities.

MLflow calls `_load_pyfunc`; this file and all that it imports travel with the model.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lineup.images.decode import UndecodableError
from lineup.images.prepare import prepare
from lineup.inference import answers, encoded, model

COLUMN = "image"


class Registered:
    """What MLflow asks: `predict`."""

    def __init__(self, trained: model.Trained) -> None:
        self.trained = trained

    def predict(self, model_input: pd.DataFrame, params: dict[str, Any] | None = None) -> pd.DataFrame:  # noqa: ARG002
        """Return a row a picture: label, probability, probabilities (by class), error.

        model_input: a column `image` of files' bytes in base64. What is no picture has its reason as `error`
        and None in the other columns.
        """
        read = [self.pixels(text) for text in model_input[COLUMN]]
        pixels = [picture for picture in read if not isinstance(picture, str)]
        rows = iter(self.trained.probabilities(np.stack(pixels)) if pixels else ())
        said = [refusal(one) if isinstance(one, str) else self.answer(next(rows)) for one in read]
        return pd.DataFrame(said, dtype=object)

    def pixels(self, text: object) -> np.ndarray | str:
        """Return a picture's pixels, prepared as for training, or why it has none."""
        try:
            return prepare(encoded.decode(text), **self.trained.facts.images.model_dump()).pixels
        except encoded.NotBase64Error:
            return "not in base64"
        except UndecodableError as error:
            return str(error)

    def answer(self, row: np.ndarray) -> dict[str, Any]:
        """Return what is said of one picture, of probabilities (classes,)."""
        names = self.trained.facts.class_names
        (first,) = answers.best(row, names, 1)
        return {**first, "probabilities": dict(zip(names, row.tolist(), strict=True)), "error": None}


def refusal(reason: str) -> dict[str, Any]:
    """Return what is said of what is no picture."""
    return {"label": None, "probability": None, "probabilities": None, "error": reason}


def _load_pyfunc(path: str) -> Registered:
    """Return the model that MLflow stored at `path`."""
    return Registered(model.read(Path(path), name="registered"))
