"""Sets of different pictures that look alike by their kind, drawn here: what fools a search for copies.

None is a copy of another. `compositions` draws those of one composition, `drawn_pictures` plain ones.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks import compositions
from benchmarks.compositions import FONT, colour, words
from benchmarks.drawn_pictures import Pixels, Random, photographs

Painter = Callable[[Random, int], Pixels]  # one picture of a class, at any size

GARMENTS = (
    (
        (-0.9, -0.5),
        (-0.4, -0.8),
        (0.4, -0.8),
        (0.9, -0.5),
        (0.6, -0.2),
        (0.45, -0.35),
        (0.45, 0.8),
        (-0.45, 0.8),
        (-0.45, -0.35),
        (-0.6, -0.2),
    ),
    ((-0.4, -0.9), (0.4, -0.9), (0.5, 0.9), (0.15, 0.9), (0, -0.2), (-0.15, 0.9), (-0.5, 0.9)),
    ((-0.9, 0.5), (-0.8, -0.1), (-0.3, 0), (0.3, -0.5), (0.8, -0.5), (0.9, 0.5)),
    ((-0.7, -0.2), (0.7, -0.2), (0.8, 0.8), (-0.8, 0.8)),
)


def garment(random: Random, label: int) -> Pixels:
    """A garment on black, grey, with folds and a weave, as of a mail-order catalogue."""
    picture = np.zeros((112, 112, 3), np.uint8)
    points = np.array(GARMENTS[label % 4]) * random.uniform(0.75, 1.05, 2) + random.normal(
        0, 0.04, (len(GARMENTS[label % 4]), 2)
    )
    mask = cv2.fillPoly(np.zeros((112, 112), np.uint8), [(points * 50 + 56).astype(np.int32)], 1)
    folds = cv2.resize(random.random((6, 4)).astype(np.float32), (112, 112), interpolation=cv2.INTER_CUBIC)
    weave = np.sin(np.arange(112) * random.uniform(0.2, 2))[:, None] * random.choice([0, 20])
    grey = random.uniform(80, 220) + 60 * (folds - 0.5) + weave
    picture[:] = (np.clip(grey, 0, 255) * mask)[..., None].astype(np.uint8)
    return picture


def sprite(random: Random, label: int) -> Pixels:
    """A figure of 16x16 pixels, symmetrical, cut out: on white."""
    half = random.random((16, 8)) < np.linspace(0.15, 0.75, 8) * (0.9 if label % 2 else 1.1)
    half[: 2 + label] = False
    shape = np.concatenate([half, half[:, ::-1]], axis=1)
    palette = np.array([colour(random) for _ in range(3)], np.uint8)
    tones = random.integers(0, 3, (16, 8))
    picture: Pixels = palette[np.concatenate([tones, tones[:, ::-1]], axis=1)]
    picture[~shape] = 255
    return picture


def texture(random: Random, label: int) -> Pixels:
    """A piece of cloth, brick wall, grass or sand."""
    rows, columns = np.mgrid[:128, :128].astype(np.float32)
    if label == 0:
        turn, period = random.uniform(0, np.pi), random.uniform(6, 14)
        wave = np.sin((rows * np.cos(turn) + columns * np.sin(turn)) * 2 * np.pi / period)
    elif label == 1:
        shifted = columns + (rows // 16 % 2) * 16 + random.uniform(0, 32)
        wave = np.where((rows % 16 < 2) | (shifted % 32 < 2), 1.0, -0.3)
        wave = wave + cv2.resize(random.normal(0, 0.5, (8, 4)), (128, 128), interpolation=cv2.INTER_NEAREST)
    else:
        noise = random.normal(size=(128, 128)).astype(np.float32)
        wave = cv2.GaussianBlur(noise, (0, 0), 3 if label == 2 else 1, sigmaY=1) * 3
    tone = np.array(colour(random, 60, 200)) if label > 1 else np.array([(90, 90, 160), (170, 80, 60)][label])
    grain = random.normal(0, 6, (128, 128, 1))
    return np.asarray(np.clip(tone + 40 * wave[..., None] + grain, 0, 255), np.uint8)


def tile(random: Random, label: int) -> Pixels:
    """A tile of a satellite's picture: fields, a town, woods, water."""
    picture = np.zeros((128, 128, 3), np.uint8)
    greens = [(96, 120, 60), (140, 130, 80), (60, 90, 50), (170, 150, 100), (40, 60, 45)]
    if label == 0:
        cuts = [np.sort(np.concatenate([[0, 128], random.integers(10, 118, 4)])) for _ in range(2)]
        for top, bottom in zip(cuts[0], cuts[0][1:], strict=False):
            for left, right in zip(cuts[1], cuts[1][1:], strict=False):
                picture[top:bottom, left:right] = greens[random.integers(5)]
    elif label == 1:
        picture[:] = (120, 115, 110)
        for _ in range(60):
            x, y = random.integers(0, 120, 2).tolist()
            cv2.rectangle(
                picture,
                (x, y),
                (x + int(random.integers(4, 12)), y + int(random.integers(4, 12))),
                colour(random, 90, 220),
                -1,
            )
    else:
        base, amount = ((50, 75, 45), 30) if label == 2 else ((30, 50, 80), 12)
        noise = cv2.GaussianBlur(random.normal(size=(128, 128)).astype(np.float32), (0, 0), 2) * 4 * amount
        picture[:] = np.clip(np.array(base) + noise[..., None], 0, 255).astype(np.uint8)
    turn = cv2.getRotationMatrix2D((64, 64), float(random.uniform(0, 360)), 1.5)
    turned = cv2.warpAffine(picture, turn, (128, 128), borderMode=cv2.BORDER_REFLECT)
    return np.asarray(np.clip(turned + random.normal(0, 5, turned.shape), 0, 255), np.uint8)


def cut_out(random: Random, label: int) -> Pixels:
    """An object cut out of a photograph, the rest transparent: on white."""
    photograph = photographs(random, 1, 128)[0]
    mask = np.zeros((128, 128), np.uint8)
    size = random.uniform(30, 50, 2)
    place = (float(random.uniform(54, 74)), float(random.uniform(54, 74)))
    if label == 0:
        cv2.ellipse(mask, (place, (size * 2).tolist(), float(random.uniform(0, 180))), 1, -1)
    else:
        corners = cv2.boxPoints((place, (size * 1.6).tolist(), float(random.uniform(0, 90))))
        cv2.fillPoly(mask, [corners.astype(np.int32)], 1)
    return np.where(mask[..., None] > 0, photograph, 255).astype(np.uint8)


def cells(random: Random, label: int) -> Pixels:
    """Cells under a microscope: few dark discs on light ground."""
    picture = np.full((128, 128, 3), 225, np.uint8)
    for _ in range(int(random.integers(3, 7)) + 3 * label):
        x, y = random.integers(8, 120, 2).tolist()
        axes = tuple(random.integers(7, 15, 2).tolist())
        cv2.ellipse(
            picture, (x, y), axes, float(random.uniform(0, 180)), 0, 360, (200, 150, 190), -1, cv2.LINE_AA
        )
        cv2.circle(picture, (x, y), 4, (110, 60, 140), -1, cv2.LINE_AA)
    return np.asarray(np.clip(picture + random.normal(0, 4, picture.shape), 0, 255), np.uint8)


def subtitled(random: Random, _: int) -> Pixels:
    """Another scene each, with bars above and below and words in the lower one."""
    picture = np.zeros((128, 128, 3), np.uint8)
    picture[16:112] = photographs(random, 1, 128)[0][16:112]
    text = words(random, 14)
    cv2.putText(picture, text, (4, 104), FONT, 0.45, (255, 255, 255), 1, cv2.LINE_AA)
    return picture


def letterboxed(random: Random, label: int) -> Pixels:
    """Another photograph each between black bars."""
    picture: Pixels = photographs(random, 1, 128)[0]
    width = 10 + 8 * label
    picture[:width] = picture[-width:] = 0
    return picture


def watermarked(random: Random, _: int) -> Pixels:
    """Another photograph each under one agency's mark."""
    picture = photographs(random, 1, 128)[0]
    mark = np.zeros_like(picture)
    cv2.putText(mark, "SAMPLE", (8, 74), compositions.WIDE, 0.9, (255, 255, 255), 2, cv2.LINE_AA)
    cv2.line(mark, (0, 0), (127, 127), (255, 255, 255), 1)
    cv2.line(mark, (127, 0), (0, 127), (255, 255, 255), 1)
    return np.asarray(np.clip(picture * 0.8 + mark * 0.35, 0, 255), np.uint8)


PAINTERS: dict[str, tuple[Painter, int]] = {
    "garments": (garment, 4),
    "sprites": (sprite, 3),
    "textures": (texture, 4),
    "satellite tiles": (tile, 4),
    "cut-outs on white": (cut_out, 2),
    "cells": (cells, 2),
    "subtitled": (subtitled, 1),
    "letterboxed": (letterboxed, 2),
    "watermarked": (watermarked, 1),
    "screenshots": (compositions.screenshot, 3),
    "charts": (compositions.chart, 4),
    "X-rays": (compositions.chest, 2),
    "scans in black and white": (compositions.scan, 3),
    "codes": (compositions.code, 1),
    "road signs": (compositions.sign, 6),
}


def drawn(title: str, random: Random, count: int, side: int) -> tuple[Pixels, NDArray[np.int64]]:
    """Return a set of one kind at a size."""
    paint, classes = PAINTERS[title]
    labels = random.integers(0, classes, count)
    pictures = [resized(paint(random, int(label)), side) for label in labels]
    return np.stack(pictures), labels


def resized(picture: Pixels, side: int) -> Pixels:
    """Return a picture as preprocess would make it: averaged where it shrinks."""
    way = cv2.INTER_AREA if picture.shape[0] >= side else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, (side, side), interpolation=way), np.uint8)
