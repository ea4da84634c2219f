"""Eyes, noses, mouths, beards and glasses. Unit: half a head's height; origin: the head's centre."""

import numpy as np

from lineup.toons.characters import COLOURS, Character
from lineup.toons.geometry import Points, box, ellipse, smooth
from lineup.toons.pen import INK, Colour, Pen, shade

WHITE: Colour = (252, 252, 250)
_EYE_RADII = {"dot": 0.2, "round": 0.21, "sleepy": 0.22, "big": 0.29, "slit": 0.2}


def face(
    pen: Pen, character: Character, edge: Points, skin: Colour, mood: str, blink: bool, look: float
) -> None:
    """Draws a face; `pen` is already shifted by how far the head is turned. `look`: pupils, -1 to 1."""
    spread = 0.32 + 0.12 * (float(edge[:, 0].max()) - 0.74) / 0.44
    hair = COLOURS[character.hair_colour]
    if character.freckles:
        for x in (-0.62, -0.46, -0.54, 0.62, 0.46, 0.54):
            pen.dot(x * spread * 2, 0.3 if abs(x) == 0.54 else 0.2, 0.045, shade(skin, 0.62))
    _beard(pen, character.beard, edge, hair, skin)
    _mouth(pen, mood)
    brows = -0.44 if character.glasses == "none" else -0.5
    brow = hair if character.hair != "bald" else shade(skin, 0.5)
    for side in (-1, 1):
        _eye(pen.moved(side * spread, -0.12), side, character.eyes, skin, blink, look)
        _brow(pen.moved(side * spread, -0.12 + brows), side, mood, brow)
    _glasses(pen, character.glasses, spread)
    _nose(pen, character.nose, skin)
    if character.beard in ("moustache", "walrus"):
        _moustache(pen, hair, drooping=character.beard == "walrus")


def _eye(pen: Pen, side: int, eyes: str, skin: Colour, blink: bool, look: float) -> None:
    radius = _EYE_RADII[eyes]
    if blink or eyes == "slit":
        pen.stroke(ellipse(0, 0.04, radius * 0.9, 0.1, 190, 350), INK, 0.07)
    elif eyes == "dot":
        pen.dot(look * 0.05, 0, 0.11, INK)
        pen.dot(look * 0.05 + 0.03, -0.04, 0.035, WHITE)
    else:
        pen.fill(ellipse(0, 0, radius, radius * 1.12), WHITE)
        pen.dot(look * radius * 0.45, 0.03, radius * 0.45, INK)
        if eyes == "big":
            pen.dot(look * radius * 0.45 + 0.05, -0.05, 0.05, WHITE)
            for y in (-0.12, -0.24):
                pen.stroke(np.array([(side * 0.24, y), (side * 0.4, y * 1.5)]), INK, 0.055)
        if eyes == "sleepy":
            pen.fill(ellipse(0, 0, radius * 1.06, radius * 1.2, 180, 360), shade(skin, 0.82))


def _brow(pen: Pen, side: int, mood: str, colour: Colour) -> None:
    inner = {"angry": 0.12, "sad": -0.12, "wow": -0.05}.get(mood, 0.0)
    height = -0.08 if mood == "wow" else 0.0
    ends = np.array(
        [(-0.19 * side, height + inner), (0.0, height - 0.06), (0.21 * side, height - inner * 0.6)]
    )
    pen.stroke(smooth(ends, False, 4), shade(colour, 0.6), 0.075)


def _glasses(pen: Pen, glasses: str, spread: float) -> None:
    if glasses == "none":
        return
    for side in (-1, 1):
        x = side * spread
        frame = box(x - 0.29, -0.36, x + 0.29, 0.14) if glasses == "square" else ellipse(x, -0.12, 0.3, 0.29)
        if glasses == "shades":
            pen.fill(frame, (44, 40, 60))
            pen.stroke(np.array([(x - 0.1, -0.02), (x + 0.08, -0.24)]), (150, 150, 180), 0.05)
        else:
            pen.stroke(np.concatenate([frame, frame[:1]]), INK, 0.07)
        pen.stroke(np.array([(x + side * 0.29, -0.14), (x + side * 0.55, -0.2)]), INK, 0.05)
    pen.stroke(np.array([(-spread + 0.28, -0.14), (spread - 0.28, -0.14)]), INK, 0.07)


def _nose(pen: Pen, nose: str, skin: Colour) -> None:
    red, green, blue = skin
    warm = shade((min(255, red + 8), max(0, green - 18), max(0, blue - 14)), 0.96)
    if nose == "button":
        pen.fill(ellipse(0, 0.16, 0.12, 0.09), warm)
    elif nose == "potato":
        pen.fill(ellipse(0, 0.16, 0.25, 0.2), warm)
    elif nose == "long":
        pen.fill(smooth([(-0.05, -0.1), (0.07, -0.08), (0.17, 0.28), (0.0, 0.36), (-0.15, 0.28)]), warm)
    else:
        pen.fill(np.array([(-0.02, -0.06), (0.24, 0.24), (-0.1, 0.26)]), warm)


def _beard(pen: Pen, beard: str, edge: Points, hair: Colour, skin: Colour) -> None:
    around = np.roll(edge, 24, axis=0)  # from the crown, so that the jaw is one piece
    chin = float(edge[:, 1].max())
    if beard in ("full", "stubble"):
        jaw = around[around[:, 1] > -0.05][::-1]
        inside = [(0.7, 0.16), (0.42, 0.36), (0.0, 0.3), (-0.42, 0.36), (-0.7, 0.16)]
        inner = smooth([(x * float(edge[:, 0].max()), y) for x, y in inside], False)
        grown = jaw * (np.array([1.06, 1.2]) if beard == "full" else np.array([0.97, 0.97]))
        colour = hair if beard == "full" else shade(skin, 0.74)
        closed = np.concatenate([grown, inner if jaw[0, 0] < 0 else inner[::-1]])
        pen.fill(closed, colour, INK if beard == "full" else None)
    elif beard == "goatee":
        pen.fill(smooth([(-0.34, 0.46), (0.34, 0.46), (0.24, chin), (0.0, chin + 0.34), (-0.24, chin)]), hair)


def _moustache(pen: Pen, hair: Colour, drooping: bool) -> None:
    low = 0.82 if drooping else 0.3
    half = [(0.0, 0.3), (0.3, 0.28), (0.52, 0.42), (0.62, low), (0.4, 0.52), (0.0, 0.46)]
    pen.fill(smooth([*half, *[(-x, y) for x, y in half[4:0:-1]]]), hair)


def _mouth(pen: Pen, mood: str) -> None:
    y, dark, tongue = 0.56, (112, 28, 36), (232, 110, 110)
    if mood == "laugh":
        pen.fill(ellipse(0, y - 0.06, 0.34, 0.32, 0, 180), dark)
        pen.fill(ellipse(0, y + 0.12, 0.17, 0.09), tongue, None)
    elif mood == "smile":
        pen.stroke(ellipse(0, y - 0.12, 0.34, 0.22, 15, 165), INK, 0.07)
    elif mood in ("sad", "angry"):
        pen.stroke(ellipse(0, y + 0.18, 0.28, 0.2, 200, 340), INK, 0.07)
    elif mood == "wow":
        pen.fill(ellipse(0, y + 0.04, 0.14, 0.18), dark)
    elif mood == "smirk":
        pen.stroke(smooth([(-0.24, y), (0.05, y + 0.05), (0.3, y - 0.12)], False), INK, 0.07)
    else:
        pen.stroke(np.array([(-0.22, y), (0.24, y)]), INK, 0.07)
