"""A file's bytes as text: base64."""

import base64
import binascii

from lineup.images.decode import UndecodableError


def decode(text: object) -> bytes:
    """Return the bytes of base64; a data: address, as browsers make them, is base64 after its comma.

    Raises UndecodableError, also for what is no text, such as a null in JSON.
    """
    if not isinstance(text, str):
        raise UndecodableError("not in base64")
    if text.startswith("data:"):
        text = text.partition(",")[2]
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise UndecodableError("not in base64") from None
