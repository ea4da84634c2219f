"""A model in MLflow as its pyfunc: pictures in base64 to class names and calibrated probabilities.

MLflow calls `_load_pyfunc`; this file and all that it imports travel with the model.
"""

from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from lineup.images.prepare import attempt
from lineup.inference import answers, encoded, opening
from lineup.inference.model import Trained

COLUMN = "image"
EMPTY = ("label", "probability", "accepted", "probabilities")  # of what is no picture


class Registered:
    def __init__(self, trained: Trained) -> None:
        self.trained = trained

    def predict(self, model_input: pd.DataFrame, params: dict[str, Any] | None = None) -> pd.DataFrame:  # noqa: ARG002
        """Return a row a picture: label, probability, accepted, probabilities (by class), error.

        Where `accepted` is false, a person should look.

        model_input: a column `image` of files' bytes in base64. What is no picture has its reason as `error`
        and None in the other columns.
        """
        how = self.trained.facts.images.model_dump()
        read = [attempt(partial(encoded.decode, text), **how) for text in model_input[COLUMN]]
        said = [
            dict.fromkeys(EMPTY) | {"error": one}
            if isinstance(one, str)
            else {**answers.whole(one, self.trained.facts), "error": None}
            for one in self.trained.answers(read)
        ]
        return pd.DataFrame(said, dtype=object)


def _load_pyfunc(path: str) -> Registered:
    return Registered(opening.of_folder(Path(path), "registered"))
