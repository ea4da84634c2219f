"""How many images a second are decoded, resized and hashed: ours, and a plain loop over Pillow and OpenCV.

    python -m benchmarks.decoding ARCHIVE.zip [--rounds 3]

Both read every image of the archive and give 64x64 pixels and a sha256. Prints each
round's images per second (and per second of CPU time, which a busy machine spoils less), the medians' ratio,
and where one thread's time goes. Ours runs on all cores and checks more: EXIF, transparency, 16 bits, limits.
"""

import argparse
import hashlib
import io
import os
import statistics
import time
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from lineup.files import is_hidden
from lineup.images.decode import UndecodableError, decode
from lineup.images.reading import read_in_order
from lineup.images.resize import resize

SIZE = 64
HOW: dict[str, Any] = {"height": SIZE, "width": SIZE, "resize": "stretch", "interpolation": "area"}


def main() -> None:
    """Read the arguments, run both ways in turn, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with zipfile.ZipFile(arguments.archive) as archive:
        paths = [name for name in archive.namelist() if name[-1] != "/" and not is_hidden(name.split("/"))]
        print(f"{len(paths):,} files, {os.cpu_count()} cores")
        ours, plain = [], []
        for _ in range(arguments.rounds):
            ours.append(speed(len(paths), read_in_order(archive, paths, **HOW)))
            plain.append(speed(len(paths), (by_hand(archive.read(path)) for path in paths)))
            print(f"ours {told(ours[-1])}   plain loop {told(plain[-1])}")
        for index, unit in enumerate(("a second", "a CPU second")):
            first, second = (statistics.median(one[index] for one in ways) for ways in (ours, plain))
            print(f"ours / plain loop, images {unit}: {first / second:.2f}")
        for name, seconds in parts(archive, paths).items():
            print(f"  {name:8} {1000 * seconds / len(paths):6.2f} ms an image, one thread")


def speed(count: int, results: Iterable[object]) -> tuple[float, float]:
    """Return images per second, and per second of CPU time, of using up `results`."""
    started, cpu = time.perf_counter(), time.process_time()
    for _ in results:
        pass
    return count / (time.perf_counter() - started), count / (time.process_time() - cpu)


def told(speeds: tuple[float, float]) -> str:
    """Return two speeds as text."""
    return f"{speeds[0]:6.0f} images/s, {speeds[1]:4.0f} a CPU second"


def by_hand(data: bytes) -> tuple[np.ndarray, str] | None:
    """Return what a user's own loop would: pixels, sha256; None for a broken file."""
    try:
        image = Image.open(io.BytesIO(data)).convert("RGB")
    except OSError:
        return None
    pixels = np.asarray(image.resize((SIZE, SIZE), Image.Resampling.BOX))
    return pixels, hashlib.sha256(data).hexdigest()


def parts(archive: zipfile.ZipFile, paths: list[str]) -> dict[str, float]:
    """Return the seconds that each step takes for all images, one after another."""
    taken = dict.fromkeys(("read", "decode", "resize", "sha256"), 0.0)

    def timed(name: str, step: Callable[..., Any], *arguments: Any) -> Any:
        started = time.perf_counter()
        result = step(*arguments)
        taken[name] += time.perf_counter() - started
        return result

    for path in paths:
        data = timed("read", archive.read, path)
        try:
            pixels, _ = timed("decode", decode, data)
        except UndecodableError:
            continue
        timed("resize", resize, pixels, SIZE, SIZE, "stretch", "area")
        timed("sha256", hashlib.sha256, data)
    return taken


if __name__ == "__main__":
    main()
