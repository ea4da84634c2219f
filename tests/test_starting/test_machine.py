"""The machine's speed, as far as a busy machine shows it."""

import itertools

import pytest

from lineup.starting import machine


def test_a_product_that_waited_for_other_processes_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = 2.0 * machine.SIDE**3 / 100e9  # seconds at 100 GFLOP/s
    clock = itertools.accumulate([0.0, 40.0, *[0.0, quick] * machine.PRODUCTS])  # before, after, before ...
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))
    assert machine.here().operations == pytest.approx(100e9)
