"""The logged model, loaded by MLflow in both of its ways; TensorFlow runs in a process of its own."""

from pathlib import Path

from tests import warm
from tests.test_tracking.made_up import track
from tests.test_tracking.store_reader import query

BUILD = """
import keras
pixels = keras.Input((16, 16, 3), dtype="uint8")
scaled = keras.layers.Rescaling(1 / 255)(pixels)
keras.Model(pixels, keras.layers.Dense(6, activation="softmax")(keras.layers.Flatten()(scaled))).save(
    "data/models/cnn/0/model.keras"
)
"""
LOAD = """
import sys
import keras, mlflow, numpy as np
images = np.load("data/images/images.npy")[:5]
expected = keras.saving.load_model("data/models/cnn/0/model.keras").predict(images, verbose=0)
mlflow.set_tracking_uri("sqlite:///mlruns/mlflow.db")
address = "models:/" + sys.argv[1]
np.testing.assert_array_equal(mlflow.keras.load_model(address).predict(images, verbose=0), expected)
model = mlflow.pyfunc.load_model(address)
np.testing.assert_array_equal(model.predict(images), expected)
print(model.metadata.signature.inputs, model.metadata.signature.outputs)
"""


def run(folder: Path, script: str, *arguments: str) -> str:
    """Run a script in `folder`; return what it printed."""
    done = warm.run(folder, "-c", script, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_keras_and_pyfunc_load_what_track_logged(study: Path) -> None:
    run(study, BUILD)
    assert track(study).returncode == 0
    ((model_id,),) = query(study, "SELECT model_id FROM logged_models")
    signature = "[Tensor('uint8', (-1, 16, 16, 3))] [Tensor('float32', (-1, 6))]\n"
    assert run(study, LOAD, model_id).endswith(signature)
