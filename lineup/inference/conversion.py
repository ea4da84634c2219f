"""A whole Keras model in other programs' formats: uint8 pixels in, calibrated probabilities out.

Keras's own exporters do the work; what is said here is how the temperature gets in, and that it is the same.
"""

from lineup import quiet_tensorflow  # isort: skip

import warnings
from collections.abc import Mapping
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from lineup.errors import LineupError
from lineup.inference import keras_model, onnx_form
from lineup.inference.model import Ask
from lineup.inference.temperature import SMALLEST

PROCESSOR = "CPU:0"
BATCH = 32  # pictures that a form is checked with at once
INPUT, OUTPUT = "pixels", "probabilities"
OUTPUTS = {"onnx": OUTPUT, "litert": "output_0", "saved_model": "output_0"}  # the names that Keras gives
FILES = {"onnx": onnx_form.FILE, "litert": "model.tflite", "saved_model": "saved_model"}


class ConversionError(LineupError):
    """A model that a format cannot hold, or not as Keras has it."""


def calibrated(model: keras.Model, temperature: float | None) -> keras.Model:
    """Return `model` (pixels to probabilities) with temperature.apply behind it, in float32.

    It says itself that nothing is trained: in Keras 3.15 a Resizing layer turns dropout on for what follows
    it, where nobody does. The moments of Normalization turn to NumPy: as tensors they would be inputs.
    """
    for layer in model.layers:
        if isinstance(layer, keras.layers.Normalization):
            layer.mean, layer.variance = np.asarray(layer.mean), np.asarray(layer.variance)
    pixels = keras.Input(model.input_shape[1:], dtype="uint8", name=INPUT)
    probabilities = model(pixels, training=False)
    if temperature is not None:
        logarithms = keras.ops.log(keras.ops.maximum(probabilities, SMALLEST)) / temperature
        softmax = keras.layers.Activation("softmax", dtype="float32", name="calibrated")
        probabilities = softmax(logarithms)
    return keras.Model(pixels, probabilities)


def write(
    model: keras.Model, temperature: float | None, form: str, folder: Path, told: Mapping[str, str]
) -> Path:
    """Write a whole model in one of FILES' formats into `folder`; return the file's, or folder's, path.

    told: what an ONNX file says of itself in its metadata.
    """
    path = folder / FILES[form]
    pixels = keras.InputSpec(shape=(None, *model.input_shape[1:]), dtype="uint8", name=INPUT)
    named = "tf_saved_model" if form == "saved_model" else form
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what their libraries will do one day
        calibrated(model, temperature).export(
            str(path), format=named, input_signature=[pixels], verbose=False
        )
    if form == "onnx":
        name_onnx(path, told)
    return path


def checked(
    file: Path, temperature: float | None, form: str, folder: Path, pixels: np.ndarray, tolerance: float
) -> tuple[Path, float]:
    """Write a .keras file in one of FILES' formats into `folder`; return its path and how far it differs.

    That is the largest difference to Keras's calibrated probabilities for `pixels`, uint8 (n, h, w, 3), both
    asked on the processor: a graphics card sums in another order, and where the form runs is not known.
    Raises ConversionError where it is above `tolerance`, or the model holds what the format cannot say.
    """
    with tf.device(PROCESSOR):
        model = keras_model.load(file)
    told = {onnx_form.DIGEST: onnx_form.digest(file, temperature)}
    try:
        path = write(model, temperature, form, folder, told)
        with tf.device(PROCESSOR):
            found = difference(opened(form, path), keras_model.opened(model, temperature), pixels)
    except Exception as error:  # their errors have no class in common
        said = " ".join(str(error).split())[:300] or type(error).__name__
        raise ConversionError(f"The model cannot be written as {form}: {said.rstrip('.')}.") from error
    if not found <= tolerance:
        raise ConversionError(
            f"As {form} the model's probabilities differ by up to {found:.1e} from Keras's, more than"
            f" {tolerance:.0e}: it is not written."
        )
    return path, found


def name_onnx(path: Path, told: Mapping[str, str]) -> None:
    """Call the output OUTPUT and the first axis `batch`, and write what the file says of itself."""
    import onnx

    model = onnx.load(path)
    (output,) = model.graph.output
    for node in model.graph.node:
        for names in (node.input, node.output):
            names[:] = [OUTPUT if name == output.name else name for name in names]
    output.name = OUTPUT
    for value in (*model.graph.input, output):
        value.type.tensor_type.shape.dim[0].dim_param = "batch"
    onnx.helper.set_model_props(model, dict(told))
    onnx.save(model, path)


def opened(form: str, path: Path) -> Ask:
    """Return what asks an exported model as other programs would."""
    if form == "onnx":
        return onnx_form.asked(onnx_form.started(path))
    return litert(path) if form == "litert" else saved_model(path)


def litert(path: Path) -> Ask:
    with warnings.catch_warnings(), quiet_tensorflow.silent():
        warnings.simplefilter("ignore")  # it moves to a package of its own
        interpreter = tf.lite.Interpreter(str(path))
        interpreter.allocate_tensors()
    runner = interpreter.get_signature_runner()
    return lambda pixels: np.asarray(next(iter(runner(**{INPUT: pixels}).values())))


def saved_model(path: Path) -> Ask:
    loaded = tf.saved_model.load(str(path))
    serve = loaded.signatures["serving_default"]

    def ask(pixels: np.ndarray) -> np.ndarray:
        return np.asarray(next(iter(serve(**{INPUT: tf.constant(pixels)}).values())))

    return ask


def difference(first: Ask, second: Ask, pixels: np.ndarray) -> float:
    """Return the largest difference between two models' probabilities for pixels, uint8 (n, h, w, 3).

    Both are asked for all in batches, and for the first picture alone. Where both say NaN they agree, where
    one does the difference is NaN.
    """
    parts = [pixels[:1], *(pixels[start : start + BATCH] for start in range(0, len(pixels), BATCH))]
    found = []
    for part in parts:
        ours, theirs = first(part), second(part)
        agreed = np.isnan(ours) & np.isnan(theirs)
        found.append(np.where(agreed, 0.0, np.abs(ours - theirs)).max())
    return float(np.max(found))
