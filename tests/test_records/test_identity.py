"""A training's name changes with all that decides its outcome, and with nothing else."""

import copy
from pathlib import Path

from lineup.records import identity
from lineup.schema import params
from tests.conftest import SMALL


def test_keys_do_not_depend_on_order() -> None:
    assert identity.training_key(a=1, b={"c": 2}) == identity.training_key(b={"c": 2}, a=1)
    assert identity.training_key(a=1) != identity.training_key(a=2)


def test_reported_figures_do_not_change_a_recipe() -> None:
    plain = copy.deepcopy(SMALL)
    plain["variants"]["fully_connected"]["reported"] = {"test_accuracy": 0.5}
    entries = [
        identity.recipe(params.Params.model_validate(content).variants["fully_connected"].model_dump())
        for content in (SMALL, plain)
    ]
    assert entries[0] == entries[1]


def test_sources_are_the_content_of_python_files(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/a.py").write_text("a = 1\n")
    before = identity.sources_digest([tmp_path / "folder"])
    (tmp_path / "folder/notes.txt").write_text("nothing")
    assert identity.sources_digest([tmp_path / "folder"]) == before
    (tmp_path / "folder/a.py").write_text("a = 2\n")
    assert identity.sources_digest([tmp_path / "folder"]) != before
