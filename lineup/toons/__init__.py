"""Toons: frames of a cartoon series with ten recurring characters, drawn by this package.

Shots of one scene are near-duplicates, sizes and formats vary, and a few files are broken, as in a collection
of somebody's own. Everything is a function of the seed: the same seed gives the same archive, byte for byte.
"""

import io
from functools import partial

import numpy as np
from PIL import Image

from lineup import processes
from lineup.toons.characters import CAST
from lineup.toons.pen import Picture
from lineup.toons.plan import Scene, schedule
from lineup.toons.scenes import frames

SCENES = 686
"""Scenes of a full series: about 2,400 frames."""
LICENCE = "Apache-2.0"
MANY = 100
"""Scenes that are worth processes of their own."""

_PILLOW_NAMES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF", "bmp": "BMP"}


def _stored(seed: int, scene: Scene) -> list[tuple[str, bytes]]:
    rng = np.random.default_rng([seed, 4, scene.index])
    folder = f"toons/{CAST[scene.lead].name}"
    return [
        (f"{folder}/{number:04d}.{extension}", encoded(picture, extension, rng))
        for picture, number, extension in zip(
            frames(CAST, scene, seed), scene.numbers, scene.formats, strict=True
        )
    ]


def files(seed: int, scenes: int) -> dict[str, bytes]:
    """Return a series as `toons/CHARACTER/NUMBER.EXTENSION`: content."""
    planned = schedule(seed, scenes, len(CAST))
    scenes_files = processes.spread(partial(_stored, seed), planned, worth=MANY)
    files = dict(file for stored in scenes_files for file in stored)
    jpeg = files[min(name for name in files if name.endswith(".jpg"))]
    for lead, (extension, content) in enumerate(broken(jpeg)):
        taken = sum(len(scene.numbers) for scene in planned if scene.lead == lead)
        files[f"toons/{CAST[lead].name}/{taken:04d}.{extension}"] = content
    return files


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
