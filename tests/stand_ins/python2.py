"""Pickles as Python 2 wrote them: protocol 2, text as bytes, NumPy's functions under their old names."""

import io
import pickle
import struct
from typing import Any, ClassVar

PicklerInPython: Any = getattr(pickle, "_Pickler")  # noqa: B009 (typeshed does not know it as it is)


def dumps(value: Any) -> bytes:
    """Return a value's pickle; read with `encoding="bytes"`, text comes back as bytes."""
    stream = io.BytesIO()
    Python2Pickler(stream, 2).dump(value)
    return stream.getvalue()


class Python2Pickler(PicklerInPython):  # type: ignore[misc]
    """The pickler in Python, which can be told how to write text and names."""

    def save_string(self, value: str | bytes) -> None:
        data = value if isinstance(value, bytes) else value.encode("latin1")
        if len(data) < 256:
            self.write(pickle.SHORT_BINSTRING + bytes([len(data)]) + data)
        else:
            self.write(pickle.BINSTRING + struct.pack("<i", len(data)) + data)
        self.memoize(value)

    def save_global(self, value: Any, name: str | None = None) -> None:
        module = value.__module__.replace("numpy._core", "numpy.core")
        self.write(pickle.GLOBAL + f"{module}\n{name or value.__qualname__}\n".encode())
        self.memoize(value)

    dispatch: ClassVar[dict[type, Any]] = {**PicklerInPython.dispatch, str: save_string, bytes: save_string}
