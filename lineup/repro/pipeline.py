"""dvc.yaml: how many stages a study has."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from lineup.code import written
from lineup.errors import LineupError


def stages(path: Path = Path("dvc.yaml")) -> dict[str, Any]:
    """Return the stages of dvc.yaml; LineupError where there is none."""
    try:
        return dict(yaml.safe_load(path.read_text(encoding="utf-8"))["stages"])
    except FileNotFoundError:
        raise LineupError(
            "There is no dvc.yaml here. Run the command in the project's folder, or begin one:"
            " lineup init my_project --pictures FOLDER."
        ) from None


def names(pipeline: Mapping[str, Any], study: Mapping[str, Any]) -> list[str]:
    """Return the names of all stages, with one for each entry of a `foreach`."""
    return [
        f"{stage}@{key}" if key else stage
        for stage, entry in pipeline.items()
        for key, _ in written.items(entry, study)
    ]
