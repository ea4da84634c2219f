"""Bring MLflow in line with data/: one finished run a training, one for the comparison.

Run as `python -m stages.track`; `lineup track` does the same. Always run.
"""

if __name__ == "__main__":
    from lineup.warm import asking

    asking.instead("track")

import sys

from lineup import running
from lineup.tracking.command import track


def main() -> None:
    track(check="--check" in sys.argv[1:])


if __name__ == "__main__":
    running.stage(main)
