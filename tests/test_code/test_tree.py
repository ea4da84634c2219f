"""A module's digest says what it does: not how it is written, and the same on every Python."""

import ast
import subprocess
from pathlib import Path

import pytest

from lineup.code import tree
from tests.conftest import ROOT

SAMPLE = Path(__file__).with_name("sample.txt")


def digest(source: str) -> str:
    return tree.digest(ast.parse(source))


@pytest.mark.parametrize(
    "same",
    [
        "def f(x, *, y=1):\n    return {x: (y,)}\n",
        '"""What it is."""\n\n\ndef f(x, *, y=1):\n    """Return it."""\n    return {x: (y,)}  # a comment\n',
        "def f(\n    x,\n    *,\n    y=0x1,\n):\n    return {\n        x: (y,),\n    }\n",
    ],
)
def test_comments_docstrings_and_format_do_not_count(same: str) -> None:
    assert digest(same) == digest("def f(x,*,y=1): return {x:(y,)}")


@pytest.mark.parametrize(
    "other",
    [
        "def f(x, *, y=2):\n    return {x: (y,)}\n",
        "def f(x, *, y=1.0):\n    return {x: (y,)}\n",
        "def f(x, *, y=True):\n    return {x: (y,)}\n",
        "def f(x, *, y):\n    return {x: (y,)}\n",
        "def f(x, y=1):\n    return {x: (y,)}\n",
        "def f(x, *, y=1):\n    return {x: [y]}\n",
        "def f(x, *, y=1):\n    return {x, (y,)}\n",
        "def f(x, *, y=1):\n    'a docstring'\n    'no docstring'\n    return {x: (y,)}\n",
        "async def f(x, *, y=1):\n    return {x: (y,)}\n",
        "def f(x, *, y=1):\n    return {x: (y,)}\n\n\nf(1)\n",
    ],
)
def test_what_it_does_counts(other: str) -> None:
    assert digest(other) != digest("def f(x,*,y=1): return {x:(y,)}")


def test_of_two_ways_to_nest_one_is_not_the_other() -> None:
    sources = ("f([a], b)", "f([a, b])", "f(a, [b])", "f('a,b')", "f('a', 'b')", "f(None)", "f()", "f(*a)")
    assert len({digest(source) for source in sources}) == len(sources)


@pytest.mark.parametrize("python", ["python3.11", "python3.12", "python3.13"])
def test_the_digest_is_the_same_on_every_python(python: str) -> None:
    """The sample has every kind of syntax that Python 3.11 knows."""
    code = "import ast, sys; from lineup.code import tree; print(tree.digest(ast.parse(sys.stdin.read())))"
    code = f"import sys; sys.stdin.reconfigure(encoding='utf-8'); {code}"
    try:
        ran = subprocess.run([python, "-c", code], cwd=ROOT, input=SAMPLE.read_bytes(), capture_output=True)
    except FileNotFoundError:
        pytest.skip(f"there is no {python} here")
    if b"command not found" in ran.stderr:  # of pyenv, which has it, but not for this folder
        pytest.skip(f"{python} does not run here")
    assert ran.stdout.decode().split() == [digest(SAMPLE.read_text(encoding="utf-8"))], ran.stderr


def test_imports_are_found_wherever_they_stand() -> None:
    source = (
        "import a.b\nfrom c import d as e\n\n\ndef f():\n    from g.h import i\n    from . import j\n"
        "    from .k import l\n    from ..m import n\n"
    )
    assert tree.imports(ast.parse(source), "top.room") == {
        "a.b", "c", "c.d", "g.h", "g.h.i", "top.room", "top.room.j", "top.room.k", "top.room.k.l",
        "top.m", "top.m.n",
    }  # fmt: skip
