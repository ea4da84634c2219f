"""Pictures as a person has them: several formats, several qualities, a few files broken."""

import io

import numpy as np
from PIL import Image

from lineup.toons.pen import Picture

_PILLOW_NAMES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF", "bmp": "BMP"}


def encoded(picture: Picture, extension: str, rng: np.random.Generator) -> bytes:
    """The bytes of a picture file; JPEG and WebP get a random quality."""
    options = {
        "jpg": {"quality": int(rng.integers(55, 96))},
        "webp": {"quality": int(rng.integers(60, 96)), "method": 2},
    }.get(extension, {})
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, _PILLOW_NAMES[extension], **options)
    return stream.getvalue()


def broken(good: bytes) -> list[tuple[str, bytes]]:
    """Six files (extension, content) that no decoder can read whole; `good` is a JPEG file."""
    return [
        ("jpg", good[: len(good) // 2]),
        ("jpg", good[:300]),
        ("jpg", b""),
        ("jpg", b"The picture of this scene was lost when the camera fell into the soup.\n"),
        ("png", b"<!DOCTYPE html><title>404 Not Found</title><p>No such picture.\n"),
        ("gif", b"\x00" * 512),
    ]
