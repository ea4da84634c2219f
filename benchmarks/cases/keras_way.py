"""`lineup` as it answered before there was an exported form: through Keras and TensorFlow.

python -m benchmarks.cases.keras_way predict pictures
"""

from lineup.__main__ import main
from lineup.inference import forms, onnx_form, opening, workspace
from lineup.inference.facts import Facts
from lineup.inference.model import Trained

COMMAND = "benchmarks.cases.keras_way"


def of_workspace(known: Facts) -> Trained:
    """Return the workspace's model, asked by Keras."""
    file = workspace.model_file(known)
    return Trained(f"{known.variant}, seed {known.seed}", known, opening.by_keras(file, known.temperature))


if __name__ == "__main__":
    forms.of_workspace = of_workspace  # type: ignore[assignment]
    onnx_form.opened = lambda file, wanted: None  # noqa: ARG005
    main()
