"""A registered model's folder in MLflow's layout: our pyfunc with its code, the Keras flavor beside it."""

import base64
import importlib.metadata
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from lineup.tracking import models

LOADER = "lineup.inference.registered"
PACKAGES = (
    *("imagehash", "keras", "mlflow", "numpy", "opencv-python-headless", "pandas", "pillow", "pydantic"),
    *("pyyaml", "scipy", "tensorflow"),
)  # what the code in CODE imports


def write(folder: Path, content: Path, root: Path, code: Sequence[str], example: bytes) -> None:
    """Write into `folder`, which is empty, all that MLflow needs to load and serve the model.

    content: a folder called `model` with our files; code: paths below `root`, which keep their places;
    example: a picture's file.
    """
    import pandas as pd
    from mlflow import pyfunc
    from mlflow.models import Model, ModelSignature
    from mlflow.types import ColSpec, DataType, Schema
    from mlflow.types.schema import Map

    (content / "keras_module.txt").write_text("keras")
    description = Model()
    description.add_flavor(
        "keras",
        data="data/model",
        keras_version=importlib.metadata.version("keras"),
        keras_backend="tensorflow",
        save_exported_model=False,
    )
    signature = ModelSignature(
        inputs=Schema([ColSpec(DataType.string, "image")]),
        outputs=Schema(
            [
                ColSpec(DataType.string, "label", required=False),
                ColSpec(DataType.double, "probability", required=False),
                ColSpec(Map(DataType.double), "probabilities", required=False),
                ColSpec(DataType.string, "error", required=False),
            ]
        ),
    )
    with tempfile.TemporaryDirectory() as copies:
        for path in code:
            target = Path(copies, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / path, target)
        pyfunc.save_model(
            folder,
            loader_module=LOADER,
            data_path=str(content),
            code_paths=[str(Path(copies, code[0]).parent)],
            mlflow_model=description,
            signature=signature,
            input_example=pd.DataFrame({"image": [base64.b64encode(example).decode()]}),
            conda_env=models.conda([f"{name}=={importlib.metadata.version(name)}" for name in PACKAGES]),
        )
