"""Reads pickles of arrays, numbers, text, lists and dictionaries, and refuses all others.

A pickle is a program. Here it may call nothing but what makes a NumPy array, so that one from the network
cannot run code (https://docs.python.org/3/library/pickle.html, "Restricting Globals").
"""

import io
import pickle
from typing import Any

import numpy as np


def encode(text: str, encoding: str) -> bytes:
    """Stand for `_codecs.encode`, by which Python 3 writes bytes in old pickles: Latin-1 alone."""
    if encoding != "latin1":
        raise ValueError(f"the encoding {encoding!r}")
    return text.encode("latin1")


# NumPy's own functions, under whatever name this version has them: for protocols up to 4, and for 5.
RECONSTRUCT, FROM_BUFFER = (np.zeros(1).__reduce_ex__(protocol)[0] for protocol in (4, 5))
ALLOWED: dict[tuple[str, str], Any] = {
    ("numpy.core.multiarray", "_reconstruct"): RECONSTRUCT,
    ("numpy._core.multiarray", "_reconstruct"): RECONSTRUCT,
    ("numpy.core.numeric", "_frombuffer"): FROM_BUFFER,
    ("numpy._core.numeric", "_frombuffer"): FROM_BUFFER,
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
    ("_codecs", "encode"): encode,
}


class Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}, which no array needs")
        return ALLOWED[module, name]


def loads(data: bytes, path: str) -> Any:
    """Return what a pickle of Python 2 or 3 holds, strings as text; ValueError if refused or broken."""
    try:
        return Unpickler(io.BytesIO(data), encoding="latin1").load()
    except Exception as error:  # a broken pickle ends in an exception of any kind
        raise ValueError(f"{path} cannot be read: {error}") from None
