"""What pydantic finds wrong with params.yaml, in our words: what is wrong, what was expected, an example."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import yaml

from lineup.errors import closest
from lineup.schema import places, scalars

EXAMPLES = {
    "address": "https://example.org/flowers.zip",
    "analysis": "{corruption_images: 0, attention_errors: 0}",
    "architecture": "cnn",
    "attention_errors": "0",
    "backbones": "{}",
    "batch_size": "32",
    "corruption_images": "0",
    "dataset": "{source: folder, path: my_pictures, watch: my_pictures, max_per_class: null}",
    "distribution": "elpv-dataset",
    "epochs": "20",
    "features": "features/mobilenet",
    "file_name": "flowers.zip",
    "folder": "data",
    "handle": "OWNER/DATASET",
    "height": "64",
    "images": "{height: 64, width: 64}",
    "input": "images",
    "learning_rate": "0.001",
    "max_per_class": "null",
    "name": "cifar-10",
    "optimizer": "adam",
    "package": "elpv_dataset",
    "path": "my_pictures",
    "patience": "5",
    "precision": "auto",
    "seeds": "[0, 1, 2]",
    "source": "folder",
    "split": "{train: 0.6, validation: 0.2, test: 0.2}",
    "study": "flowers",
    "suspects": "{}",
    "test": "0.2",
    "train": "0.6",
    "training": "{precision: auto}",
    "validation": "0.2",
    "variants": "{cnn: {architecture: cnn, input: images, optimizer: adam, learning_rate: 0.001,"
    " batch_size: 32, epochs: 20}}",
    "watch": "my_pictures",
    "weights": "imagenet",
    "width": "64",
}  # of keys that must be there
PATTERNS = {
    "[A-Za-z0-9][A-Za-z0-9_-]*": "letters, digits, - and _ alone, a letter or digit first: my_flowers",
    r"[^/\\]+": "the name of a file, without folders: flowers.zip",
    "[0-9a-f]{64}": "64 hexadecimal digits, as sha256sum prints them",
    "[A-Za-z0-9_-]+/[A-Za-z0-9_-]+": "OWNER/DATASET, as in the set's address on kaggle.com",
    "[A-Za-z_][A-Za-z0-9_]*": "the name by which Python imports the package: elpv_dataset",
    "[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?": "the name by which pip installs the package: elpv-dataset",
    "(images|features/[A-Za-z0-9][A-Za-z0-9_-]*)": "images, or features/BACKBONE: features/mobilenet",
    "[1-9][0-9]*[MG]": "megabytes or gigabytes: 500M or 16G",
    r"[^\n]*CLASS[^\n]*": "a name with CLASS for the class: train_CLASS",
    "features/.+": "features/BACKBONE: features/mobilenet",
}
BOUNDS = {
    "greater_than": ("gt", "above"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "below"),
    "less_than_equal": ("le", "at most"),
}
KINDS = {
    "bool": "true or false",
    "dict": "a section: names with their keys below them, or {}",
    "finite": "a finite number, such as 0.5",
    "float": "a number, such as 0.5",
    "int": "a whole number, such as 2",
    "list": "a list, such as [0, 1, 2]",
    "mapping": "a section: names with their keys below them, or {}",
    "model": "a section of keys",
    "string": "a text",
}


Error = Mapping[str, Any]  # as pydantic's ValidationError.errors() has it


def lines(
    errors: Sequence[Error],
    node: yaml.Node | None,
    keys: Mapping[str, Sequence[str]],
    sources: Collection[str],
) -> list[str]:
    """Return each mistake as 'key: what is wrong'.

    node: the file as it is written; keys: all that the schema knows, with their sections; sources: of images.
    A key that is misspelt is one mistake: the one that is missing in its stead is not told again.
    """
    missing = {tuple(error["loc"]) for error in errors if error["type"] == "missing"}
    meant, found = set[tuple[Any, ...]](), []
    for error in errors:
        *above, key = error["loc"] or ("",)
        if error["type"] == "extra_forbidden":
            beside = [str(loc[-1]) for loc in missing if loc[:-1] == tuple(above)]
            near = closest(str(key), beside)
            meant |= {(*above, name) for name in beside if near == f" Closest: {name}."}
            known = places.said(keys[key], len(sources)) if key in keys else closest(str(key), keys)
            found.append((error, near or known))
        else:
            found.append((error, ""))
    return [one(error, near, node, sources) for error, near in found if tuple(error["loc"]) not in meant]


def one(error: Error, near: str, node: yaml.Node | None, sources: Collection[str]) -> str:
    """Return one mistake; near: what an unknown key may mean, or where it belongs."""
    steps = list(error["loc"])
    if steps[:1] == ["dataset"] and steps[1:2] and steps[1] in sources:
        del steps[1]
    wanted = error["type"] == "string_type"
    scalar = scalars.written(node, steps, error["input"]) if wanted else None
    if steps[:2] == ["dataset", "classes"]:
        del steps[2:3]  # pydantic's name of the kind
    if steps[-1:] == ["[key]"]:
        steps[-2:] = []
    key = ".".join(map(str, steps)) or "params.yaml"
    if scalar is not None and (message := scalars.not_text(scalar)):
        return f"{key}: {message}."
    if error["type"].startswith("union_tag"):
        key = f"{key}.source"
    if key.endswith("near_duplicate_bits"):
        return f"{key}: the search for near-duplicates finds its own line on each data set. Remove this key."
    if error["type"] == "extra_forbidden":
        return f"{key}: {'no key of this section' if near.startswith(' It') else 'unknown key'}.{near}"
    if error["type"] == "missing":
        return f"{key}: is missing. Expected, for example: {steps[-1]}: {EXAMPLES.get(str(steps[-1]), '...')}"
    given = error["input"]
    text = expected(error)
    shown = "" if text.endswith(".") or isinstance(given, dict | list) else f" (it is {plain(given)})"
    return f"{key}: {text}{shown}"


def expected(error: Error) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind in BOUNDS:
        bound, words = BOUNDS[kind]
        return f"must be {words} {context[bound]}"
    if kind == "literal_error":
        known = [choice.strip("' ") for choice in context["expected"].replace(" or ", ", ").split(",")]
        near = closest(str(error["input"]), known)
        return f"must be {alternatives(known)}, but is {plain(error['input'])}.{near}"
    if kind == "string_pattern_mismatch":
        pattern = context["pattern"].removeprefix("^").removesuffix("$")
        return f"must be {PATTERNS.get(pattern, pattern)}"
    if kind == "union_tag_invalid":
        known = [tag.strip(" '") for tag in context["expected_tags"].split(",")]
        return (
            f"must be {alternatives(known)}, but is {context['tag']!r}.{closest(str(context['tag']), known)}"
        )
    if kind == "union_tag_not_found":
        return "is missing. Expected, for example: source: folder"
    if kind in ("too_short", "string_too_short"):
        return "must not be empty: give one or more"
    if kind == "value_error":
        return str(error["msg"]).removeprefix("Value error, ")
    start, key = kind.split("_")[0], str(error["loc"][-1]) if error["loc"] else ""
    if start in ("int", "float", "model") and key in EXAMPLES:
        return f"must be {KINDS[start].partition(',')[0]}, such as {EXAMPLES[key]}"
    return f"must be {KINDS[start]}" if start in KINDS else str(error["msg"])


def truths(content: Any, meant: Any, key: str = "") -> list[str]:
    """Return a mistake for each true or false that pydantic took for 1 or 0.

    content: params.yaml as it is written; meant: what the schema makes of it.
    """
    if isinstance(content, dict) and isinstance(meant, dict):
        pairs = [(f"{key}.{name}".lstrip("."), content[name], meant.get(name)) for name in content]
    elif isinstance(content, list) and isinstance(meant, list) and len(content) == len(meant):
        pairs = [(f"{key}.{n}", one, meant[n]) for n, one in enumerate(content)]
    else:
        number = isinstance(content, bool) and isinstance(meant, int | float) and not isinstance(meant, bool)
        return [f"{key}: must be a number (it is {plain(content)})"] if number else []
    return [mistake for name, one, other in pairs for mistake in truths(one, other, name)]


def alternatives(known: Sequence[str]) -> str:
    return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} or {known[-1]}"


def plain(value: object) -> str:
    return "empty" if value is None else repr(value) if not isinstance(value, bool) else str(value).lower()
