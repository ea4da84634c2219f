"""Anti-aliased drawing on a NumPy picture through an affine transform."""

import math
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from lineup.toons.geometry import Points, ellipse

Colour = tuple[int, int, int]
Picture = NDArray[np.uint8]
INK: Colour = (38, 30, 40)
_FRACTION_BITS = 4


class Pen:
    """Draws on `picture` (height, width, 3; RGB); `matrix` (2, 3) takes its coordinates to pixels."""

    def __init__(self, picture: Picture, matrix: Points, line: float = 0.05) -> None:
        self.picture = picture
        self.matrix = matrix
        self.line = line  # outline width in the pen's own unit
        self.scale = math.hypot(float(matrix[0, 0]), float(matrix[1, 0]))  # pixels per unit
        self._turn = matrix[:, :2].T * (1 << _FRACTION_BITS)
        self._shift = matrix[:, 2] * (1 << _FRACTION_BITS)

    def moved(
        self,
        x: float,
        y: float,
        scale: float = 1,
        degrees: float = 0,
        mirrored: bool = False,
        line: float = 0,
    ) -> "Pen":
        """A pen whose origin lies at (x, y), scaled, turned clockwise and mirrored."""
        turn = math.radians(degrees)
        cosine, sine = scale * math.cos(turn), scale * math.sin(turn)
        side = -1.0 if mirrored else 1.0
        inner = np.array([[side * cosine, -sine, x], [side * sine, cosine, y], [0, 0, 1]])
        return Pen(self.picture, cast(Points, self.matrix @ inner), line or self.line)

    def fill(self, points: Points, colour: Colour, outline: Colour | None = INK) -> None:
        """A closed shape, with an outline unless that is None."""
        pixels = self._pixels(points)
        cv2.fillPoly(self.picture, [pixels], colour, cv2.LINE_AA, _FRACTION_BITS)
        if outline is not None:
            cv2.polylines(
                self.picture, [pixels], True, outline, self._width(self.line), cv2.LINE_AA, _FRACTION_BITS
            )

    def stroke(self, points: Points, colour: Colour = INK, width: float = 0) -> None:
        """An open line, `width` in the pen's own unit (its outline width where 0)."""
        pixels = self._pixels(points)
        thickness = self._width(width or self.line)
        cv2.polylines(self.picture, [pixels], False, colour, thickness, cv2.LINE_AA, _FRACTION_BITS)

    def limb(self, points: Points, colour: Colour, width: float) -> None:
        """A thick outlined line."""
        self.stroke(points, INK, width + 2 * self.line)
        self.stroke(points, colour, width)

    def dot(self, x: float, y: float, radius: float, colour: Colour, outline: Colour | None = None) -> None:
        """A disc, without outline unless given one."""
        self.fill(ellipse(x, y, radius, radius, count=16 if radius * self.scale > 4 else 8), colour, outline)

    def _pixels(self, points: Points) -> NDArray[np.int32]:
        return np.rint(points @ self._turn + self._shift).astype(np.int32)

    def _width(self, width: float) -> int:
        return max(1, round(width * self.scale))


def shade(colour: Colour, factor: float) -> Colour:
    red, green, blue = (min(255, max(0, round(part * factor))) for part in colour)
    return red, green, blue
