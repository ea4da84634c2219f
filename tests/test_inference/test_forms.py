"""A model is asked in its exported form, without TensorFlow; never in one that is not its own."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lineup.inference import forms as kept
from lineup.inference import workspace
from tests import copied

PICTURE = "pictures/class_0/000.png"
ALONE = """
import sys
from lineup.__main__ import main
sys.argv = ["lineup", "predict", *sys.argv[1:]]
try:
    main()
finally:
    print("loaded:", *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.fixture
def project(finished_study: Path, tmp_path: Path) -> Path:
    """Return a copy of the finished study without forms."""
    folder = copied.copy(finished_study, tmp_path)
    shutil.rmtree(folder / "exports", ignore_errors=True)
    return folder


def ask(project: Path, *arguments: str) -> tuple[dict[str, float], str]:
    """Return the probabilities by class that `lineup predict` gives PICTURE, and what it warned of."""
    done = copied.lineup(project, "predict", PICTURE, "--top", "3", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    ((answer),) = json.loads(done.stdout)
    return {one["label"]: one["probability"] for one in answer["top"]}, done.stderr


def forms(project: Path) -> list[Path]:
    return sorted((project / "exports/.forms").iterdir())


def loaded(project: Path, *arguments: str) -> set[str]:
    """Return the packages that `lineup predict` has imported at its end."""
    command = [sys.executable, "-c", ALONE, PICTURE, *arguments]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.partition("loaded: ")[2].split())


def test_without_tensorflow_once_the_form_is_there(project: Path) -> None:
    first, warned = ask(project, "--variant", "one")
    assert warned == ""
    (form,) = forms(project)
    assert form.name.startswith("one-")
    made = form.stat().st_mtime_ns
    packages = loaded(project, "--variant", "one")
    assert "onnxruntime" in packages
    assert packages & {"tensorflow", "keras", "mlflow", "sklearn", "matplotlib", "onnx"} == set()
    assert ask(project, "--variant", "one")[0] == first
    assert [form.stat().st_mtime_ns for form in forms(project)] == [made]


def test_the_registered_model_brings_its_form(promoted_study: Path) -> None:
    (form,) = (promoted_study / "mlruns/artifacts").rglob("data/model/model.onnx")
    assert form.with_name("model.keras").is_file()
    assert {"tensorflow", "keras"} & loaded(promoted_study, "--model", "models:/small@champion") == set()


def test_another_model_and_another_temperature_are_asked_anew(project: Path) -> None:
    before, _ = ask(project, "--variant", "two")
    (name,) = (form.stem for form in forms(project))
    seed = name.removeprefix("two-")
    model = project / f"data/models/two/{seed}/model.keras"
    shutil.copyfile(project / f"data/models/two/{1 - int(seed)}/model.keras", model)
    other, _ = ask(project, "--variant", "two")
    assert max(abs(other[label] - before[label]) for label in before) > 1e-4
    path = project / "data/results/two/temperatures.json"
    told = json.loads(path.read_text())
    path.write_text(json.dumps(told | {seed: 3 * told[seed]}))
    flatter, _ = ask(project, "--variant", "two")
    assert max(flatter.values()) < max(other.values())
    wanted = np.array([other[label] for label in flatter]) ** (1 / 3)
    np.testing.assert_allclose(list(flatter.values()), wanted / wanted.sum(), atol=1e-5)
    assert len(forms(project)) == 1


def test_a_damaged_form_is_made_anew(project: Path) -> None:
    before, _ = ask(project, "--variant", "two")
    (form,) = forms(project)
    whole = form.read_bytes()
    for content in (whole[: len(whole) // 2], b""):
        form.write_bytes(content)
        assert ask(project, "--variant", "two") == (before, "")
        assert form.read_bytes()[-64:] == whole[-64:]  # the digest


def test_where_no_form_can_be_kept_keras_answers(project: Path) -> None:
    expected, _ = ask(project, "--variant", "two")
    shutil.rmtree(project / "exports")
    (project / "exports").write_text("a file of the user's")
    said, warned = ask(project, "--variant", "two")
    assert said == pytest.approx(expected, abs=1e-5)
    assert warned.startswith("warning: two, seed ")
    assert " is asked through TensorFlow, which is slow to start: " in warned
    assert len(warned.splitlines()) == 1
    assert (project / "exports").read_text() == "a file of the user's"


def test_where_a_form_would_say_something_else_keras_answers(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = workspace.facts_of("two", project / "data")
    pixels = workspace.test_pixels(project / "data", 4)
    expected = kept.of_workspace(known, project / "data").ask(pixels)
    shutil.rmtree(project / "exports")
    monkeypatch.setattr(kept, "TOLERANCE", -1.0)
    answers = kept.of_workspace(known, project / "data").ask(pixels)
    np.testing.assert_allclose(answers, expected, atol=1e-5)
    assert forms(project) == []
    (warned,) = capsys.readouterr().err.splitlines()
    assert warned.startswith(
        f"warning: two, seed {known.seed} is asked through TensorFlow, which is slow to start:"
    )
    assert warned.endswith(" from Keras's, more than -1e+00: it is not written.")
