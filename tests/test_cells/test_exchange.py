"""Trainings by key in DVC's remote, a folder or an S3 API: what one machine stores another finds."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lineup.cells import exchange, keeping, restoring
from lineup.cells.exchange import FINISHED, Exchange
from lineup.errors import LineupError
from lineup.records.key import CHECKPOINT
from tests import remotes

KEY = "ab" * 32


@pytest.fixture(params=remotes.KINDS)
def project(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    with remotes.with_remote(request.param, tmp_path, "project", monkeypatch) as repository:
        yield repository


@pytest.fixture
def folder_remote(tmp_path: Path) -> Path:
    return remotes.with_folder(tmp_path, "project")


def finish(store: Path) -> dict[str, bytes]:
    content = {"model.keras": b"weights" * 1000, "training.json": b"{}"}
    (store / "finished").mkdir(parents=True)
    for name, value in content.items():
        (store / "finished" / name).write_bytes(value)
    restoring.fed(store).write_bytes(b"picture")
    return content


def fail(remote: Exchange, store: Path, checkpoint: bytes, seconds: float = 0) -> None:
    """Train, write a checkpoint, and break."""
    with keeping.exchanged(remote, KEY, store):
        store.mkdir()
        (store / "checkpoint.npz").write_bytes(checkpoint)
        time.sleep(seconds)
        raise ZeroDivisionError


def stored(remote: Exchange, store: Path) -> bytes:
    """Return the checkpoint that the remote has; nothing where it has none."""
    assert remote.bring(KEY, store) is False
    path = store / "checkpoint.npz"
    return path.read_bytes() if path.exists() else b""


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def read(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_one_machine_stores_another_finds(project: Path, tmp_path: Path) -> None:
    """First a checkpoint, then the finished training, which takes its place."""
    one, other = Exchange(project, "run 1"), Exchange(project, "run 2")
    here, there = tmp_path / "here", tmp_path / "there"
    with keeping.exchanged(one, KEY, here):
        (here).mkdir()
        for content in (b"epoch 1", b"epoch 2"):
            (here / "checkpoint.npz").write_bytes(content)
            until(lambda: stored(other, there) == content)  # noqa: B023 (called at once)
        claim = other.claimed(KEY)
        assert claim is not None
        assert claim["run"] == "run 1"
        files = finish(here)
    assert other.bring(KEY, there) is True
    assert read(there / "finished") == files
    picture = restoring.fed(there)
    assert picture.read_bytes() == b"picture"
    assert other.claimed(KEY) is None
    assert not other.has(KEY, CHECKPOINT)
    assert {Path(name).name for name in one.fs.find(one.top)} == {"finished.zip", picture.name}
    picture.unlink()
    assert other.bring(KEY, there) is True
    assert picture.exists()


def test_a_claim_that_was_left_beside_a_finished_training_goes(folder_remote: Path, tmp_path: Path) -> None:
    """Whoever trained it was killed after the one and before the other."""
    lost, remote = Exchange(folder_remote, "run 1"), Exchange(folder_remote, "run 2")
    with keeping.exchanged(lost, KEY, tmp_path / "here"):
        finish(tmp_path / "here")
    lost.beat(KEY, 7)
    with keeping.exchanged(remote, KEY, tmp_path / "there"):
        pass
    assert (remote.has(KEY, FINISHED), remote.claimed(KEY)) == (True, None)


def test_a_failure_keeps_the_checkpoint_and_the_run_takes_its_own_claim_over(
    folder_remote: Path, tmp_path: Path
) -> None:
    remote = Exchange(folder_remote, "run 1")
    with pytest.raises(ZeroDivisionError):
        fail(remote, tmp_path / "here", b"epoch 7")
    with keeping.exchanged(remote, KEY, tmp_path / "there"):
        assert read(tmp_path / "there") == {"checkpoint.npz": b"epoch 7"}
        finish(tmp_path / "there")


def test_another_run_waits_for_the_claims_end(folder_remote: Path, tmp_path: Path) -> None:
    first, second = Exchange(folder_remote, "run 1"), Exchange(folder_remote, "run 2")
    order: list[str] = []

    def train(remote: Exchange, store: Path) -> None:
        with keeping.exchanged(remote, KEY, store):
            order.append(f"{remote.run} in")
            if not (store / "finished").exists():
                time.sleep(2)
                finish(store)
            order.append(f"{remote.run} out")

    threads = [
        threading.Thread(target=train, args=(remote, tmp_path / remote.run)) for remote in (first, second)
    ]
    threads[0].start()
    while not order:
        time.sleep(0.05)
    threads[1].start()
    for thread in threads:
        thread.join(60)
    assert order == ["run 1 in", "run 1 out", "run 2 in", "run 2 out"]
    assert read(tmp_path / "run 1/finished") == read(tmp_path / "run 2/finished")


def test_a_claim_without_a_sign_of_life_is_taken_over(
    folder_remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, next_one = Exchange(folder_remote, "gone"), Exchange(folder_remote, "next")
    gone.beat(KEY, 3)
    now, waited = [0.0], list[float]()

    def wait(seconds: float) -> None:
        waited.append(seconds)
        now[0] += seconds
        if len(waited) == 5:
            gone.beat(KEY, 4)  # it was alive after all

    monkeypatch.setattr(exchange, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(exchange, "STALE_SECONDS", 60)
    next_one.claim(KEY, wait)
    assert next_one.claimed(KEY) == {"run": "next", "beat": 0}
    assert now[0] == pytest.approx(25 + 65 + 1, abs=6)


def test_of_two_that_claim_at_once_one_waits(folder_remote: Path) -> None:
    first, second = Exchange(folder_remote, "first"), Exchange(folder_remote, "second")

    def other_claims(_: float) -> None:
        second.beat(KEY, 0)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        first.claim(KEY, other_claims)
    second.claim(KEY, lambda _: pytest.fail("it holds the claim"))


def test_without_a_remote_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LineupError) as caught:
        Exchange(remotes.repository(tmp_path / "project"), "run")
    assert str(caught.value) == (
        "Cells on other machines exchange data and results by way of a DVC remote, and there is none."
        " Name one that all machines reach: dvc remote add -d NAME ADDRESS."
    )


def test_a_remote_that_fails_for_a_while_is_one_warning_each(
    folder_remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    remote, failures = Exchange(folder_remote, "run"), [OSError("no route"), OSError("no route")]
    put = Exchange.put

    def flaky(self: Exchange, *arguments: Any) -> None:
        if failures and arguments[2] == CHECKPOINT:
            raise failures.pop()
        put(self, *arguments)

    monkeypatch.setattr(Exchange, "put", flaky)
    with pytest.raises(ZeroDivisionError):
        fail(remote, tmp_path / "here", b"epoch 1", seconds=6 * keeping.LOOKING_SECONDS)
    assert capsys.readouterr().err == (
        "warning: the checkpoint could not be stored (no route); tried again\n" * 2
    )
    assert remote.has(KEY, CHECKPOINT)
