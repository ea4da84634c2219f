"""Where in params.yaml a key belongs."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

TOP, SOURCE = "the top level", " with source: "
MOST = 3  # sections that are named


Places = dict[str, list[str]]  # sections by a key


def of(model: type[BaseModel], where: str = "", found: Places | None = None) -> Places:
    """Return the sections that have a key, by the key: split, variants.NAME, dataset with source: kaggle."""
    found = {} if found is None else found
    for key, field in model.model_fields.items():
        places = found.setdefault(key, [])
        if (where or TOP) not in places:
            places.append(where or TOP)
        for inner, named in models(field.annotation):
            if inner is not model:
                of(inner, section(where, key, inner, named=named), found)
    return found


def said(places: Sequence[str], every: int) -> str:
    """Return where a key belongs, as a sentence; every: the number of sources of images."""
    sources = [place for place in places if SOURCE in place]
    others = [place for place in places if SOURCE not in place]
    if len(sources) == every:
        others, sources = [*others, sources[0].partition(SOURCE)[0]], []
    shown = [*others, *sources][:MOST]
    return f" It belongs to {' or '.join([', '.join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)}."


def section(where: str, key: str, model: type[BaseModel], *, named: bool) -> str:
    """Return the words for a section; named: its own sections have names that a person gives."""
    source = model.model_fields.get("source")
    if source is not None and get_origin(source.annotation) is Literal:
        return f"{key}{SOURCE}{get_args(source.annotation)[0]}"
    plain = where.partition(" ")[0]
    return ".".join(filter(None, [plain, key, "NAME" if named else ""]))


def models(annotation: Any, *, named: bool = False) -> Iterator[tuple[type[BaseModel], bool]]:
    """Yield the models in an annotation, and whether they are values of a dictionary."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, named
    for part in get_args(annotation):
        yield from models(part, named=named or get_origin(annotation) is dict)
