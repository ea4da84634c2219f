"""Import this first: it loads TensorFlow without the lines of greeting that no log level turns off."""

import os
import sys

from lineup import quick_import


def load() -> None:
    """Import TensorFlow with the process's standard error closed to it; an ImportError is raised as ever."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        quick_import.load("tensorflow")
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


load()
