"""Bodies, clothes and whole characters. Unit: half a head's height; origin: the head's centre."""

from dataclasses import dataclass

import numpy as np

from lineup.toons.characters import COLOURS, SKINS, Character
from lineup.toons.clothes import BELLIES, SHOULDERS, TOP, WAIST, cloth
from lineup.toons.faces import face
from lineup.toons.geometry import box, ellipse, smooth
from lineup.toons.hats import wear
from lineup.toons.heads import hair_behind, hair_in_front, outline, under_hat
from lineup.toons.pen import INK, Colour, Pen, shade

_FEET = 3.7


@dataclass(frozen=True)
class Pose:
    """How a character stands: x, y, size in frame heights, angles in degrees, hands in head units."""

    x: float
    y: float
    size: float
    lean: float
    tilt: float
    turn: float
    nod: float
    mirrored: bool
    mood: str
    blink: bool
    look: float
    hands: tuple[tuple[float, float], tuple[float, float]]


def draw(pen: Pen, character: Character, pose: Pose) -> None:
    """`pen` has the frame's top left as its origin and the frame's height as its unit."""
    body = pen.moved(pose.x, pose.y, pose.size, pose.lean, pose.mirrored, line=0.048)
    neck = body.moved(0, 0.9)
    head = Pen(neck.picture, neck.moved(0, 0, 1, pose.tilt).moved(0, -0.9).matrix, 0.048)
    edge, skin = outline(character.head), SKINS[character.skin]
    hair = character.hair if character.hat in ("none", "band") else under_hat(character.hair)
    colour = COLOURS[character.hair_colour]
    hair_behind(head, edge, hair, colour, pose.tilt / 20)
    _legs(body, character)
    _torso(body, character, skin)
    _arms(body, character, pose, skin)
    for side in (-1, 1):
        head.fill(
            ellipse(side * float(edge[:, 0].max()) * 0.98 - pose.turn * 0.06, 0.06, 0.16, 0.2),
            shade(skin, 0.93),
        )
    head.fill(edge, skin)
    turned = head.moved(pose.turn * 0.24, pose.nod * 0.12)
    hair_in_front(head.moved(pose.turn * 0.04, 0), edge, hair, colour)
    face(turned, character, edge, skin, pose.mood, pose.blink, pose.look)
    wear(head.moved(pose.turn * 0.05, 0), edge, character.hat, COLOURS[character.hat_colour])


def _legs(pen: Pen, character: Character) -> None:
    trousers = shade(COLOURS[character.trim_colour], 0.6)
    for side in (-1, 1):
        x = side * BELLIES[character.build] * 0.45
        pen.limb(np.array([(x, WAIST - 0.1), (x * 1.1, _FEET)]), trousers, 0.42)
        pen.fill(ellipse(x * 1.2, _FEET + 0.14, 0.36, 0.18), (70, 56, 60))


def _torso(pen: Pen, character: Character, skin: Colour) -> None:
    pen.fill(box(-0.24, 0.7, 0.24, 1.3), shade(skin, 0.88))
    build, shirt, trim = character.build, COLOURS[character.shirt_colour], COLOURS[character.trim_colour]
    wide, belly = SHOULDERS[build], BELLIES[build]
    side = [(0.34, TOP + 0.05), (wide * 0.9, 1.16), (wide, 1.5), (belly, 2.05), (belly * 0.94, WAIST)]
    points = smooth([*side, *[(-x, y) for x, y in reversed(side)]])
    pen.fill(points, shirt)
    cloth(pen, character.shirt, build, shirt, trim)
    pen.stroke(np.concatenate([points, points[:1]]), INK)


def _arms(pen: Pen, character: Character, pose: Pose, skin: Colour) -> None:
    sleeve = shade(COLOURS[character.shirt_colour], 0.92)
    for side, (x, y) in zip((-1, 1), pose.hands, strict=True):
        shoulder = np.array([side * SHOULDERS[character.build] * 0.92, 1.38])
        hand = shoulder + np.array([side * x, y])
        elbow = (shoulder + hand) / 2 + np.array([side * 0.3, 0.12])
        arm = smooth(np.stack([shoulder, elbow, hand]), False)
        pen.limb(arm, sleeve, 0.3)
        pen.dot(float(hand[0]), float(hand[1]), 0.23, skin, INK)
