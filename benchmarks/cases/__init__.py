"""The cases of `python -m benchmarks`: each yields the sides to be run, the one of ours first."""
