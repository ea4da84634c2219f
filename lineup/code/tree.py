"""What a module does, without how it is written: its syntax tree in text that is the same on every Python."""

import ast
import hashlib
from typing import Any

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def digest(tree: ast.Module) -> str:
    """Return the sha256 of a syntax tree without comments, docstrings and positions, 64 hex digits."""
    parts: list[str] = []
    write(tree, parts)
    return hashlib.sha256("".join(parts).encode()).hexdigest()


def write(value: Any, parts: list[str]) -> None:
    """Append what a node, a list of them or a plain value says to `parts`.

    What is None or an empty list is left out: newer Pythons have more fields, and leave empty ones out.
    """
    if isinstance(value, ast.AST):
        parts.append(f"({type(value).__name__}")
        for name, field in ast.iter_fields(value):
            said = meant(value, name, field)
            if said is not None and said != []:
                parts.append(f" {name}=")
                write(said, parts)
        parts.append(")")
    elif isinstance(value, list):
        parts.append("[")
        for item in value:
            write(item, parts)
            parts.append(",")
        parts.append("]")
    else:
        parts.append(ascii(value))  # repr depends on what letters a Python knows


def meant(node: ast.AST, name: str, field: Any) -> Any:
    """Return what a node's field means: a body without its docstring, a string whatever its prefix."""
    if name == "body" and isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
        return field[1:]
    if isinstance(node, ast.JoinedStr):  # Python 3.12 adds an empty part where a format ends in braces
        return [part for part in field if not (isinstance(part, ast.Constant) and part.value == "")]
    return None if name == "kind" else field


def imports(tree: ast.Module, package: str) -> set[str]:
    """Return the names that a module of `package` imports, wherever in it, those of relative imports in full.

    `from a import b` gives a and a.b, which may be a module or not.
    """
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: 1 - node.level or None] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return found
