"""Takes the place of benchmarks.slow_worker, which is forked for it: what starts a worker here is no fork."""

import os
import sys

from tests import asking

if __name__ == "__main__":
    sys.argv[1:] = ["-m", "benchmarks.slow_worker"]
    asking.main(sys.executable, os.environ[asking.ADDRESS])
