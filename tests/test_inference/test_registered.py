"""The code that travels with a registered model is all that it imports."""

from lineup.promotion.bundle import CODE
from tests.conftest import ROOT
from tests.test_dvc_yaml import closure


def test_the_code_that_travels_is_what_is_imported() -> None:
    files = closure(ROOT / "lineup/inference/registered.py")
    assert sorted(file.relative_to(ROOT).as_posix() for file in files) == list(CODE)
