"""A registered model's folder in MLflow's layout: our pyfunc with its code, the Keras flavor beside it."""

import base64
import importlib.metadata
import shutil
import tempfile
from pathlib import Path

from lineup.code import closure
from lineup.tracking import models

LOADER = "lineup.inference.registered"
PACKAGES = (
    *("keras", "mlflow", "numpy", "onnxruntime", "opencv-python-headless", "pandas", "pillow"),
    *("pydantic", "pyyaml", "scipy", "tensorflow"),
)  # what LOADER and its imports import


def write(folder: Path, content: Path, example: bytes) -> None:
    """Write into `folder`, which is empty, all that MLflow needs to load and serve the model.

    content: a folder called `model` with our files; example: a picture's file. The code that travels along
    is LOADER and all that it imports.
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
                ColSpec(DataType.boolean, "accepted", required=False),
                ColSpec(Map(DataType.double), "probabilities", required=False),
                ColSpec(DataType.string, "error", required=False),
            ]
        ),
    )
    with tempfile.TemporaryDirectory() as copies:
        for module in closure.modules([LOADER]).values():
            target = Path(copies, module.file.relative_to(closure.location("lineup")))
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(module.file, target)
        pyfunc.save_model(
            folder,
            loader_module=LOADER,
            data_path=str(content),
            code_paths=[str(Path(copies, "lineup"))],
            mlflow_model=description,
            signature=signature,
            input_example=pd.DataFrame({"image": [base64.b64encode(example).decode()]}),
            conda_env=models.conda([f"{name}=={importlib.metadata.version(name)}" for name in PACKAGES]),
        )
