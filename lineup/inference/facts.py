"""What must be known of a trained model to ask it: its classes, how pictures are prepared, its temperature.

Needs no TensorFlow.
"""

from lineup.schema.base import Strict
from lineup.schema.params import Images

FILE = "facts.json"
MODEL = "model.keras"


class Facts(Strict):
    """One training. `temperature` is None where the model diverged: its answers stay as they are."""

    variant: str
    seed: int
    training_key: str
    class_names: list[str]
    temperature: float | None
    images: Images
