"""The series' schedule: which scenes there are, who is in them, and how their frames are stored."""

from dataclasses import dataclass

import numpy as np

from lineup.toons.places_more import PLACES
from lineup.toons.props import PROPS

# How often each of ten characters leads a scene: unbalanced, as real sets are.
_WEIGHTS = (1.35, 1.2, 1.15, 1.1, 1.0, 1.0, 0.95, 0.85, 0.75, 0.65)
_FORMATS = {"jpg": 0.78, "png": 0.07, "webp": 0.07, "gif": 0.05, "bmp": 0.03}
_SIDES = (72, 201)  # pixels


@dataclass(frozen=True)
class Scene:
    """A moment of the series; `lead` and `extra` (-1: nobody) are positions in the cast, sizes in pixels."""

    index: int
    lead: int
    extra: int
    place: str
    prop: str
    width: int
    height: int
    formats: tuple[str, ...]  # one for each frame
    numbers: tuple[int, ...]  # the frames' file numbers, shuffled over the character's scenes


def schedule(seed: int, scenes: int, cast_size: int, weighted: bool = True) -> list[Scene]:
    rng = np.random.default_rng([seed, 1])
    weights = np.array(_WEIGHTS[:cast_size] if weighted else [1.0] * cast_size)
    quotas = np.maximum(1, np.floor(weights / weights.sum() * scenes)).astype(int)
    leads = rng.permutation(np.resize(np.repeat(np.arange(cast_size), quotas), scenes))
    lengths = rng.integers(2, 6, size=scenes)
    numbers = [list(rng.permutation(int(lengths[leads == lead].sum()))) for lead in range(cast_size)]
    planned = []
    for index, (lead, length) in enumerate(zip(leads.tolist(), lengths.tolist(), strict=True)):
        own = tuple(int(numbers[lead].pop()) for _ in range(length))
        planned.append(_scene(rng, index, lead, cast_size, own))
    return planned


def _scene(
    rng: np.random.Generator, index: int, lead: int, cast_size: int, numbers: tuple[int, ...]
) -> Scene:
    extra = (
        (lead + int(rng.integers(1, cast_size))) % cast_size if cast_size > 1 and rng.random() < 0.4 else -1
    )
    wide = int(rng.integers(*_SIDES))
    high = int(np.clip(wide * rng.uniform(0.7, 1.3), _SIDES[0], _SIDES[1] - 1))
    return Scene(
        index=index,
        lead=lead,
        extra=extra,
        place=str(rng.choice(list(PLACES))),
        prop=str(rng.choice(list(PROPS))) if rng.random() < 0.45 else "none",
        width=wide,
        height=high,
        formats=tuple(
            str(name) for name in rng.choice(list(_FORMATS), len(numbers), p=list(_FORMATS.values()))
        ),
        numbers=numbers,
    )
