"""Import this first: it loads TensorFlow without the lines of greeting that no log level turns off."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from lineup import quick_import


@contextmanager
def silent() -> Iterator[None]:
    """Close the process's standard error to libraries, which write there past Python."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


with silent():  # an ImportError is raised as ever
    quick_import.load("tensorflow")
