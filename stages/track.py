"""Bring MLflow in line with data/: one finished run a training, one for the comparison.

Run as `python -m stages.track`; `lineup track` does the same. Always run.
"""

import sys

from lineup import running
from lineup.tracking.command import track

if __name__ == "__main__":
    running.stage(lambda: track(check="--check" in sys.argv[1:]))
