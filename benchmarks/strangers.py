"""Any number of characters of the toons' family, none of the ten."""

import numpy as np

from lineup.toons.characters import CAST, COLOURS, HATS, SHIRTS, SKINS, Character

HEADS = ("round", "tall", "wide", "square", "pear", "heart")
HAIRS = tuple("bald sides short spikes bowl curls bun long ponytail mohawk tuft pigtails".split())
BEARDS = ("none", "full", "goatee", "moustache", "walrus", "stubble")
EYES = ("dot", "round", "sleepy", "big", "slit")
GLASSES = ("none", "round", "square", "shades")
NOSES = ("button", "long", "potato", "pointed")
BUILDS = ("slim", "regular", "stout")
CHOICES: dict[str, tuple[str, ...]] = {
    "head": HEADS, "skin": tuple(SKINS), "hair": HAIRS, "hair_colour": tuple(COLOURS)[:9], "eyes": EYES,
    "glasses": ("none", *GLASSES), "nose": NOSES, "beard": ("none", "none", "none", "none", *BEARDS),
    "hat": ("none", "none", "none", "none", *HATS), "hat_colour": tuple(COLOURS), "shirt": SHIRTS,
    "shirt_colour": tuple(COLOURS), "trim_colour": tuple(COLOURS), "build": BUILDS,
}  # fmt: skip


def others(count: int, seed: int) -> list[Character]:
    """`count` random characters, each unlike the cast and each other in two features of the head or more."""
    rng = np.random.default_rng([seed, 0x07EE5])
    found: list[Character] = []
    while len(found) < count:
        drawn = {part: str(rng.choice(options)) for part, options in CHOICES.items()}
        new = Character(f"other_{len(found):03d}", freckles=bool(rng.random() < 0.15), **drawn)
        if all(unlike(new, old) >= 2 for old in (*CAST, *found)):
            found.append(new)
    return found


def unlike(one: Character, other: Character) -> int:
    """In how many features of the head, not counting colours of clothes, two characters differ."""
    parts = ("head", "skin", "hair", "hair_colour", "eyes", "glasses", "nose", "beard", "hat")
    return sum(getattr(one, part) != getattr(other, part) for part in parts)
