"""A trained model as MLflow's Keras flavor, written without importing Keras or TensorFlow (8 s a process).

The layout is that of `mlflow.keras.save_model`: both `mlflow.keras.load_model` and pyfunc read it.
"""

import platform
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import LoggedModel, Run

REGISTERED = "registered"  # what `lineup promote` calls its own models; track's have their run's name
FILES = ("MLmodel", "data/model.keras")


def obtain(client: "MlflowClient", run: "Run", name: str, params: dict[str, str]) -> "LoggedModel":
    """Return the run's one model: the one it has, or a new one, not yet filled."""
    from mlflow.entities import LoggedModelOutput

    experiment_id, run_id = run.info.experiment_id, run.info.run_id
    model = find(client, run) or client.create_logged_model(experiment_id, name, run_id, params=params)
    outputs = run.outputs.model_outputs if run.outputs else []
    if model.model_id not in [output.model_id for output in outputs]:
        client.log_outputs(run_id, [LoggedModelOutput(model.model_id, step=0)])
    return model


def find(client: "MlflowClient", run: "Run") -> "LoggedModel | None":
    """Return the model that track gave a run; None where there is none."""
    named = f"source_run_id = '{run.info.run_id}'"
    found = client.search_logged_models([run.info.experiment_id], filter_string=named)
    return next((model for model in found if model.name != REGISTERED), None)


def complete(client: "MlflowClient", model: "LoggedModel") -> bool:
    """Say whether a model is READY and its files are there."""
    from mlflow.entities import LoggedModelStatus

    if model.status != LoggedModelStatus.READY:
        return False
    listed = [client.list_logged_model_artifacts(model.model_id, folder) for folder in (None, "data")]
    return set(FILES) <= {item.path for items in listed for item in items}


def fill(
    client: "MlflowClient",
    model: "LoggedModel",
    keras_file: Path,
    input_shape: tuple[int, ...],
    num_classes: int,
    versions: dict[str, str],
) -> None:
    """Store a .keras file as the model's content, mark it READY; input_shape: height, width, channels."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), keras_file, input_shape, num_classes, versions, model)
        client.log_model_artifacts(model.model_id, folder)
    client.finalize_logged_model(model.model_id, "READY")


def write(
    folder: Path,
    keras_file: Path,
    input_shape: tuple[int, ...],
    num_classes: int,
    versions: dict[str, str],
    model: "LoggedModel",
) -> None:
    """Write the files of the flavor; `versions` holds those of keras and tensorflow."""
    from mlflow import pyfunc
    from mlflow.models import Model, ModelSignature
    from mlflow.types import Schema, TensorSpec

    (folder / "data").mkdir()
    shutil.copyfile(keras_file, folder / "data/model.keras")
    (folder / "data/keras_module.txt").write_text("keras")
    description = Model(
        artifact_path=model.artifact_location,
        run_id=model.source_run_id,
        model_id=model.model_id,
        model_uuid=model.model_id,
        signature=ModelSignature(
            inputs=Schema([TensorSpec(np.dtype("uint8"), (-1, *input_shape))]),
            outputs=Schema([TensorSpec(np.dtype("float32"), (-1, num_classes))]),
        ),
    )
    description.add_flavor(
        "keras",
        data="data",
        keras_version=versions["keras"],
        keras_backend="tensorflow",
        save_exported_model=False,
    )
    pyfunc.add_to_model(
        description, loader_module="mlflow.keras", conda_env="conda.yaml", python_env="python_env.yaml"
    )
    description.model_size_bytes = keras_file.stat().st_size
    description.save(folder / "MLmodel")
    write_environment(folder, versions)


def write_environment(folder: Path, versions: dict[str, str]) -> None:
    """Write the packages that the model needs, for pip, conda and virtualenv."""
    import mlflow

    packages = [
        f"mlflow=={mlflow.__version__}",
        *(f"{name}=={version}" for name, version in versions.items()),
    ]
    (folder / "requirements.txt").write_text("\n".join(packages) + "\n")
    (folder / "conda.yaml").write_text(yaml.safe_dump(conda(packages), sort_keys=False))
    python = platform.python_version()
    virtual = {"python": python, "build_dependencies": ["pip"], "dependencies": ["-r requirements.txt"]}
    (folder / "python_env.yaml").write_text(yaml.safe_dump(virtual, sort_keys=False))


def conda(packages: list[str]) -> dict[str, Any]:
    """Return a conda environment of this Python with packages from pip."""
    return {
        "name": "mlflow-env",
        "channels": ["conda-forge"],
        "dependencies": [f"python={platform.python_version()}", "pip", {"pip": packages}],
    }
