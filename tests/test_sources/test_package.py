"""Data inside an installed package: found and zipped without running the package."""

import importlib
import sys
import zipfile
from pathlib import Path

import pytest

from lineup.sources import package
from tests.mistakes import mistake

PROJECT = """
[project]
name = "lineup"

[project.optional-dependencies]
gpu = ["tensorflow[and-cuda]>=2.21"]
cells = ["Made.Up_cells[all]>=1.0"]
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of installed packages, one of which would end the process if it were imported."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    site = tmp_path / "site"
    for name in ("images/b.png", "images/a.png", "labels.csv", ".hidden"):
        (site / "made_up_cells/data" / name).parent.mkdir(parents=True, exist_ok=True)
        (site / "made_up_cells/data" / name).write_text(name)
    (site / "made_up_cells/__init__.py").write_text("raise SystemExit('imported')")
    (site / "made_up_cells/empty").mkdir()
    (site / "made_up_cells-2.1.dist-info").mkdir()
    (site / "made_up_cells-2.1.dist-info/METADATA").write_text(
        "Metadata-Version: 2.1\nName: made-up-cells\nVersion: 2.1\n"
    )
    monkeypatch.syspath_prepend(str(site))
    importlib.invalidate_caches()
    return site


def failure(package_name: str, distribution: str, folder: str = "data") -> str:
    return mistake(
        package.fetch, Path("1.zip"), package=package_name, distribution=distribution, folder=folder
    )


def test_a_folder_of_a_package(site: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        said = package.fetch(
            tmp_path / f"{number}.zip",
            package="made_up_cells",
            distribution="made-up-cells",
            folder="data",
            licence="CC0",
        )
    assert said == {"address": "package:made-up-cells==2.1/data", "licence": "CC0", "left_out": []}
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        assert archive.namelist() == ["images/a.png", "images/b.png", "labels.csv"]
    assert "made_up_cells" not in sys.modules


def test_what_is_not_installed(site: Path) -> None:
    assert failure("made_up_cell", "made-up-cells") == (
        "dataset.package: the package made_up_cell is not installed. Run `uv sync --extra cells`, then this "
        "command again."
    )
    assert failure("made_up_cells", "unheard-of") == (
        "dataset.package: the distribution unheard-of is not installed. Run `uv pip install unheard-of`, "
        "then this command again."
    )


def test_the_shipped_study_has_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    assert package.remedy("elpv_dataset") == "uv sync --extra solar"


def test_a_folder_that_is_not_there(site: Path) -> None:
    where = f"in the package made_up_cells (made-up-cells 2.1, {site}/made_up_cells)."
    assert failure("made_up_cells", "made-up-cells", "dta") == f"dataset.folder: 'dta' is no folder {where}"
    assert failure("made_up_cells", "made-up-cells", "empty") == (
        f"dataset.folder: 'empty' holds no files {where}"
    )
