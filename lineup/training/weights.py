"""Where pretrained weights come from: a path, an address, Keras's own ImageNet files, a mirror of them."""

import os
import shutil
from pathlib import Path

import keras

from lineup.errors import LineupError


def resolve(weights: str) -> str | None:
    """Return what keras.applications takes: None for random, 'imagenet', or a path.

    An address is fetched once into Keras's cache. Raises LineupError where it cannot be fetched.
    """
    if weights == "random":
        return None
    if weights == "imagenet":
        offer_mirror()
        return weights
    if "://" not in weights:
        return weights
    try:
        return str(keras.utils.get_file(origin=weights))
    except Exception as error:
        raise LineupError(
            f"The weights at {weights} could not be fetched: {error}."
            " Fetch them by hand and give their path as `weights`."
        ) from None


def offer_mirror() -> None:
    """Copy weights files from LINEUP_MIRROR (or a folder `weights` in it or beside it) to Keras's cache.

    Keras downloads what its cache lacks; a file under its published name counts as downloaded.
    """
    mirror = os.environ.get("LINEUP_MIRROR")
    if not mirror:
        return
    cache = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras")) / "models"
    for folder in (Path(mirror), Path(mirror) / "weights", Path(mirror).resolve().parent / "weights"):
        for path in folder.glob("*no*top*.h5") if folder.is_dir() else ():
            if not (cache / path.name).exists():
                cache.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, cache / path.name)
