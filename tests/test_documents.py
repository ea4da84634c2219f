"""docs/params.md explains every key of params.yaml, and no other."""

import re
from typing import Any

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from lineup.schema import dataset, params, variant
from tests.conftest import ROOT

SECTIONS: dict[str, type[BaseModel]] = {
    "dataset": dataset.Source,
    "images": params.Images,
    "split": params.Split,
    "training": params.Training,
    "analysis": params.Analysis,
    "backbones": variant.Backbone,
    "suspects": params.Suspects,
    "variants": variant.Variant,
    "schedule": variant.Schedule,
    "early_stopping": variant.EarlyStopping,
    "augmentation": variant.Augmentation,
    "resources": variant.Resources,
}


def explained(section: str) -> dict[str, str]:
    """Return what the table below a heading says counts where each key is left out."""
    text = (ROOT / "docs/params.md").read_text()
    below = re.split(rf"(?m)^##+ {section}$", text)[1].split("\n#")[0]
    rows = [[cell.strip() for cell in row.split("|")] for row in re.findall(r"(?m)^\| (.+) \|$", below)]
    return {row[0]: row[-1].strip("`") for row in rows[1:]}


def left_out(field: FieldInfo) -> Any:
    if field.is_required():
        return "needed"
    known: dict[Any, str] = {None: "null", True: "true", False: "false"}
    default = field.default
    return known[default] if default is None or isinstance(default, bool) else str(default)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_of_params_yaml_is_explained_and_no_other(section: str) -> None:
    fields = SECTIONS[section].model_fields
    told = explained(section)
    assert set(told) == set(fields) - {"xla"} | ({"source"} if section == "dataset" else set())
    for key, field in fields.items():
        if key != "xla" and not isinstance(field.default, BaseModel):
            assert told[key] == left_out(field), key
