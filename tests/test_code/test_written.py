"""What check writes of each stage's code and params."""

import json
from pathlib import Path
from typing import Any

import pytest

from lineup.code import closure, written
from tests.test_code.test_closure import packages, write

__all__ = ["packages"]

PIPELINE: dict[str, Any] = {
    "check": {"always_changed": True},
    "download": {"params": [{"data/check/digests.json": ["download"]}, "dataset"]},
    "train": {"foreach": "${variants}", "do": {"params": ["seeds", "training.precision", "variants.${key}"]}},
    "archive": {"params": ["seeds"]},  # a stage of somebody's own, without Python
}
STUDY: dict[str, Any] = {
    "seeds": [0],
    "dataset": {"source": "toons"},
    "training": {"precision": "auto", "checkpoint_batches": None, "devices": "one"},
    "variants": {"a": {"architecture": "cnn"}, "b": {"architecture": "cnn"}, "c": {"architecture": "dense"}},
}


@pytest.fixture
def code(packages: Path) -> Path:
    """Return a folder with the code of two stages, two sources, two architectures."""
    for name in ("stages/download", "stages/train", "lineup/sources/toons", "lineup/sources/kaggle"):
        write(packages, f"{name}.py", "import lineup.errors\n")
    for name in ("sources/__init__", "architectures/__init__", "architectures/cnn", "architectures/dense"):
        write(packages, f"lineup/{name}.py", "")
    write(packages, "lineup/errors.py", "")
    return packages


def digests(**sections: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written.files(PIPELINE, STUDY | sections)[written.DIGESTS])
    return found


def test_a_list_of_modules_for_each_stage_and_architecture(code: Path) -> None:
    files = written.files(PIPELINE, STUDY)
    lists = {name: [line.split(" ")[0] for line in files[name].splitlines()] for name in files if "/" in name}
    architecture = ["lineup", "lineup.architectures", "lineup.architectures.NAME", "stages", "stages.train"]
    assert lists == {
        "code/download.txt": [
            "lineup",
            "lineup.sources",
            "lineup.sources.toons",
            "stages",
            "stages.download",
        ],
        "code/train/cnn.txt": [name.replace("NAME", "cnn") for name in architecture],
        "code/train/dense.txt": [name.replace("NAME", "dense") for name in architecture],
    }
    module = closure.digests(["stages.download"])["stages.download"]
    assert f"stages.download {module}" in files["code/download.txt"].splitlines()
    assert json.loads(files[written.SETTINGS]) == STUDY


def test_a_digest_changes_with_what_the_stage_names_alone(code: Path) -> None:
    before = digests()
    assert set(before) == {"download", "train"}
    assert set(before["train"]) == {"a", "b", "c"}
    assert digests(training={**STUDY["training"], "checkpoint_batches": 3}, study="other") == before
    assert digests(training={**STUDY["training"], "devices": "all"})["train"] != before["train"]
    assert changed(before, digests(dataset={"source": "kaggle"})) == {"download"}
    assert changed(before, digests(seeds=[0, 1])) == {"train.a", "train.b", "train.c"}
    slower = {**STUDY["variants"], "b": {"architecture": "cnn", "epochs": 3}}
    assert changed(before, digests(variants=slower)) == {"train.b"}
    write(code, "lineup/architectures/cnn.py", "WIDTH = 3\n")
    assert changed(before, digests()) == {"train.a", "train.b"}


def test_a_file_that_options_name_counts_by_what_it_holds(code: Path) -> None:
    weights = code / "own.weights.h5"
    nets = {**STUDY["variants"], "b": {"architecture": "cnn", "options": {"weights": str(weights)}}}
    before = digests(variants=nets)
    weights.write_bytes(b"one")
    assert changed(before, digests(variants=nets)) == {"train.b"}
    before = digests(variants=nets)
    weights.write_bytes(b"another")
    assert changed(before, digests(variants=nets)) == {"train.b"}


def changed(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    found = {"download"} if before["download"] != after["download"] else set()
    return found | {
        f"train.{name}" for name in before["train"] if before["train"][name] != after["train"][name]
    }


def test_no_digest_is_a_column(code: Path) -> None:
    """DVC flattens params to columns; an empty dictionary is none."""
    from dvc.utils.flatten import flatten

    assert flatten(digests()) == {}


def test_what_changed_is_named_and_what_did_not_is_not_touched(code: Path, tmp_path: Path) -> None:
    folder = tmp_path / "check"
    files = written.files(PIPELINE, STUDY)
    assert written.changed(folder, files) == []
    written.write(folder, files)
    gone = folder / "code/train/gone.txt"
    gone.write_text("lineup 0\n")
    stamps = {path: path.stat().st_mtime_ns for path in folder.rglob("*.*")}
    write(code, "lineup/architectures/cnn.py", "import lineup.sources.kaggle\n")
    new = written.files(PIPELINE, STUDY)
    said = ["lineup.architectures.cnn", "lineup.sources", "lineup.sources.kaggle"]
    assert written.changed(folder, new) == said
    written.write(folder, new)
    written_anew = {
        path.name for path, stamp in stamps.items() if path.exists() and path.stat().st_mtime_ns != stamp
    }
    assert written_anew == {"cnn.txt", "digests.json"}
    assert not (folder / "code/train/gone.txt").exists()
    assert written.changed(folder, new) == []
