"""A whole model as ONNX, uint8 pixels in and calibrated probabilities out: asked without TensorFlow.

The file says in its metadata of which model it was made, so that one file is whole, and current, or not.
"""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from lineup.files import checksum
from lineup.inference.model import Ask

FILE = "model.onnx"
DIGEST = "lineup_digest"  # the key in the file's metadata
LAYOUT = 1  # another number where forms that lie about must be made anew


def digest(model_file: Path, temperature: float | None) -> str:
    """Return what tells a form of this .keras file and temperature from all others, 64 hex digits."""
    told = f"{LAYOUT} {checksum(model_file)} {temperature!r}"
    return hashlib.sha256(told.encode()).hexdigest()


def opened(file: Path, wanted: str) -> Ask | None:
    """Return what asks the form in `file`; None where there is none of the wanted digest, or it is damaged.

    None, too, where ONNX Runtime is not installed: a registered model may be loaded anywhere.
    """
    if not file.is_file():
        return None
    try:
        session = started(file)
    except Exception:  # its errors have no class in common
        return None
    return asked(session) if session.get_modelmeta().custom_metadata_map.get(DIGEST) == wanted else None


def started(file: Path) -> Any:
    """Return an onnxruntime.InferenceSession; it raises what it likes where the file is no such model."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # nothing but what is fatal: errors are raised
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # cores are shared
    return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])


def asked(session: Any) -> Ask:
    (name,) = (one.name for one in session.get_inputs())

    def ask(pixels: np.ndarray) -> np.ndarray:
        probabilities: np.ndarray = session.run(None, {name: pixels})[0]
        return probabilities

    return ask
