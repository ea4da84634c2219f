"""The study's name, from that of the pictures' folder."""

import re
import unicodedata
from pathlib import PurePosixPath

ENDINGS = (".tar.gz", ".tar.xz", ".tar.bz2", ".tgz", ".tar", ".zip")
PLAIN = {"data", "dataset", "datasets", "images", "imgs", "input", "photos", "pics", "pictures", "train"}


def study(pictures: str, project: str) -> str:
    """Return a name for the study: of the pictures, or of the project where that says nothing."""
    names = [PurePosixPath(place.replace("\\", "/").rstrip("/")).name for place in (pictures, project)]
    slugs = [slug(without_ending(name)) for name in names]
    telling = [name for name in slugs if name.lower() not in PLAIN]
    return next(filter(None, [*telling, *slugs]), "study")


def without_ending(name: str) -> str:
    return next((name[: -len(ending)] for ending in ENDINGS if name.lower().endswith(ending)), name)


def slug(name: str) -> str:
    """Return a name of letters, digits, - and _ alone; '' where none is left."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_-]+", "_", letters).strip("_-")
