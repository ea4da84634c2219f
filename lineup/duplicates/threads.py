"""How many threads compare pictures: OpenCV and NumPy let others run meanwhile."""

from lineup import processes

COUNT = processes.cores()
