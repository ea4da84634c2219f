"""Import this first: it loads TensorFlow without the lines of greeting that no log level turns off."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from lineup import quick_import

UNUSED = ("matplotlib", "sklearn")  # Keras imports them for functions that nobody here calls: 1 s of its 4


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
    # Where a registered model is loaded, the process is another's, whose Keras stays whole.
    quick_import.load("tensorflow", () if "lineup.inference.registered" in sys.modules else UNUSED)
