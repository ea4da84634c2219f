"""A study, compared: what most tests of the report look at."""

import contextlib
from pathlib import Path

import pytest

from stages import compare
from tests.conftest import Shared
from tests.synthetic import make_study
from tests.synthetic.analyses import look, suspect

HOSTILE = "<script>alert('x')</script> & \"Söhne\" | *"


def compare_in(folder: Path) -> Path:
    """Run compare in a study's folder; return its report folder."""
    with contextlib.chdir(folder):
        compare.main()
    return folder / "data/report"


@pytest.fixture(scope="session")
def report(shared: Shared) -> Path:
    """Return the report folder of a study with leaks, costly analyses and a hostile class name."""
    return shared("reported", fill) / "data/report"


def fill(folder: Path) -> None:
    make_study(
        folder,
        classes=["Ada", "Bruno", "Cleo", "Dmitri", "Esther", HOSTILE],
        leaked=0.3,
        reported={"cnn": {"test_accuracy": 0.93, "note": "https://example.org/paper"}},
    )
    suspect(folder, 12)
    for variant in ("cnn", "cnn_augmented", "transfer"):
        look(folder, variant, 6)
    compare_in(folder)
