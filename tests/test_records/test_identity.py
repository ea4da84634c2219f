"""A training's name changes with all that decides its outcome, and with nothing else."""

import copy

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


def test_the_code_of_a_training_is_what_decides_its_weights() -> None:
    code = identity.training_code("cnn")
    rooms = {".".join(name.split(".")[:2]) for name in code}
    assert rooms == {"lineup", "lineup.architectures", "lineup.inference", "lineup.training"}
    assert {"lineup.architectures.cnn", "lineup.training.loop", "lineup.inference.device"} < set(code)
    assert "lineup.training.augmentation.epoch" in code
    others = set(identity.training_code("fully_connected")) ^ set(code)
    assert others == {"lineup.architectures.cnn", "lineup.architectures.fully_connected"}
    assert "lineup.training.fed" not in code
