"""What must be known of a trained model to ask it: its classes, its pictures, how sure is enough.

Needs no TensorFlow.
"""

from lineup.schema.base import Strict
from lineup.schema.params import Images

FILE = "facts.json"
MODEL = "model.keras"


class Facts(Strict):
    """One training. `temperature` is None where the model diverged: its answers stay as they are.

    Answers that are at least `threshold` sure, after calibration, are right with at least `promised` (a share
    of 1; threshold.Promise); None where that cannot be promised of any, and then every answer needs a person.
    """

    variant: str
    seed: int
    training_key: str
    class_names: list[str]
    temperature: float | None
    threshold: float | None = None
    promised: float | None = None
    images: Images

    def accepts(self, probability: float) -> bool:
        return self.threshold is not None and probability >= self.threshold
