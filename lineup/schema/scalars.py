"""What stands in a YAML file, where YAML reads it as something else: yes, no, 064, 12:30, 2024-01-01.

YAML 1.1, which PyYAML reads, takes yes and off for truth values, 064 for an octal and 12:30 for a number of
seconds; YAML 1.2, which DVC reads, does not. So both are told, never guessed.
"""

import re
from collections.abc import Sequence
from typing import Any

import yaml

KINDS = {
    "bool": "a truth value",
    "int": "a number",
    "float": "a number",
    "null": "nothing",
    "timestamp": "a date",
}
HINT = (
    "\nWhere a name holds any of : # { } [ ] , & * ! | > ' \" % @ ` or begins with - or ?, put it in quotes."
)
ODD = re.compile(r"[-+]?(0[0-9_]+|[0-9][0-9_]*(:[0-5]?[0-9])+)")
MARKS = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( .*)?$", re.MULTILINE)
TAB = re.compile(r"^[ ]*\t", re.MULTILINE)


def written(node: yaml.Node | None, steps: Sequence[Any], given: Any) -> yaml.ScalarNode | None:
    """Return the scalar at a key of a composed file, None where there is none.

    For a key itself the last step is `[key]`, and `given` what YAML reads it as.
    """
    if steps[-1:] == ["[key]"]:
        parent = reached(node, steps[:-2])
        keys = [key for key, _ in parent.value] if isinstance(parent, yaml.MappingNode) else []
        scalars = (key for key in keys if isinstance(key, yaml.ScalarNode))
        return next((key for key in scalars if value(key) == given), None)
    found = reached(node, steps)
    return found if isinstance(found, yaml.ScalarNode) else None


def reached(node: yaml.Node | None, steps: Sequence[Any]) -> yaml.Node | None:
    """Return what lies at a key of a composed file, None where nothing does."""
    for step in steps:
        if isinstance(node, yaml.MappingNode):
            node = next((held for key, held in node.value if key.value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        elif step not in ("names", "number"):  # what pydantic calls the kinds of `classes`
            return None
    return node


def value(node: yaml.ScalarNode) -> Any:
    return yaml.SafeLoader("").construct_object(node)


def not_text(node: yaml.ScalarNode) -> str | None:
    """Return the message for a scalar that is no text where text is wanted; None where it is text."""
    kind = KINDS.get(node.tag.rpartition(":")[2])
    if kind is None or node.style is not None:
        return None
    if not node.value:
        return "is empty. Give a text"
    return f'{node.value} is read as {kind}, not as text. Put it in quotes: "{node.value}"'


def repeated(node: yaml.MappingNode, key: str) -> list[str]:
    """Return a message for every key that stands twice in a section, of which YAML takes the last."""
    seen: set[str] = set()
    messages = []
    for own, _ in node.value:
        if (name := str(own.value)) in seen:
            place, line = f"{key}.{name}".lstrip("."), own.start_mark.line + 1
            messages.append(f"{place}: stands twice, the second time in line {line}. Keep one of them.")
        seen.add(name)
    return messages


def misread(node: yaml.Node | None, key: str = "") -> list[str]:
    """Return a message for keys that stand twice, and numbers that YAML takes for others: 064, 12:30."""
    if isinstance(node, yaml.MappingNode):
        found = [(own, key) for own, _ in node.value]
        inner = [(held, f"{key}.{own.value}".lstrip(".")) for own, held in node.value]
        return repeated(node, key) + [message for one in (*found, *inner) for message in misread(*one)]
    if isinstance(node, yaml.SequenceNode):
        return [message for n, held in enumerate(node.value) for message in misread(held, f"{key}.{n}")]
    if not isinstance(node, yaml.ScalarNode) or node.style or not node.tag.endswith(":int"):
        return []
    if not ODD.fullmatch(node.value):
        return []
    plain = node.value.replace("_", "").lstrip("0") or "0"
    number = f"write {plain if plain.isdecimal() else value(node)} for a number"
    return [
        f'{key}: {node.value} is read as {value(node)}. In quotes it is a name ("{node.value}"); {number}.'
    ]


def unreadable(content: bytes, error: yaml.YAMLError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        line = content.count(b"\n", 0, error.start) + 1
        return f"is not in UTF-8 (line {line}). Save it as UTF-8 in the editor."
    text = content.decode("utf-8-sig")
    if mark := MARKS.search(text):
        line = text.count("\n", 0, mark.start()) + 1
        return (
            f"holds what git left of a merge: line {line} is '{mark[0]}'. Choose between the two"
            " versions there, remove the lines of <<<<<<<, ======= and >>>>>>>, and run `git add` on it."
        )
    if tab := TAB.search(text):
        line = text.count("\n", 0, tab.start()) + 1
        return (
            f"has a tab at the beginning of line {line}. YAML takes blanks alone: write two for each level."
        )
    return f"is not valid YAML: {error}{HINT}"
