"""A model's folder in MLflow's layout: our pyfunc with its code, the Keras flavor beside it."""

import base64
import importlib.metadata
import platform
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lineup.code import closure
from lineup.inference import onnx_form

if TYPE_CHECKING:
    from mlflow.entities import LoggedModel
    from mlflow.models import ModelSignature

LOADER = "lineup.inference.registered"
PACKAGES = (
    *("mlflow", "numpy", "onnxruntime", "opencv-python-headless", "pandas", "pillow"),
    *("pydantic", "pyyaml", "scipy", "simplejpeg"),
)  # what LOADER and its imports import
KERAS = ("keras", "tensorflow")  # and this, where the model has no exported form


def write(
    folder: Path,
    content: Path,
    example: bytes,
    versions: Mapping[str, str] | None = None,
    model: "LoggedModel | None" = None,
) -> None:
    """Write into `folder`, which is empty, all that MLflow needs to load and serve the model.

    content: a folder called `model` with our files; example: a picture's file; versions: of packages that are
    to be other ones than here; model: what it is the content of. The code that travels along is LOADER and
    all that it imports.
    """
    import pandas as pd
    from mlflow import pyfunc
    from mlflow.models import Model

    (content / "keras_module.txt").write_text("keras")
    description = Model(run_id=model.source_run_id, model_id=model.model_id) if model else Model()
    packages = (*PACKAGES, *(() if (content / onnx_form.FILE).exists() else KERAS))
    pinned = {name: importlib.metadata.version(name) for name in (*packages, "keras")} | dict(versions or {})
    description.add_flavor(
        "keras",
        data="data/model",
        keras_version=pinned["keras"],
        keras_backend="tensorflow",
        save_exported_model=False,
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
            signature=signature(),
            input_example=pd.DataFrame({"image": [base64.b64encode(example).decode()]}),
            conda_env=conda([f"{name}=={pinned[name]}" for name in packages]),
        )


def signature() -> "ModelSignature":
    """Return what the pyfunc takes, a column of pictures in base64, and answers, a row a picture."""
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, DataType, Schema
    from mlflow.types.schema import Map

    return ModelSignature(
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


def conda(packages: list[str]) -> dict[str, Any]:
    return {
        "name": "mlflow-env",
        "channels": ["conda-forge"],
        "dependencies": [f"python={platform.python_version()}", "pip", {"pip": packages}],
    }
