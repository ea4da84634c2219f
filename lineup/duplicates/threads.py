"""How many threads compare pictures: OpenCV and NumPy let others run meanwhile."""

import os

COUNT = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
