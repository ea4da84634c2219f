"""Holds the search for near-duplicates against what others published and what was drawn with the truth known.

    python -m benchmarks.duplicates [cifar10] [simpsons] [toons] [plain] [kinds] [speed] [--data FOLDER]

All of them without a name; a set that is not in FOLDER (../shared/data) is skipped. Beside ours stand the
perceptual hashes that a user would take (imagehash, compared by brute force), and CleanVision where it is
installed: `uv run --group rivals python -m benchmarks.duplicates`. For each: recall of the known pairs, false
alarms among what has none, seconds of this process's processors and by the clock.

cifar10: test images that people judged to be one shot as a training image (ciFAIR; Barz and Denzler 2020).
simpsons: test images of the published set with a copy in training; the DCT hash by brute force is the judge.
toons: scenes of the embedded series. plain: drawn digits, line art, ...: different pictures that look alike.
kinds: copies drawn by kind of change. speed: seconds and memory for a million drawn pictures.
"""

import argparse
import csv
import resource
import time
import zipfile
from collections.abc import Callable
from functools import partial
from itertools import combinations, product
from pathlib import Path

import numpy as np

from benchmarks import drawn_pictures as drawn
from benchmarks import duplicates_sets as sets
from benchmarks.duplicates_rivals import RIVALS
from lineup.duplicates.near_duplicates import Found, find
from lineup.duplicates.pairs import closest, groups_of

MILLION = 1_000_000


def timed(search: Callable[[], np.ndarray]) -> tuple[np.ndarray, str]:
    """Return a search's pairs, and the seconds it took as text."""
    started, busy = time.perf_counter(), time.process_time()
    pairs = search()
    took, used = time.perf_counter() - started, time.process_time() - busy
    return pairs, f"{took:6.1f} s by the clock, {used:6.1f} s of processors"


def every_way(
    images: np.ndarray, test: np.ndarray | None = None, labels: np.ndarray | None = None
) -> dict[str, tuple[np.ndarray, str]]:
    """Return what we and each rival find among the images: pairs and seconds."""
    found = {"lineup": timed(lambda: spelled_out(find(images, test, labels)))}
    return found | {name: timed(partial(rival, images)) for name, rival in RIVALS.items()}


def spelled_out(found: Found) -> np.ndarray:
    """Return all pairs (M, 2): copies of the same pixels, linked to their first, share its partners here."""
    same = found.scores == 1
    members: dict[int, list[int]] = {}
    for first, copy in found.pairs[same].tolist():
        members.setdefault(first, [first]).append(copy)
    pairs = [pair for rows in members.values() for pair in combinations(rows, 2)]
    for one, other in found.pairs[~same].tolist():
        pairs += product(members.get(one, [one]), members.get(other, [other]))
    return np.sort(np.array(pairs, np.int64).reshape(-1, 2), axis=1)


def flagged(pairs: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Return bool (N,): test images with a pair among the others."""
    crossing = pairs[test[pairs[:, 0]] != test[pairs[:, 1]]]
    flags = np.zeros(len(test), bool)
    flags[crossing.ravel()] = True
    of_test: np.ndarray = flags & test
    return of_test


def cifar10(data: Path) -> None:
    """Print recall of the judged pairs, and how many other test images are flagged."""
    images, paths = sets.cifar10(data / "cifar10-images.zip")
    test = np.array(["/test/" in path for path in paths])
    labels = np.array([path.split("/")[-2] for path in paths])
    rows = {path: row for row, path in enumerate(paths)}
    with (data / "cifair-pairs-open.csv").open() as file:
        listed = [(rows[one["test"]], rows[one["training"]], one["judgment"]) for one in csv.DictReader(file)]
    same = {(min(pair[:2]), max(pair[:2])) for pair in listed if pair[2] == "1"}
    unlisted = test.copy()
    unlisted[[pair[0] for pair in listed]] = False
    print(f"CIFAR-10: {len(images):,} images, {len(same)} pairs judged one shot (the open half of the list)")
    for name, (pairs, seconds) in every_way(images, test, labels).items():
        hits = len(same & set(map(tuple, pairs.tolist())))
        others = flagged(pairs, test)[unlisted]
        print(
            f"  {name:22} {hits:4} of {len(same)} pairs ({hits / len(same):.1%}); {others.sum():5} of"
            f" {len(others):,} others flagged ({others.mean():.2%}); {seconds}"
        )


def simpsons(data: Path) -> None:
    """Print how many of the published test images are flagged, and where the independent judge differs."""
    images, labels, test = sets.simpsons(data / "the-simpsons-characters-dataset.zip")
    print(f"The Simpsons of 17 characters: {len(images):,} images, {test.sum()} of them published for test")
    ways = every_way(images, test, labels)
    judge = flagged(ways["DCT hash, 10 bits"][0], test)[test]
    for name, (pairs, seconds) in ways.items():
        flags = flagged(pairs, test)[test]
        conflicts = int((labels[pairs[:, 0]] != labels[pairs[:, 1]]).sum())
        print(
            f"  {name:22} {flags.sum():4} of {len(flags)} ({flags.mean():.1%}), agrees with the DCT hash at"
            f" 10 bits on {(flags == judge).mean():.1%}; {len(pairs):7,} pairs, {conflicts:4} across labels;"
            f" {seconds}"
        )


def toons(_: Path) -> None:
    """Print whether the groups are the scenes."""
    images, scenes = sets.toons()
    print(f"Toons: {len(images):,} frames of {len(np.unique(scenes))} scenes")
    for name, (pairs, seconds) in every_way(images).items():
        groups = groups_of(len(images), pairs)
        split = sum(len(np.unique(groups[scenes == scene])) > 1 for scene in np.unique(scenes))
        across = int((scenes[pairs[:, 0]] != scenes[pairs[:, 1]]).sum())
        print(f"  {name:22} {split:4} scenes in pieces, {across:5} pairs across scenes; {seconds}")


def plain(_: Path) -> None:
    """Print how many of pictures that only look alike are called copies."""
    for title, (images, labels) in sets.plain().items():
        print(f"{title}: {len(images):,} different pictures")
        for name, (pairs, _seconds) in every_way(images, labels=labels).items():
            groups = groups_of(len(images), pairs)
            mixed = sum(len(np.unique(labels[groups == group])) > 1 for group in np.unique(groups[pairs]))
            share = len(np.unique(pairs)) / len(images)
            print(f"  {name:22} {share:6.1%} flagged, {mixed:4} groups of two classes")


def kinds(data: Path) -> None:
    """Print recall by kind of change, on drawn pictures and on the frames of the toons and the archive."""
    random = np.random.default_rng(0)
    originals = {"drawn": drawn.photographs(random, 2000, 64), "toons": sets.toons()[0]}
    if (data / "cifar10-images.zip").exists():
        originals["CIFAR-10 (8,000)"] = sets.cifar10(data / "cifar10-images.zip")[0][:8000]
    names = list(drawn.KINDS)
    for title, images in originals.items():
        rows = np.sort(random.permutation(len(images))[: 40 * len(names)])
        made = [drawn.KINDS[names[n % len(names)]](images[row], random) for n, row in enumerate(rows)]
        print(f"{title}: {len(made)} copies among {len(images):,} pictures; found of each kind, %")
        print("  " + " " * 22 + " ".join(f"{name[:12]:>12}" for name in names))
        for name, (pairs, _seconds) in every_way(np.concatenate([images, np.stack(made)])).items():
            held = set(map(tuple, pairs.tolist()))
            hits = np.array([(int(row), len(images) + n) in held for n, row in enumerate(rows)])
            shares = [hits[kind :: len(names)].mean() for kind in range(len(names))]
            print(f"  {name:22} " + " ".join(f"{share:12.0%}" for share in shares))


def speed(_: Path) -> None:
    """Print seconds and memory for a million drawn pictures, and how many of their copies are found."""
    images, original = sets.million(MILLION)
    started = time.perf_counter()
    found = find(images)
    took = time.perf_counter() - started
    copies = original != np.arange(len(images))
    nearest = closest(found.pairs, found.scores, copies, ~copies)[0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{len(images):,} drawn pictures of 32x32: {took:.0f} s, peak {peak:.1f} GiB with mapped pages;"
        f" {(nearest == original)[copies].mean():.1%} of {copies.sum():,} copies found,"
        f" {len(found.pairs):,} pairs"
    )


PARTS = {part.__name__: part for part in (cifar10, simpsons, toons, plain, kinds, speed)}


def main() -> None:
    """Run the parts that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS])
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared/data")
    asked = parser.parse_args()
    for name in asked.parts or PARTS:
        try:
            PARTS[name](asked.data)
        except (FileNotFoundError, zipfile.BadZipFile) as error:
            print(f"{name}: skipped, {error}")


if __name__ == "__main__":
    main()
