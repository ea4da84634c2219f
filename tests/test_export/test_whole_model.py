"""`lineup export` of a model: read back as a user's program would, it says what evaluate said."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lineup.inference import temperature, workspace
from tests import copied


def by_onnx(folder: Path, pixels: np.ndarray) -> np.ndarray:
    import onnxruntime

    session = onnxruntime.InferenceSession(folder / "model.onnx")
    return np.asarray(session.run(["probabilities"], {"pixels": pixels})[0])


@pytest.mark.filterwarnings("ignore:.*tf.lite.Interpreter is deprecated:UserWarning")
def by_litert(folder: Path, pixels: np.ndarray) -> np.ndarray:
    import tensorflow as tf

    runner = tf.lite.Interpreter(str(folder / "model.tflite")).get_signature_runner()
    return np.asarray(runner(pixels=pixels)["output_0"])


def by_saved_model(folder: Path, pixels: np.ndarray) -> np.ndarray:
    import tensorflow as tf

    serve = tf.saved_model.load(str(folder / "saved_model")).signatures["serving_default"]
    return np.asarray(serve(pixels=tf.constant(pixels))["output_0"])


READERS: dict[str, Callable[[Path, np.ndarray], np.ndarray]] = {
    "onnx": by_onnx,
    "litert": by_litert,
    "saved_model": by_saved_model,
}


@pytest.fixture(scope="module")
def project(finished_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied.copy(finished_study, tmp_path_factory.mktemp("whole") / "study")


def evaluated(project: Path, variant: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the pixels that evaluate showed a model, and its calibrated probabilities."""
    results = project / "data/results" / variant
    said = pd.read_parquet(results / "predictions.parquet")
    chosen = said.index[said.seed == seed]
    degree = json.loads((results / "temperatures.json").read_text())[str(seed)]
    probabilities = temperature.apply(np.load(results / "probabilities.npy")[chosen], degree)
    return np.load(project / "data/images/images.npy")[said.row[chosen]], probabilities


@pytest.mark.filterwarnings("ignore:.*tf.lite.Interpreter is deprecated:UserWarning")
@pytest.mark.parametrize(("variant", "form"), [("head", "onnx"), ("one", "litert"), ("one", "saved_model")])
def test_what_is_written_says_what_evaluate_said(project: Path, variant: str, form: str) -> None:
    done = copied.lineup(project, "export", "--format", form, "--variant", variant)
    assert (done.returncode, done.stderr) == (0, "")
    folder = project / f"exports/small-{variant}-{form}"
    told: dict[str, Any] = json.loads((folder / "model.json").read_text())
    first, second = done.stdout.splitlines()
    assert first == f"export: {variant}, seed {told['seed']} as {form}: exports/small-{variant}-{form}"
    found = told["check"]["largest_difference"]
    assert second == f"Its probabilities differ from Keras's by at most {found:.1e} on 12 test images."
    assert found < 1e-5
    pixels, expected = evaluated(project, variant, told["seed"])
    np.testing.assert_allclose(READERS[form](folder, pixels), expected, atol=1e-5)
    np.testing.assert_allclose(READERS[form](folder, pixels[:1]), expected[:1], atol=1e-5)
    assert sorted(path.name for path in folder.iterdir()) == sorted(["model.json", told["file"]])


def test_what_a_program_must_know_and_force_to_write_over_it(project: Path) -> None:
    asked = ("export", "--format", "onnx", "--variant", "two", "--output", "told")
    done = copied.lineup(project, *asked)
    assert done.returncode == 0, done.stderr
    told = json.loads((project / "told/model.json").read_text())
    known = workspace.facts_of("two", project / "data")
    training = json.loads((project / f"data/models/two/{told['seed']}/training.json").read_text())
    assert told["class_names"] == ["class_0", "class_1", "class_2"]
    assert told["preparation"] == json.loads((project / "data/images/settings.json").read_text())
    assert (told["temperature"], told["threshold"]) == (known.temperature, known.threshold)
    assert told["training_key"] == training["training_key"]
    assert (told["study"], told["variant"], told["format"]) == ("small", "two", "onnx")
    assert told["input"] == {"name": "pixels", "dtype": "uint8", "shape": [None, 24, 24, 3]}
    assert told["output"] == {"name": "probabilities", "dtype": "float32", "shape": [None, 3]}
    assert set(told["versions"]) == {"keras", "tensorflow", "tf2onnx", "onnx"}
    done = copied.lineup(project, *asked)
    assert done.stderr == (
        "error: 'told' holds an export. Add --force to replace it, or give another --output.\n"
    )
    assert copied.lineup(project, *asked, "--force").returncode == 0


REFUSED = {
    ("--format", "onnx", "--shards", "3"): "--shards counts files of images, and onnx holds a model. Leave it"
    " out.",
    ("--variant", "one"): "--variant names a model, and tfrecord holds images. Give --format onnx.",
    ("--format", "litert", "--variant", "tow"): "There is no trained variant 'tow'. Trained: head, one, two."
    " Closest: two.",
    ("--format", "onnx", "--output", "data/new"): "'data/new' lies in data/, which DVC owns. Give --output"
    " another folder.",
    (
        "--format",
        "onnx",
        "--output",
        "pictures",
    ): "'pictures' exists and is no export of Lineup. Give --output another folder.",
}


@pytest.mark.parametrize("arguments", REFUSED)
def test_what_is_refused(project: Path, arguments: tuple[str, ...]) -> None:
    done = copied.lineup(project, "export", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"error: {REFUSED[arguments]}\n")


def test_one_that_diverged_is_refused(project: Path, tmp_path: Path) -> None:
    path = project / "data/results/two/temperatures.json"
    kept = path.read_text()
    path.write_text(json.dumps(dict.fromkeys(json.loads(kept), None)))
    try:
        done = copied.lineup(project, "export", "--format", "onnx", "--variant", "two", "--output", "none")
    finally:
        path.write_text(kept)
    assert done.returncode == 1
    assert done.stderr.startswith("error: two, seed ")
    assert done.stderr.endswith(" diverged: what it says is no number.\n")
    assert not (project / "none").exists()
