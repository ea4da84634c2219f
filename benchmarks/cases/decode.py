"""From files to pixels of 64 x 64: ours, the notebook's loop, and JPEG's decoding alone on all cores.

    python -m benchmarks.cases.decode SIDE ARCHIVE FOLDER MOST        a pass over the pictures a lap

Ours is what preprocess does with an archive: read, decode, resize, hash, pack. The
notebook's is a loop over the same files, unpacked: cv2.imread, cv2.resize, all of them in one float array.
The limit is cv2.imdecode (libjpeg-turbo) on bytes in memory, by as many threads as there are cores, whose
pixels go nowhere. Archives of pictures are named in LINEUP_ORIGINALS and LINEUP_ARCHIVE; where they are not,
drawn ones take their place.
"""

import os
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from benchmarks import laps
from benchmarks.alternation import Side
from benchmarks.drawn_pictures import photographs

SIDES = {"ours": "ours", "notebook": "notebook", "decoding alone": "limit"}
SIZE = 64
HOW: dict[str, Any] = {"height": SIZE, "width": SIZE, "resize": "stretch", "interpolation": "area"}


def originals(_: Path) -> AbstractContextManager[Mapping[str, Side]]:
    """Yield the sides for 400 large pictures: as named in LINEUP_ORIGINALS, or drawn, 960 pixels a side."""
    return sides("LINEUP_ORIGINALS", 400, 960)


def thumbnails(_: Path) -> AbstractContextManager[Mapping[str, Side]]:
    """Yield the sides for 20,000 small pictures: as named in LINEUP_ARCHIVE, or drawn, 128 pixels a side."""
    return sides("LINEUP_ARCHIVE", 20_000, 128)


@contextmanager
def sides(variable: str, most: int, side: int) -> Iterator[Mapping[str, Side]]:
    """Yield the sides, each in a process of its own."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as processes:
        folder = Path(name)
        archive = os.environ.get(variable) or draw(folder / "drawn.zip", most, side)
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder / "unpacked", members=pictures(opened, most))
        module = [sys.executable, "-m", "benchmarks.cases.decode"]
        yield {
            title: processes.enter_context(
                laps.standing([*module, key, str(Path(archive).resolve()), name, str(most)])
            )
            for title, key in SIDES.items()
        }


def draw(archive: Path, count: int, side: int) -> Path:
    """Write an archive of JPEG files, 100 different ones again and again."""
    drawn = photographs(np.random.default_rng(0), 100, side)
    files = [cv2.imencode(".jpg", pixels)[1].tobytes() for pixels in drawn]
    with zipfile.ZipFile(archive, "w") as opened:
        for number in range(count):
            opened.writestr(f"class/{number:05}.jpg", files[number % len(files)])
    return archive


def pictures(archive: zipfile.ZipFile, most: int) -> list[str]:
    """Return the names of the first so many JPEG files."""
    return [name for name in archive.namelist() if name.lower().endswith((".jpg", ".jpeg"))][:most]


def main() -> None:
    """Pass over the pictures, a pass a lap."""
    side, file, folder, most = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
    with zipfile.ZipFile(file) as archive:
        names = pictures(archive, most)
        if side == "limit":
            data = [np.frombuffer(archive.read(name), np.uint8) for name in names]
            laps.serve(lambda: limit(data))
        elif side == "notebook":
            laps.serve(lambda: notebook([folder / "unpacked" / name for name in names]))
        else:
            laps.serve(lambda: ours(archive, names, folder))


def ours(archive: zipfile.ZipFile, names: list[str], folder: Path) -> int:
    """Do what the preprocess stage does with the pictures of an archive."""
    from lineup.images import packing, reading

    with packing.Packer(folder / "images.npy", (SIZE, SIZE, 3)) as packer:
        for prepared in reading.read_in_order(archive, names, **HOW):
            if not isinstance(prepared, str):
                packer.append(prepared.pixels)
    return packer.count


def notebook(files: list[Path]) -> int:
    """Do what the published reports do, in our words."""
    images = []
    for file in files:
        picture = cv2.imread(str(file))
        images.append(cv2.resize(picture, (SIZE, SIZE)))
    pixels = np.array(images, dtype="float32") / 255
    return len(pixels)


def limit(data: list[np.ndarray]) -> int:
    """Decode, and do nothing else."""
    cv2.setNumThreads(1)

    def decode(one: np.ndarray) -> None:
        cv2.imdecode(one, cv2.IMREAD_COLOR)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(decode, data, chunksize=1):
            pass
    return len(data)


if __name__ == "__main__":
    main()
