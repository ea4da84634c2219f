"""Writes all stand-ins into a folder."""

import argparse
from pathlib import Path

from tests.stand_ins import anime, birds, cifar, simpsons


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.stand_ins", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the archives go; name it in LINEUP_MIRROR")
    parser.add_argument("--scale", type=int, default=1, help="times as many images of all but anime3")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    anime.write(given.folder)
    birds.write(given.folder, training=8 * given.scale, test=4 * given.scale)
    cifar.write(given.folder, "cifar-10", training=200 * given.scale, test=50 * given.scale)
    cifar.write(given.folder, "cifar-100", training=50 * given.scale, test=10 * given.scale)
    simpsons.write(given.folder, training=30 * given.scale, test=10 * given.scale)
    for path in sorted(given.folder.iterdir()):
        print(f"{path.stat().st_size / 1e6:8.1f} MB  {path}")


if __name__ == "__main__":
    main()
