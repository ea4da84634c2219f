"""Does another hash, compared by brute force, find the near-duplicates that the audit finds?

The independent side is the DCT hash of imagehash (64 bits), compared by brute force.
"""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import imagehash
import numpy as np
import pytest
from PIL import Image

from lineup.duplicates import audit
from lineup.duplicates.near_duplicates import Found, find
from lineup.duplicates.pairs import groups_of
from lineup.images.reading import read_in_order
from lineup.schema.params import Split
from lineup.sources import toons as source
from stages.split import split

SIMPSONS = Path(__file__).parents[3] / "shared/data/the-simpsons-characters-dataset.zip"
SURE = 6  # of imagehash's 64 bits: surely a near-duplicate
NEAR = 10


@dataclass(frozen=True)
class Pictures:
    """Labels and pixels as preprocess leaves them, and imagehash's bits as -1 and 1, (n, 64)."""

    labels: np.ndarray
    pixels: np.ndarray
    other: np.ndarray

    def distances(self) -> np.ndarray:
        """Return in how many bits of 64 each pair differs, by the other hash: (n, n)."""
        return np.asarray((64 - self.other @ self.other.T) / 2)


def read(path: Path, names: Sequence[str], labels: Sequence[str]) -> Pictures:
    """Decode the named files of an archive; files that cannot be decoded are left out."""
    with zipfile.ZipFile(path) as archive:
        read = list(
            read_in_order(archive, names, height=64, width=64, resize="stretch", interpolation="area")
        )
    good = [k for k, one in enumerate(read) if not isinstance(one, str)]
    images = [one for one in read if not isinstance(one, str)]
    other = [imagehash.phash(Image.fromarray(one.pixels)).hash.ravel() for one in images]
    return Pictures(
        np.array(labels)[good], np.stack([one.pixels for one in images]), np.array(other, np.float32) * 2 - 1
    )


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    path = tmp_path_factory.mktemp("toons") / "images.zip"
    source.fetch(path, seed=3, scenes=60)
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if not name.endswith("/"))
    return read(path, names, [name.split("/")[-2] for name in names])


def our_split(pictures: Pictures, grouped: bool) -> tuple[np.ndarray, Found]:
    """Return the parts of a split of ours, and the near-duplicates."""
    found = find(pictures.pixels)
    groups = groups_of(len(pictures.labels), found.pairs)
    settings = Split(train=0.6, validation=0.2, test=0.2, seed=0, grouped=grouped, leaks="report")
    nothing = np.full(len(pictures.labels), "")
    return split(pictures.labels, nothing, groups, settings), found


def test_no_near_duplicate_of_the_other_hash_straddles_a_grouped_split(drawn: Pictures) -> None:
    parts, _ = our_split(drawn, grouped=True)
    sure = np.argwhere(np.triu(drawn.distances() <= SURE, 1))
    assert len(sure) > 50
    assert (parts[sure[:, 0]] == parts[sure[:, 1]]).all()
    alone, _ = our_split(drawn, grouped=False)
    assert (alone[sure[:, 0]] == alone[sure[:, 1]]).mean() < 0.6  # what the test would see without groups


def test_the_other_hash_finds_the_same_leaks(drawn: Pictures) -> None:
    parts, found = our_split(drawn, grouped=False)
    leaked = audit.near(found, parts == "test", parts == "train")[parts == "test"]
    nearest = drawn.distances()[np.ix_(parts == "test", parts == "train")].min(axis=1)
    assert 0.2 < leaked.mean() < 0.95
    assert ((nearest <= NEAR) == leaked).mean() >= 0.95


@pytest.mark.skipif(not SIMPSONS.exists(), reason="needs the Simpsons archive in a folder shared/data beside")
def test_the_published_test_set_of_the_simpsons_leaks() -> None:
    characters = ("kent_brockman", "edna_krabappel")
    with zipfile.ZipFile(SIMPSONS) as archive:
        paths = [name.split("/") for name in sorted(archive.namelist()) if name.endswith(".jpg")]
    training = [path for path in paths if path[-2] in characters]
    test = [path for path in paths if path[-2] == "kaggle_simpson_testset"]
    test = [path for path in test if path[-1].rpartition("_")[0] in characters]
    labels = [path[-2] for path in training] + [path[-1].rpartition("_")[0] for path in test]
    pictures = read(SIMPSONS, ["/".join(path) for path in training + test], labels)
    assert len(pictures.labels) == len(labels)
    in_test = np.arange(len(labels)) >= len(training)
    leaked = audit.near(find(pictures.pixels, in_test), in_test, ~in_test)[in_test]
    nearest = pictures.distances()[np.ix_(in_test, ~in_test)].min(axis=1)
    assert leaked.mean() >= 0.97
    assert ((nearest <= NEAR) == leaked).mean() >= 0.99
