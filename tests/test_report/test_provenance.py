"""The page's foot says where the report comes from."""

import json
import platform
from importlib.metadata import version
from pathlib import Path

from dulwich import porcelain

from lineup.report import provenance

DAY = 1_795_690_000  # in Unix time: 2026-11-26
MANIFEST = {
    "source": "archive",
    "address": "https://example.org/a.zip",
    "bytes": 17_100,
    "licence": None,
    "sha256": "ab" * 32,
    "counts": {"files": 1234},
}
TRAINED = {"tensorflow": "2.21.0", "keras": "3.15.1", "device": "cpu", "precision": "float32"}


def test_data_code_versions_and_machine_are_told(tmp_path: Path) -> None:
    (tmp_path / "data/raw").mkdir(parents=True)
    (tmp_path / "data/raw/manifest.json").write_text(json.dumps(MANIFEST))
    trainings = {"cnn": TRAINED, "dense": TRAINED, "old": {**TRAINED, "device": "GPU", "keras": "3.14.0"}}
    lines = dict(provenance.of(tmp_path / "data", trainings, tmp_path))
    assert lines == {
        "Data": "archive, https://example.org/a.zip: 1,234 files, 17.1 kB",
        "Licence of the data": "not known",
        "SHA-256 of the data": "ab" * 32,
        "Trained with": (
            "TensorFlow 2.21.0, Keras 3.14.0, GPU, float32; TensorFlow 2.21.0, Keras 3.15.1, cpu, float32"
        ),
        "Compared with": (
            f"Lineup {version('lineup')}, Python {platform.python_version()},"
            f" {platform.system()} {platform.machine()}"
        ),
        "Made again by": "dvc repro",
    }


def test_in_git_the_commit_is_told(tmp_path: Path) -> None:
    porcelain.init(str(tmp_path))
    (tmp_path / "uv.lock").touch()
    commit = porcelain.commit(
        str(tmp_path), message=b"First", author=b"A <a@b>", committer=b"A <a@b>", commit_timestamp=DAY
    )
    lines = dict(provenance.of(tmp_path / "data", {}, tmp_path))
    assert lines["Commit"] == f"{commit.decode()[:12]} of 2026-11-26"
    assert lines["Made again by"] == "uv run dvc repro"


def test_the_page_has_the_lines(report: Path) -> None:
    foot = (report / "report.html").read_text().split("<footer>")[1]
    assert "<dt>Trained with</dt><dd>TensorFlow 2, Keras 3, CPU, float32</dd>" in foot
    assert "<dt>Made again by</dt><dd>dvc repro</dd>" in foot
