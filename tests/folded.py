"""A small study in folds on which `dvc repro` has run once: two folds, repeats and variants."""

import shutil
from pathlib import Path

from tests import finished

VARIANTS = {name: finished.VARIANTS[name] for name in ("one", "two")}
SPLIT = {"train": 0.75, "validation": 0.25, "test": 0, "seed": 0, "folds": 2, "repeats": 2}
FOLDS, SEEDS = (1, 2, 3, 4), (1,)
ANALYSIS = {"corruption_images": 4, "attention_errors": 3}


def make(project: Path, store: Path) -> Path:
    """Lay out a project of 36 pictures that begins with a copy of an MLflow store, and run `dvc repro`."""
    finished.lay_out(project)
    shutil.copy(store, project / "mlruns/mlflow.db")
    for picture in project.glob("pictures/*/*"):
        if int(picture.stem) >= 12:
            picture.unlink()
    sections = {"split": SPLIT, "backbones": {}, "suspects": {}, "variants": VARIANTS, "analysis": ANALYSIS}
    finished.write_params(project, study="folded", seeds=[*SEEDS], **sections)
    finished.repro(project)
    return project
