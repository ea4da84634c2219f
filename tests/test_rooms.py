"""The picture at the end of docs/design.md is how the rooms import each other."""

import re
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from lineup.code import closure
from tests.conftest import ROOT

BY_NAME = {("stages", "sources")}  # download imports the source that params.yaml names
FILES = [path.relative_to(ROOT) for top in closure.PACKAGES for path in sorted((ROOT / top).rglob("*.py"))]
Arrows = set[tuple[str, str]]


def module(file: Path) -> str:
    return ".".join(file.with_suffix("").parts).removesuffix(".__init__")


def room(name: str) -> str | None:
    """Return the room of a module; None for the small ones, and for what is no module of ours."""
    if closure.file_of(name) is None:
        return None
    top, *inner = name.split(".")
    if top == "stages":
        return top
    if inner == ["__main__"]:
        return "commands"
    return inner[0] if inner and (ROOT / top / inner[0]).is_dir() else None


@cache
def imports() -> dict[str, set[str | None]]:
    """Return the rooms that each module imports."""
    found = {}
    for file in FILES:
        name = module(file)
        found[name] = {room(imported) for imported in closure.modules([name])[name].imports}
    return found


def arrows() -> Arrows:
    """Return all pairs of rooms of which the first imports the second."""
    pairs = {(room(name), other) for name, others in imports().items() for other in others}
    return {(a, b) for a, b in pairs if a and b and a != b} | BY_NAME


def behind(start: str, found: Arrows) -> set[str]:
    """Return all rooms to which arrows lead."""
    direct = {b for a, b in found if a == start}
    return direct.union(*(behind(one, found) for one in direct))


def drawn() -> Arrows:
    """Return the arrows of the picture: `a --> b & c`."""
    picture = (ROOT / "docs/design.md").read_text().rpartition("```mermaid")[2]
    lines = re.findall(r"^ +(\w+) --> (.+)$", picture, re.MULTILINE)
    return {(a, b) for a, others in lines for b in others.split(" & ")}


def test_no_room_imports_itself_by_way_of_others() -> None:
    found = arrows()
    graph = {a: {b for first, b in found if first == a} for a, _ in found}
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_the_picture_has_no_arrow_too_many_and_none_too_few() -> None:
    """Those that other arrows imply are left out of it."""
    found = arrows()
    implied = {(a, c) for a, c in found for first, b in found if first == a and c in behind(b, found)}
    assert drawn() == found - implied


def test_no_noun_imports_a_stage_and_no_small_module_a_room() -> None:
    nouns = {name: others for name, others in imports().items() if room(name) != "stages"}
    assert [name for name, others in nouns.items() if "stages" in others] == []
    small = {name: others for name, others in nouns.items() if room(name) is None}
    assert "lineup.errors" in small
    assert {name for name, others in small.items() if others != {None} and others} == set()
