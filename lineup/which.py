"""Which training: a variant with a seed, and with folds whose, from 1.

0 is the training that goes to work, the only one where there are no folds.
"""

from pathlib import Path


def title(variant: str, seed: int, fold: int = 0) -> str:
    """Return how a person calls a training, as its lines begin."""
    return f"{variant} seed {seed}{f' fold {fold}' if fold else ''}"


def name(variant: str, seed: int, fold: int = 0) -> str:
    """Return its name among files and in MLflow: VARIANT-sSEED, or VARIANT-sSEED-fFOLD."""
    return f"{variant}-s{seed}{f'-f{fold}' if fold else ''}"


def folder(data: Path, variant: str, seed: int, fold: int = 0) -> Path:
    """Return where data/ keeps a training: models/VARIANT/SEED, or SEED-fFOLD."""
    return data / "models" / variant / part(seed, fold)


def part(seed: int, fold: int = 0) -> str:
    """Return the name of its folder: SEED, or SEED-fFOLD."""
    return f"{seed}{f'-f{fold}' if fold else ''}"
