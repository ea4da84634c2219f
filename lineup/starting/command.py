"""`lineup init`: look at pictures, propose a study, write it, and a project around it where there is none."""

import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lineup import durable, stages_of
from lineup.errors import LineupError
from lineup.layouts import nested
from lineup.layouts.contents import pictures_in
from lineup.layouts.found import Asked, Found
from lineup.layouts.recognise import recognise
from lineup.layouts.tree import build
from lineup.layouts.unknown import EXPECTED
from lineup.left_out import counted, lines
from lineup.schema import valid
from lineup.starting import given, looking, machine, naming, pretrained, project, saying, study, written
from lineup.starting.given import Given
from lineup.starting.looking import Looks
from lineup.words import joined, several

MIRRORED = {"left", "right"}  # words of classes that are another one in the mirror


def init(
    folder: Path,
    *,
    pictures: str | None,
    name: str | None,
    labels: Asked,
    weights: Path | None,
    yes: bool,
    column: int | str | None = None,
) -> None:
    """Print what was seen, write params.yaml and what a project lacks."""
    folder = folder.expanduser()
    project.refuse_foreign(folder)
    stages_of.require(folder)
    source = given.find(pictures, folder)
    place = str(pictures)
    found = chosen(source, place, labels, yes, column)
    left_out = [*too_small(found), *(f"{one.what} ({one.count:,}): {one.why}" for one in found.left_out)]
    left_out += lines(counted(list(source.contents.passed)))
    looks = looked_at(source, found, place, left_out)
    net = pretrained.given(weights.expanduser()) if weights else pretrained.found()
    if net and net.weights != "imagenet":
        net = net._replace(weights=given.seen_from(Path(net.weights).resolve(), folder.resolve()))
    here = machine.here()
    counts = {key: part.pictures for key, part in found.parts.items()}
    said = found.dataset()
    if found.choice:  # it is said, even of what is so by default
        said = {"training": {"folder": ""}, **said}
    smallest = min(own.get("training", 0) for own in found.counts.values())
    content, seconds = study.propose(
        slug(name) if name else naming.study(place, folder.resolve().name),
        {**source.dataset, **said},
        study.parts(found.split(), sum(counts.values()), smallest),
        looks,
        counts,
        net,
        here,
        mirror=mirrored(list(found.counts)),
    )
    print(saying.seen(place, found, looks, left_out))
    kind = f"{several(here.cores, 'core')}{' and a GPU' if here.gpu else ''}"
    print(saying.study(content, origin(net), seconds, kind))
    write(folder, source, content, toons=net is None)


def chosen(source: Given, place: str, labels: Asked, yes: bool, column: int | str | None = None) -> Found:
    """Return the layout; where folders are nested, a person is asked which are the classes."""
    found = recognise(source.contents, place, labels, column)
    if column is not None and found.parts["training"].labels != "list":
        raise LineupError(f"--column: no table says the classes here, but {found.kind}. Leave it out.")
    if found.choice is None or labels:
        return found
    told = nested.told(found)
    if yes and found.choice.default:
        taken = "inner" if found.choice.default == "inner_folder" else "outer"
        found.notes.append(f"{told} The {taken} ones are taken; --labels says otherwise.")
        return found
    if yes or not sys.stdin.isatty():
        likely = f"; --yes takes {found.choice.default}" if found.choice.default else ""
        raise LineupError(
            f"{place}: {told} Say which: --labels folder for the outer ones, --labels inner_folder for the"
            f" inner ones{likely}."
        )
    print(told)
    answer = asked("Are the classes the outer or the inner ones? [outer/inner] ", input)
    return recognise(source.contents, place, answer)


def asked(question: str, ask: Callable[[str], str]) -> Asked:
    """Return which folders a person calls the classes; the question is put until it is answered."""
    while True:
        answer = ask(question).strip().lower()
        if answer and "outer".startswith(answer):
            return "folder"
        if answer and "inner".startswith(answer):
            return "inner_folder"


def too_small(found: Found) -> list[str]:
    """Leave out classes that have too few pictures for the parts to be made; returns a line on them.

    LineupError where fewer than two are left.
    """
    needed = 1 + sum(part not in found.parts for part in ("validation", "test"))
    counts = found.counts
    small = [label for label, own in counts.items() if own.get("training", 0) < needed]
    if len(counts) - len(small) < 2:
        there = joined([f"{label} ({sum(own.values())})" for label, own in counts.items()], 12)
        raise LineupError(
            f"Two or more classes with {several(needed, 'picture')} each are needed, one for each part that"
            f" is made. There are: {there}."
        )
    if not small:
        return []
    found.exclude += small
    kept = {label for label, new in found.names.items() if new in small} | set(small)
    found.parts = {
        key: part._replace(counts={label: n for label, n in part.counts.items() if label not in kept})
        for key, part in found.parts.items()
    }
    lacking = "without training pictures" if needed == 1 else f"of fewer than {needed} training pictures"
    return [f"{several(len(small), 'class', 'classes')} {lacking}: {joined(small)}"]


def looked_at(source: Given, found: Found, place: str, left_out: list[str]) -> Looks:
    """Return sizes and formats of the parts' pictures; LineupError where none can be read."""
    top = build(source.contents.names, pictures_in(source.contents))
    folders = [f"{part.folder}/" if part.folder else "" for part in found.parts.values()]
    pictures = [name for name in top.all_pictures() if any(name.startswith(folder) for folder in folders)]
    looks = looking.look(pictures, source.contents)
    if not looks.sizes:
        first = ": ".join(looks.unreadable[0])
        raise LineupError(f"{place}: none of the pictures can be read; the first, {first}. {EXPECTED}.")
    if looks.unreadable:
        (path, reason), count = looks.unreadable[0], len(looks.unreadable)
        said = f"{count:,} of {len(looks.sizes) + count:,} pictures looked at cannot be read"
        left_out.append(f"{said}, the first {path} ({reason}); the report lists all")
    if looks.several:
        left_out.append(f"all pages or frames but the first, of {several(looks.several, 'file')} looked at")
    return looks


def mirrored(classes: list[str]) -> bool:
    """Tell whether a mirrored picture is still of its class: not of letters, digits, left and right."""
    signs = all(len(label) == 1 or label.isdigit() for label in classes)
    sided = any(MIRRORED & set(label.lower().replace("-", "_").split("_")) for label in classes)
    return not signs and not sided


def origin(net: pretrained.Net | None) -> str:
    if net is None:
        return "the toons' backbone, since no ImageNet weights are here or can be fetched (--weights)"
    return f"{net.name} with ImageNet's weights{'' if net.weights == 'imagenet' else f' ({net.weights})'}"


def slug(name: str) -> str:
    """Return the name that a person gives; LineupError where it is none for a study."""
    if name != (right := naming.slug(name)):
        such = f"such as {right or 'flowers'}"
        raise LineupError(f"--name: '{name}' must be letters, digits, - and _ alone, {such}.")
    return name


def write(folder: Path, source: Given, content: dict[str, Any], toons: bool) -> None:
    new = not stages_of.is_project(folder)
    if new:
        project.make(folder, source.inside, content["study"])
    text = written.text(content)
    kept = project.put_aside(folder, text)
    if toons:
        project.copy(stages_of.shared() / project.WEIGHTS, folder / project.WEIGHTS)
    durable.write(folder / "params.yaml", text.encode())
    here = folder.resolve() == Path.cwd()
    os.chdir(folder)
    valid.load()
    where = "a project" if new else "params.yaml"
    print(saying.row("Written", f"{where} in {Path.cwd()}{f'; the former study is {kept}' if kept else ''}"))
    print(saying.row("Next", "lineup run" if here else f"cd {shlex.quote(str(folder))} && lineup run"))
