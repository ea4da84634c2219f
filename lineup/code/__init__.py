"""Code as a dependency: the modules that a stage or a training runs, and digests of what they do."""
