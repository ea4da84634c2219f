"""dvc.yaml: how many stages a study has."""

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from lineup.code import written
from lineup.errors import LineupError, alternatives, closest

PLAIN = re.compile(r"[A-Za-z_]\w*(@[\w-]+)?")


def stages(path: Path = Path("dvc.yaml")) -> dict[str, Any]:
    """Return the stages of dvc.yaml; LineupError where there is none."""
    try:
        return dict(yaml.safe_load(path.read_text(encoding="utf-8"))["stages"])
    except FileNotFoundError:
        raise LineupError(
            "There is no dvc.yaml here. Run the command in the project's folder, or begin one:"
            " lineup init my_project --pictures FOLDER."
        ) from None


def refuse_unknown(targets: Iterable[str], known: Collection[str]) -> None:
    """Raise LineupError for a target that is no stage, by a plain name: no file, no pattern."""
    every = {*known, *(name.partition("@")[0] for name in known)}
    for target in targets:
        if PLAIN.fullmatch(target) and target not in every and not Path(target).exists():
            near = closest(target, every) or alternatives(target, known)
            raise LineupError(f"dvc.yaml has no stage '{target}'.{near}")


def names(pipeline: Mapping[str, Any], study: Mapping[str, Any]) -> list[str]:
    """Return the names of all stages, with one for each entry of a `foreach`."""
    return [
        f"{stage}@{key}" if key else stage
        for stage, entry in pipeline.items()
        for key, _ in written.items(entry, study)
    ]
