"""Pickles of arrays are read, whatever wrote them; what would run code is refused before it runs."""

import os
import pickle
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lineup.sources import plain_pickle
from tests.stand_ins import python2

VALUE = {
    "data": np.arange(600, dtype=np.uint8).reshape(100, 6),
    "labels": [3, 1],
    "filenames": ["a.png", "b" * 300],
}


class Runs:
    """Unpickled as it comes, makes a file."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self.reduced = (function, arguments)

    def __reduce__(self) -> tuple[Any, ...]:
        return self.reduced


@pytest.mark.parametrize(
    "data",
    [python2.dumps(VALUE), *(pickle.dumps(VALUE, protocol) for protocol in range(6))],
    ids=["python2", *(f"protocol {protocol}" for protocol in range(6))],
)
def test_arrays_lists_numbers_and_text(data: bytes) -> None:
    found = plain_pickle.loads(data, "set/train")
    assert sorted(found) == ["data", "filenames", "labels"]
    np.testing.assert_array_equal(found["data"], VALUE["data"])
    assert found["data"].dtype == np.uint8
    assert (found["labels"], found["filenames"]) == (VALUE["labels"], VALUE["filenames"])


def test_python_2_pickles_have_byte_strings() -> None:
    data = python2.dumps({"labels": ["x"]})
    assert data == b"\x80\x02}q\x00U\x06labelsq\x01]q\x02U\x01xq\x03as."
    assert pickle.loads(data, encoding="bytes") == {b"labels": [b"x"]}  # noqa: S301 (written above)
    array = python2.dumps(np.zeros(3, np.uint8))
    assert b"cnumpy.core.multiarray\n_reconstruct\n" in array
    assert b"cnumpy\ndtype\n" in array


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize(
    ("name", "function", "arguments"),
    [
        ("posix.system", os.system, ("touch trace",)),
        ("builtins.eval", eval, ("open('trace', 'w')",)),
        ("subprocess.Popen", subprocess.Popen, (["touch", "trace"],)),
        ("shutil.copyfile", shutil.copyfile, ("/dev/null", "trace")),
    ],
)
def test_code_does_not_run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    function: Any,
    arguments: tuple[Any, ...],
    nested: bool,
) -> None:
    monkeypatch.chdir(tmp_path)
    evil = Runs(function, *arguments)
    data = pickle.dumps({"data": [evil]} if nested else evil, 4)
    with pytest.raises(ValueError, match="cannot be read") as caught:
        plain_pickle.loads(data, "set/train")
    assert str(caught.value) == f"set/train cannot be read: it asks for {name}, which no array needs"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "Ran out of input"),
        (python2.dumps(VALUE)[:-40], "pickle data was truncated"),
        (b"<!DOCTYPE html>", "invalid load key, '<'."),
        (b"\x80\x02c_codecs\nencode\nX\x01\x00\x00\x00aX\x05\x00\x00\x00rot13\x86R.", "the encoding 'rot13'"),
        (
            b"cnumpy.core.multiarray\nscalar\n.",
            "it asks for numpy.core.multiarray.scalar, which no array needs",
        ),
        (b"cnumpy\nload\n.", "it asks for numpy.load, which no array needs"),
    ],
)
def test_what_is_broken_or_no_pickle(data: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match="cannot be read") as caught:
        plain_pickle.loads(data, "set/train")
    assert str(caught.value) == f"set/train cannot be read: {reason}"
