"""A large library is imported without what it could do without."""

import importlib
import sys
from pathlib import Path

import pytest

from lineup import quick_import


def test_what_is_left_out_is_missing_for_that_import_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = "try:\n    import {0}.part as {0}\nexcept ImportError:\n    {0} = None\n"
    (tmp_path / "large_one.py").write_text(asks.format("heavy_one") + asks.format("light_one"))
    for name in ("heavy_one", "light_one"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
        (tmp_path / name / "part.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("light_one")  # what is there already stays
    quick_import.load("large_one", without=("heavy_one", "light_one"))
    assert sys.modules["large_one"].heavy_one is None
    assert sys.modules["large_one"].light_one is not None
    assert importlib.import_module("heavy_one.part")


def test_a_library_that_cannot_be_imported_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        quick_import.load("no_such_module", without=("colorsys",))
    assert importlib.import_module("colorsys").rgb_to_hsv
