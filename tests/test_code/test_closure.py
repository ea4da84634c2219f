"""Which modules code imports, found without running it."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lineup.code import closure, memory
from tests import warm
from tests.conftest import ROOT
from tests.mistakes import mistake

QUICK = ("check", "download", "preprocess", "split", "suspect", "compare")  # start without TensorFlow


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with packages `lineup` and `stages` in it that take the place of the real ones."""
    monkeypatch.setattr(closure, "location", lambda _: tmp_path)
    write(tmp_path, "stages/__init__.py", "")
    write(tmp_path, "lineup/__init__.py", "")
    return tmp_path


def write(folder: Path, name: str, content: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def test_imports_are_followed_with_the_packages_that_they_lie_in(packages: Path) -> None:
    write(packages, "stages/one.py", "import numpy\n\n\ndef main():\n    from lineup.room import noun\n")
    write(packages, "lineup/room/__init__.py", "import lineup.first\n")
    write(packages, "lineup/room/noun.py", "from .beside import value\n")
    write(packages, "lineup/room/beside.py", "import stages.one  # a circle\n")
    write(packages, "lineup/room/unused.py", "")
    write(packages, "lineup/first.py", "from lineup.room.noun import no_module\n")
    assert list(closure.modules(["stages.one"])) == [
        "lineup", "lineup.first", "lineup.room", "lineup.room.beside", "lineup.room.noun",
        "stages", "stages.one",
    ]  # fmt: skip


def test_what_is_left_out_is_not_followed(packages: Path) -> None:
    write(packages, "stages/one.py", "from lineup import room, rooms\n")
    write(packages, "lineup/room/__init__.py", "import lineup.behind\n")
    write(packages, "lineup/rooms.py", "")
    write(packages, "lineup/behind.py", "")
    found = closure.digests(["stages.one"], left_out=["lineup.room"])
    assert list(found) == ["lineup", "lineup.rooms", "stages", "stages.one"]


def test_files_beside_the_modules_count(packages: Path) -> None:
    write(packages, "stages/one.py", "import lineup.room.noun\n")
    for name in ("room/noun.py", "room/inner/__init__.py"):
        write(packages, f"lineup/{name}", "")
    for name in (
        "room/page.css",
        "room/templates/page.html",
        "room/inner/table.txt",
        "room/.hidden",
        "top.txt",
    ):
        write(packages, f"lineup/{name}", "1")
    before = closure.digests(["stages.one"])
    assert [name for name in before if "/" in name] == [
        "lineup/room/page.css", "lineup/room/templates/page.html", "lineup/top.txt",
    ]  # fmt: skip
    write(packages, "lineup/room/page.css", "2")
    after = closure.digests(["stages.one"])
    assert {name for name in before if before[name] != after[name]} == {"lineup/room/page.css"}


def test_an_edit_is_seen_by_the_same_process(packages: Path) -> None:
    write(packages, "stages/one.py", "value = 1\n")
    before = closure.digests(["stages.one"])
    write(packages, "stages/one.py", "value = 1  # the one\n")
    assert closure.digests(["stages.one"]) == before
    write(packages, "stages/one.py", "value = 20\n")
    after = closure.digests(["stages.one"])
    assert {name for name in before if before[name] != after[name]} == {"stages.one"}


def test_what_is_remembered_is_what_would_be_found(packages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(packages, "stages/one.py", "from . import two\nvalue = 1\n")
    write(packages, "stages/two.py", "value = 2\n")
    file = packages / "remembered.json"

    def anew() -> dict[str, str]:
        """Digest as a new process does that recalls the file."""
        closure.read.cache_clear()
        monkeypatch.setattr(memory, "kept", {})
        monkeypatch.setattr(memory, "asked", set())
        memory.load(file)
        found = closure.digests(["stages.one"])
        memory.save(file)
        return found

    first = anew()
    names = set(json.loads(file.read_text()))
    with monkeypatch.context() as patched:
        patched.setattr(ast, "parse", None)  # nothing is read again
        assert anew() == first
    write(packages, "stages/two.py", "value = 3\n")
    edited = anew()
    assert {name for name in first if first[name] != edited[name]} == {"stages.two"}
    assert len(set(json.loads(file.read_text())) - names) == 1
    assert len(json.loads(file.read_text())) == len(names)  # what is gone is forgotten
    for damage in ("", "[]", "{", '{"a": 1}', '{"a": null}', "null"):
        file.write_text(damage)
        assert anew() == edited


def test_mistakes_are_told(packages: Path) -> None:
    assert mistake(closure.digests, ["stages.none"]) == "There is no module stages.none."
    write(packages, "stages/one.py", "value = 1\ndef broken(:\n")
    assert (
        mistake(closure.digests, ["stages.one"])
        == f"{packages}/stages/one.py, line 2: invalid syntax. Mend it."
    )


def test_what_is_left_out_exists() -> None:
    assert [name for name in closure.LEFT_OUT if closure.file_of(name) is None] == []


def test_an_installed_lineup_counts_as_one_beside_the_project(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "stages", tmp_path / "stages")
    code = "from lineup.code import closure; print(*closure.digests(['stages.compare']).items(), sep='\\n')"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines() == [str(item) for item in closure.digests(["stages.compare"]).items()]


@pytest.mark.parametrize("stage", QUICK)
def test_the_walk_finds_what_python_imports(stage: str) -> None:
    """Run the imports of a stage's file, and of nothing else of ours, in a process of their own."""
    source = closure.modules([f"stages.{stage}"])[f"stages.{stage}"].file.read_text()
    lines = [
        ast.unparse(node) for node in ast.parse(source).body if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    code = "\n".join([*lines, "import sys", "print(*sys.modules)"])
    imported = {name for name in warm.run(ROOT, "-c", code).stdout.split() if name.split(".")[0] == "lineup"}
    assert {"lineup", "lineup.running"} <= imported <= set(closure.modules([f"stages.{stage}"]))
