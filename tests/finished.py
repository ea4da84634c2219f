"""A small study on which `dvc repro` has run once, for tests that read what it leaves or go on."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml

from tests import warm
from tests.conftest import ROOT, SMALL, copy_project, draw_pictures

NARROW = '''"""A small net for tests."""

import keras


def build(input_shape: tuple[int, int, int], num_classes: int) -> keras.Model:
    inputs = keras.Input(input_shape)
    x = keras.layers.Conv2D(4, 3, strides=2, activation="relu")(inputs)
    return keras.Model(inputs, keras.layers.Dense(num_classes)(keras.layers.Flatten()(x)))
'''
TINY = '''"""A small backbone for tests."""

import keras


def backbone(input_shape: tuple[int, int, int], weights: str | None) -> keras.Model:
    pixels = keras.Input(input_shape)
    return keras.Model(pixels, keras.layers.Conv2D(256, 5, strides=4, activation="relu")(pixels))
'''
STAGES = (
    "check download preprocess split features@tiny suspect@small train@one train@two train@head"
    " evaluate@one evaluate@two evaluate@head compare track"
).split()
BACKBONE = {"architecture": "tiny", "weights": "random", "watch": "data/check/nothing.txt", "input_size": 32}


def variant(architecture: str, **changes: Any) -> dict[str, Any]:
    return {**SMALL["variants"]["fully_connected"], "architecture": architecture, **changes}


VARIANTS = {
    "one": variant("narrow", augmentation={"horizontal_flip": True}, reported={"test_accuracy": 0.5}),
    "two": variant("fully_connected"),
    "head": variant("dense_head", input="features/tiny", scaling="none"),
}


ANALYSIS = {
    "analysis": {"corruption_images": 4, "attention_errors": 3},
    "suspects": {"small": {"features": "features/tiny", "folds": 3}},
}


def write_params(project: Path, **sections: Any) -> None:
    content = {**SMALL, "backbones": {"tiny": BACKBONE}, "variants": VARIANTS, **ANALYSIS, **sections}
    (project / "params.yaml").write_text(yaml.safe_dump(content, sort_keys=False))


def dvc(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run DVC in a project. check finds no dvc above it by name then, and starts no keeper."""
    return warm.run(project, "dvc", *arguments)


def repro(project: Path, *arguments: str) -> list[str]:
    """Run `dvc repro` and return the stages that it ran."""
    return ran(dvc(project, "repro", *arguments))


def ran(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return the stages that a `dvc repro` ran to their end."""
    assert done.returncode == 0, done.stdout + done.stderr
    return re.findall(r"Running stage '(.+)'", done.stdout)


def make(project: Path, store: Path) -> Path:
    """Lay out a project that begins with a copy of an MLflow store, and run `dvc repro`."""
    lay_out(project)
    shutil.copy(store, project / "mlruns/mlflow.db")
    assert set(repro(project)) == set(STAGES)
    return project


def lay_out(project: Path) -> None:
    """Copy the project, add nets of its own, draw pictures; nothing is run."""
    copy_project(project)
    for name, text in (("narrow", NARROW), ("tiny", TINY)):
        (project / f"lineup/architectures/{name}.py").write_text(text)
    draw_pictures(project / "pictures")
    write_params(project)
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    assert dvc(project, "init", "-q").returncode == 0
    shutil.copytree(ROOT / ".dvc/plots", project / ".dvc/plots")
