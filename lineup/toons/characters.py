"""Who can be drawn: a family of characters, and the fixed cast of ten."""

from dataclasses import dataclass, replace

import numpy as np

from lineup.toons.pen import Colour

PEACH, HONEY, COCOA, MINT = (250, 208, 178), (226, 172, 112), (142, 92, 66), (164, 216, 184)
SKINS: dict[str, Colour] = {"peach": PEACH, "honey": HONEY, "cocoa": COCOA, "mint": MINT}
COLOURS: dict[str, Colour] = {
    "black": (52, 46, 58), "brown": (120, 76, 44), "grey": (176, 176, 184), "ginger": (218, 110, 44),
    "blond": (240, 208, 104), "purple": (128, 76, 160), "navy": (52, 70, 128), "teal": (40, 150, 150),
    "coral": (236, 108, 92), "green": (86, 156, 78), "white": (240, 240, 236), "red": (204, 52, 56),
    "sky": (112, 180, 232), "pink": (242, 152, 184), "yellow": (246, 204, 60), "olive": (142, 138, 66),
}  # fmt: skip
HATS = ("none", "cap", "beanie", "top", "chef", "straw", "band", "party")
SHIRTS = ("plain", "stripes", "dots", "buttons", "tie", "overall", "collar", "star")


@dataclass(frozen=True)
class Character:
    """What tells one character from another; colours are names in SKINS and COLOURS."""

    name: str
    head: str
    skin: str
    hair: str
    hair_colour: str
    eyes: str
    glasses: str
    nose: str
    beard: str
    hat: str
    hat_colour: str
    shirt: str
    shirt_colour: str
    trim_colour: str
    build: str
    freckles: bool = False


def dressed(character: Character, rng: np.random.Generator) -> Character:
    """The same character in other clothes, one time in four with another hat or none."""
    colours = list(COLOURS)
    hat, hat_colour = str(rng.choice(HATS)), str(rng.choice(colours))
    if rng.random() < 0.75:
        hat, hat_colour = character.hat, character.hat_colour
    return replace(
        character,
        shirt=str(rng.choice(SHIRTS)),
        shirt_colour=str(rng.choice(colours)),
        trim_colour=str(rng.choice(colours)),
        hat=hat,
        hat_colour=hat_colour,
    )


# Name, head, skin, hair, its colour, eyes, glasses, nose, beard, hat, shirt, colour of both, trim, build.
_CAST = """
bruno_baker  round  peach bald     brown  dot    none   potato  full      none   buttons white  brown  stout
grandpa_gus  wide   peach sides    brown  dot    round  potato  moustache none   plain   white  brown  stout
nina_noodle  tall   honey curls    ginger round  none   button  none      none   stripes teal   white  slim
hugo_hatch   wide   honey short    ginger round  none   long    goatee    beanie plain   teal   white  regular
rosie_reef   round  cocoa bun      black  big    none   button  none      none   dots    coral  white  regular
otto_oar     square cocoa short    black  dot    none   long    walrus    cap    stripes coral  white  stout
mayor_mellow tall   mint  sides    navy   sleepy none   pointed none      top    tie     navy   white  regular
zed_zigzag   square mint  mohawk   navy   sleepy none   button  stubble   none   star    navy   yellow slim
pia_pixel    heart  peach bowl     purple round  square button  none      none   overall purple sky    slim
tilda_tuft   heart  peach ponytail purple big    none   pointed none      none   collar  purple white  slim
"""
_FRECKLED = {"nina_noodle", "tilda_tuft"}


def _parsed(row: str) -> Character:
    name, *words, shirt, shirt_colour, trim_colour, build = row.split()
    head, skin, hair, hair_colour, eyes, glasses, nose, beard, hat = words
    return Character(
        name, head, skin, hair, hair_colour, eyes, glasses, nose, beard, hat,
        shirt_colour, shirt, shirt_colour, trim_colour, build, freckles=name in _FRECKLED,
    )  # fmt: skip


CAST = tuple(_parsed(row) for row in _CAST.strip().splitlines())
"""The ten recurring characters: five pairs, each of one palette."""
