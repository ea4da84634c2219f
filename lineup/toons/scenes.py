"""Frames: a place, a character in a pose, somebody behind, something in front, and light over all."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from lineup.toons.bodies import Pose, draw
from lineup.toons.characters import Character, dressed
from lineup.toons.pen import Pen, Picture
from lineup.toons.places_more import PLACES
from lineup.toons.plan import Scene
from lineup.toons.props import PROPS

_MOODS = ("smile", "laugh", "flat", "sad", "angry", "wow", "smirk")
_HANDS = (
    (0.1, 1.0),
    (0.35, 0.8),
    (0.75, -0.7),
    (0.55, 0.15),
    (-0.5, 0.45),
)  # down, out, raised, open, folded
_OVERSAMPLING = 2
_OTHER_CLOTHES = 0.2  # share of scenes


def frames(cast: Sequence[Character], scene: Scene, seed: int) -> list[Picture]:
    """The near-identical pictures of one scene, (height, width, 3) RGB; a function of the arguments alone."""
    rng = np.random.default_rng([seed, 2, scene.index])
    aspect = scene.width / scene.height
    lead, pose = cast[scene.lead], _pose(rng, aspect, *_shot(rng))
    lead = dressed(lead, rng) if rng.random() < _OTHER_CLOTHES else lead
    extra = None if scene.extra < 0 else cast[scene.extra]
    behind = _pose_behind(rng, aspect, pose)
    light = _light(rng, scene)
    pictures = []
    for _ in scene.numbers:
        pen = _camera(rng, scene)
        stage_seed = [seed, 3, scene.index]
        PLACES[scene.place](pen, np.random.default_rng(stage_seed), aspect)
        if extra is not None:
            draw(pen, extra, _moved(rng, behind))
        now = _moved(rng, pose)
        draw(pen, lead, now)
        if scene.prop in PROPS:
            PROPS[scene.prop](pen, np.random.default_rng(stage_seed), pose.x, pose.y, pose.size)
        pictures.append(_developed(rng, pen.picture, scene, light))
    return pictures


def _shot(rng: np.random.Generator) -> tuple[float, float]:
    """The range of a head's half height, in frame heights."""
    shots = ((0.25, 0.34), (0.17, 0.25), (0.12, 0.17))  # close, medium, wide
    return shots[int(rng.choice(3, p=[0.46, 0.36, 0.18]))]


def _pose(rng: np.random.Generator, aspect: float, smallest: float, largest: float) -> Pose:
    size = float(rng.uniform(smallest, largest)) * min(1.0, aspect)
    hands = [_HANDS[int(choice)] for choice in rng.integers(len(_HANDS), size=2)]
    return Pose(
        x=float(
            np.clip(rng.normal(0.5, 0.08) * aspect, min(size, aspect / 2), max(aspect - size, aspect / 2))
        ),
        y=size * 1.25 + max(0.15 * size, 1 - size * 3.15) * float(rng.beta(2, 2)),
        size=size,
        lean=float(rng.normal(0, 5)),
        tilt=float(rng.normal(0, 8)),
        turn=float(rng.uniform(-1, 1)),
        nod=float(rng.uniform(-1, 1)),
        mirrored=bool(rng.random() < 0.5),
        mood=_MOODS[int(rng.integers(len(_MOODS)))],
        blink=bool(rng.random() < 0.1),
        look=float(rng.uniform(-1, 1)),
        hands=(hands[0], hands[1]),
    )


def _pose_behind(rng: np.random.Generator, aspect: float, front: Pose) -> Pose:
    pose = _pose(rng, aspect, 0.4 * front.size, 0.62 * front.size)
    near, far = (0.0, front.x - front.size) if front.x > aspect / 2 else (front.x + front.size, aspect)
    return replace(
        pose, size=min(pose.size, 0.13), x=float(rng.uniform(near, far)), y=float(rng.uniform(0.25, 0.7))
    )


def _moved(rng: np.random.Generator, pose: Pose) -> Pose:
    x, y = rng.normal(0, 0.018 * pose.size, 2)
    return replace(
        pose,
        x=pose.x + float(x),
        y=pose.y + float(y),
        lean=pose.lean + float(rng.normal(0, 0.4)),
        tilt=pose.tilt + float(rng.normal(0, 0.8)),
        turn=float(np.clip(pose.turn + rng.normal(0, 0.05), -1, 1)),
        mood=_MOODS[int(rng.integers(len(_MOODS)))] if rng.random() < 0.3 else pose.mood,
        blink=bool(rng.random() < 0.15) or pose.blink,
    )


def _camera(rng: np.random.Generator, scene: Scene) -> Pen:
    """A pen on an empty oversampled frame; the camera shakes by a fifth of a percent of the frame."""
    width, height = scene.width * _OVERSAMPLING, scene.height * _OVERSAMPLING
    dx, dy = rng.normal(0, 0.002, 2) * height
    matrix = np.array([[height, 0, dx], [0, height, dy]], dtype=float)
    return Pen(np.zeros((height, width, 3), np.uint8), matrix, line=0.008)


def _light(rng: np.random.Generator, scene: Scene) -> NDArray[np.float32]:
    """What each pixel is multiplied by: a gain, a tint and a lamp on one side; (height, width, 3)."""
    gain = float(rng.uniform(0.75, 1.1)) * (0.8 if scene.place == "night" else 1.0)
    tint = rng.uniform(0.9, 1.07, 3)
    across, down = rng.uniform(-0.2, 0.2, 2)
    ramp = (
        1 + np.linspace(-across, across, scene.width)[None] + np.linspace(-down, down, scene.height)[:, None]
    )
    return np.asarray(gain * ramp[..., None] * tint, dtype=np.float32)


def _developed(rng: np.random.Generator, drawn: Picture, scene: Scene, light: NDArray[np.float32]) -> Picture:
    small = cv2.resize(drawn, (scene.width, scene.height), interpolation=cv2.INTER_AREA)
    lit = small * (light * np.float32(rng.uniform(0.98, 1.02)))
    return np.asarray(np.clip(lit, 0, 255), dtype=np.uint8)
