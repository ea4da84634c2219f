"""Every architecture in each format says what Keras says, calibrated, for one picture and for many."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from lineup import architectures
from lineup.errors import LineupError
from lineup.inference import conversion, keras_model, temperature
from lineup.training import whole
from lineup.training.backbone import build as backbone
from tests.conftest import ROOT

SIDE, CLASSES, TOLERANCE = 32, 7, 1e-5
NARROW: dict[str, dict[str, Any]] = {
    "application": {"net": "MobileNet"},
    "convolutional_head": {"filters": 8, "hidden": [8, 8]},
}
HEADS = ("convolutional_head", "dense_head")  # on features
SETTINGS = {"activation", "padding"}  # of a layer, which tell two kinds apart


def pictures(count: int = 9) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, SIDE, SIDE, 3)).astype(np.uint8)


def saved(name: str, folder: Path, policy: str = "float32", scaling: str = "unit") -> Path:
    """Save a made model; return the file."""
    made(name, policy, scaling).save(folder / "model.keras")
    return folder / "model.keras"


def made(name: str, policy: str = "float32", scaling: str = "unit") -> keras.Model:
    """Return an untrained whole model whose answers are far from even."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(1)
    keras.mixed_precision.set_global_policy(policy)
    frozen = None
    try:
        shape: tuple[int, ...] = (SIDE, SIDE, 3)
        if name in HEADS:
            frozen = backbone(
                (SIDE, SIDE, 3),
                architecture="toonnet",
                weights=str(ROOT / "weights/toonnet.weights.h5"),
                pooling="none" if name == "convolutional_head" else "avg",
                input_size=64,
                options={},
            )
            shape, scaling = frozen.output_shape[1:], "none"
        net = architectures.build(name, input_shape=shape, num_classes=CLASSES, **NARROW.get(name, {}))
        moments = {"mean": np.array([90.0, 120, 140]), "variance": np.array([900.0, 1600, 2500])}
        how = moments if scaling == "standardise" else {}
        model = whole.assemble(net, scaling=scaling, backbone=frozen, **how).whole
    finally:
        keras.mixed_precision.set_global_policy("float32")
    stir(net)
    return model


@pytest.fixture(scope="module")
def cnn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of an untrained `cnn`."""
    return saved("cnn", tmp_path_factory.mktemp("cnn"))


def stir(model: keras.Model) -> None:
    """Give every weight another value, so that pictures get other answers and no part is left out unseen."""
    random = np.random.default_rng(2)
    for variable in model.weights:
        if variable.path.endswith(("moving_variance", "gamma")):
            variable.assign(random.uniform(0.5, 1.5, variable.shape))
        elif len(variable.shape) == 1:
            variable.assign(random.normal(0, 0.1, variable.shape))
        elif "depthwise" in variable.path:
            variable.assign(random.normal(0, np.sqrt(2 / np.prod(variable.shape[:2])), variable.shape))
        elif len(variable.shape) > 1:
            variable.assign(random.normal(0, np.sqrt(2 / np.prod(variable.shape[:-1])), variable.shape))


def agrees(file: Path, form: str, folder: Path, degree: float | None = 0.7) -> np.ndarray:
    """Return an exported model's answers, equal to those of the Keras model in `file`."""
    path, said = conversion.checked(file, degree, form, folder, pictures(), TOLERANCE)
    assert said <= TOLERANCE
    model = keras.saving.load_model(file, compile=False)
    expected = temperature.apply(model.predict_on_batch(pictures()), degree)
    answers = conversion.opened(form, path)(pictures())
    assert answers.dtype == np.float32
    np.testing.assert_allclose(answers, expected, atol=TOLERANCE)
    assert "application" in file.parts or expected.std(axis=0).max() > 1e-4  # other pictures, other answers
    return answers


def test_every_layer_of_every_architecture_as_onnx(tmp_path: Path) -> None:
    """Of nets whose kinds of layers those before them had, all of them, none is converted."""
    known: set[str] = set()
    for name in sorted(architectures.names(), key=lambda name: name not in ("application", *HEADS)):
        model = made(name)
        layers = kinds(model)
        if layers - known:
            (folder := tmp_path / name).mkdir()
            model.save(folder / "model.keras")
            agrees(folder / "model.keras", "onnx", folder)
        known |= layers


def kinds(model: keras.Model) -> set[str]:
    """Return the kinds of a model's layers, inner models' too, each with its SETTINGS."""
    found = set()
    for layer in model._flatten_layers(include_self=False):
        settings = {key: value for key, value in layer.get_config().items() if key in SETTINGS}
        found.add(f"{type(layer).__name__} {settings}")
    return found


@pytest.mark.parametrize(
    ("form", "name", "scaling", "degree"),
    [
        ("litert", "fully_connected", "standardise", 0.3),
        ("litert", "residual", "unit", 0.7),
        ("litert", "dense_head", "none", 0.7),
        ("saved_model", "dense_head", "none", 0.7),  # which holds any graph of TensorFlow
    ],
)
def test_families_and_scalings_in_the_other_formats(
    form: str, name: str, scaling: str, degree: float, tmp_path: Path
) -> None:
    answers = agrees(saved(name, tmp_path, scaling=scaling), form, tmp_path, degree)
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-6)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_trained_in_mixed_precision(policy: str, cnn: Path, tmp_path: Path) -> None:
    """The weights are float32; asked, in whatever format, the model rounds nothing between its layers."""
    plain = keras.saving.load_model(cnn, compile=False).predict_on_batch(pictures())
    file = saved("cnn", tmp_path, policy=policy)
    model = keras.saving.load_model(file, compile=False)
    assert policy in {layer.dtype_policy.name for layer in model.get_layer("net").layers}
    path, _ = conversion.checked(file, 0.7, "onnx", tmp_path, pictures(), TOLERANCE)
    answers = conversion.opened("onnx", path)(pictures())
    np.testing.assert_allclose(answers, temperature.apply(plain, 0.7), atol=TOLERANCE)
    rounded = temperature.apply(model.predict_on_batch(pictures()), 0.7)
    np.testing.assert_allclose(answers, rounded, atol=0.05)
    assert np.abs(answers - rounded).max() > TOLERANCE


def test_standardised_and_as_sure_as_can_be(tmp_path: Path) -> None:
    file = saved("cnn", tmp_path, scaling="standardise")
    cold = agrees(file, "onnx", tmp_path, 0.3)
    np.testing.assert_allclose(cold.sum(axis=1), 1, atol=1e-6)
    assert cold.max() > agrees(file, "onnx", tmp_path, 20.0).max()


def test_without_a_temperature_as_the_model_says_named_for_its_users(cnn: Path, tmp_path: Path) -> None:
    import onnxruntime

    agrees(cnn, "onnx", tmp_path, None)
    session = onnxruntime.InferenceSession(tmp_path / conversion.FILES["onnx"])
    (pixels,), (probabilities,) = session.get_inputs(), session.get_outputs()
    assert (pixels.name, pixels.type, pixels.shape) == ("pixels", "tensor(uint8)", ["batch", SIDE, SIDE, 3])
    assert (probabilities.name, probabilities.shape) == ("probabilities", ["batch", CLASSES])


def test_what_differs_is_not_written(cnn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calibrated = conversion.calibrated
    monkeypatch.setattr(conversion, "calibrated", lambda model, degree: calibrated(model, degree * 2))
    with pytest.raises(LineupError) as caught:
        conversion.checked(cnn, 0.7, "onnx", tmp_path, pictures(), TOLERANCE)
    assert str(caught.value).startswith("As onnx the model's probabilities differ by up to ")
    assert str(caught.value).endswith(", more than 1e-05: it is not written.")


@keras.saving.register_keras_serializable("lineup_tests")
class Unknown(keras.layers.Layer):  # type: ignore[misc]
    """Computes what ONNX has no words for."""

    def compute_output_spec(self, inputs: Any) -> Any:
        return keras.KerasTensor(inputs.shape, inputs.dtype)

    def call(self, inputs: Any) -> Any:
        return tf.ensure_shape(tf.numpy_function(lambda x: x, [inputs], tf.float32), inputs.shape)


def test_what_a_format_cannot_say_is_one_message(tmp_path: Path) -> None:
    inputs = keras.Input((SIDE, SIDE, 3), dtype="uint8")
    x = keras.layers.Flatten()(Unknown()(keras.layers.Rescaling(1 / 255)(inputs)))
    keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(x)).save(tmp_path / "model.keras")
    with pytest.raises(LineupError, match=r"^The model cannot be written as onnx: "):
        conversion.checked(tmp_path / "model.keras", 1.0, "onnx", tmp_path, pictures(), TOLERANCE)


def test_both_are_asked_on_the_processor(cnn: Path, tmp_path: Path) -> None:
    soft = tf.config.get_soft_device_placement()
    tf.config.set_soft_device_placement(False)
    try:
        with tf.device("GPU:0"):  # there is none: whatever is left to where one is fails
            conversion.checked(cnn, 0.7, "onnx", tmp_path, pictures(), TOLERANCE)
    finally:
        tf.config.set_soft_device_placement(soft)
    assert not tf.config.experimental.tensor_float_32_execution_enabled()


def test_one_that_diverged_agrees_in_saying_nothing(cnn: Path, tmp_path: Path) -> None:
    file = tmp_path / "model.keras"
    model = keras.saving.load_model(cnn, compile=False)
    model.weights[-1].assign(np.full(model.weights[-1].shape, np.nan))
    model.save(file)
    path, said = conversion.checked(file, None, "onnx", tmp_path, pictures(), TOLERANCE)
    assert said == 0
    assert np.isnan(conversion.opened("onnx", path)(pictures())).all()


def test_one_number_and_none_do_not_agree() -> None:
    found = conversion.difference(
        lambda pixels: np.full((len(pixels), 2), np.nan), lambda pixels: np.ones((len(pixels), 2)), pictures()
    )
    assert np.isnan(found)


def test_float32_models_are_not_made_anew(cnn: Path) -> None:
    model = keras.saving.load_model(cnn, compile=False)
    config = keras.saving.serialize_keras_object(model)
    assert keras_model.in_float32(config) == config
