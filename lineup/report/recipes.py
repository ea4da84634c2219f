"""How the variants' recipes differ: what all share, once, and of each variant the rest."""

from collections.abc import Mapping
from typing import Any

from lineup.records import recipe


def section(recipes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return what all recipes have in `shared`, and in `own` by variant the rest, as (setting, value).

    recipes: as training.json has them, by variant. What a recipe leaves off is not told.
    """
    flat = {name: recipe.flatten(entry) for name, entry in recipes.items()}
    every = list(dict.fromkeys(key for settings in flat.values() for key in settings))
    shared = [key for key in every if len({settings.get(key) for settings in flat.values()}) == 1]
    first = next(iter(flat.values()), {})
    return {
        "shared": told({key: first[key] for key in shared}),
        "own": {
            name: told({key: value for key, value in settings.items() if key not in shared})
            for name, settings in flat.items()
        },
    }


def told(settings: Mapping[str, recipe.Plain]) -> list[tuple[str, str]]:
    """Return settings as text, without those that are off."""
    return [(key, word(value)) for key, value in settings.items() if value not in (0, "", "none")]


def word(value: recipe.Plain) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).lower() if isinstance(value, bool) else str(value)
