"""What data/ holds, whatever params.yaml says today: the study and its trainings, as compare found them."""

from pathlib import Path
from typing import Any

from lineup import which
from lineup.errors import LineupError
from lineup.files import read_json


def read(data: Path) -> dict[str, Any]:
    """Return comparison.json; LineupError where a training in data/models is not the one it compares.

    Or where it is broken, or an older Lineup's. Raises FileNotFoundError where compare has not run.
    """
    file = data / "report/comparison.json"
    try:
        found: dict[str, Any] = read_json(file)
        keys = [(name, seed, fold, own["training_key"]) for name, seed, fold, own in trainings(found)]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise LineupError(
            f"{file.as_posix()} is broken, or was written by an older Lineup."
            " Run `dvc repro`, which makes it anew."
        ) from None
    for variant, seed, fold, key in keys:
        if facts(data, variant, seed, fold)["training_key"] != key:
            of_fold = f", fold {fold}" if fold else ""
            raise LineupError(
                f"{variant}, seed {seed}{of_fold} was trained anew after the report in data/report was"
                " written. Run `dvc repro`, which compares it."
            )
    return found


def to_use(comparison: dict[str, Any]) -> str:
    return str(comparison.get("use", comparison["best"]))  # an older report names none to use


def trainings(comparison: dict[str, Any]) -> list[tuple[str, int, int, dict[str, Any]]]:
    """Return (variant, seed, fold, its figures) of every training that is compared; fold as in which.py."""
    found = []
    for row in comparison["variants"]:
        for seed, one in row["per_seed"].items():
            found.append((row["variant"], int(seed), 0, one))
            folds = one.get("folds", {}).items()
            found += [(row["variant"], int(seed), int(fold), own) for fold, own in folds]
    return found


def facts(data: Path, variant: str, seed: int, fold: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = read_json(which.folder(data, variant, seed, fold) / "training.json")
    return found
