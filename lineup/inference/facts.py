"""What must be known of a trained model to ask it: its classes, its pictures, how sure is enough.

Needs no TensorFlow.
"""

from lineup.schema.base import Strict
from lineup.schema.params import Images

FILE = "facts.json"
MODEL = "model.keras"


class Facts(Strict):
    """One training. `temperature` is None where the model diverged: its answers stay as they are.

    threshold and promised: as in threshold.Promise; where they are None, every answer needs a person.
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
