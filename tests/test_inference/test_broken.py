"""Files of data/ that are broken or gone: one message that says which and how to have it again."""

from pathlib import Path

import pytest

from lineup.records import to_use
from tests import copied

AGAIN = "Run `dvc repro`, which makes it anew.\n"


@pytest.fixture
def project(finished_study: Path, tmp_path: Path) -> Path:
    return copied.copy(finished_study, tmp_path / "study")


@pytest.mark.parametrize("content", [b"no model", b"", None])
def test_a_model_that_is_none(project: Path, content: bytes | None) -> None:
    known, _ = to_use.chosen(data=project / "data")
    model = project / "data/models" / known.variant / str(known.seed) / "model.keras"
    model.unlink()
    if content is not None:
        model.write_bytes(content)
    done = copied.lineup(project, "predict", "pictures/class_0", "--variant", known.variant)
    place = f"data/models/{known.variant}/{known.seed}/model.keras"
    what = f"{place} is missing. Run `dvc repro`, which makes it.\n"
    what = what if content is None else f"{place} is broken: it is no Keras model. {AGAIN}"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"error: {what}")


@pytest.mark.parametrize("content", ["{", "[]", '{"variants": [{"variant": "one"}]}', '{"study": "small"}'])
def test_a_report_that_is_broken_or_of_an_older_lineup(project: Path, content: str) -> None:
    (project / "data/report/comparison.json").write_text(content)
    done = copied.lineup(project, "export", "--format", "onnx")
    what = "data/report/comparison.json is broken, or was written by an older Lineup."
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"error: {what} {AGAIN}")


@pytest.mark.parametrize("folder", ["results", "split", "images"])
def test_half_of_data_is_gone(project: Path, folder: str) -> None:
    for path in sorted((project / "data" / folder).rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    done = copied.lineup(project, "predict", "pictures/class_0")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    assert "`dvc repro`" in done.stderr


def test_two_forms_at_once(project: Path) -> None:
    done = copied.lineup(project, "predict", "pictures", "--json", "--csv")
    assert done.stderr == "error: Give --json or --csv, not both: each is a form of the whole answer.\n"
