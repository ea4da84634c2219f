"""The routes of `lineup serve` around a model that waits until a number of pictures has come, and for a line.

Run as `python -m tests.test_serving.slow_model NUMBER`; prints its address, and `all` when they have come.
"""

import sys
import threading
from concurrent.futures import Future

import numpy as np
import uvicorn

from lineup.inference.facts import Facts
from lineup.schema.params import Images
from lineup.serving import app
from lineup.serving.batching import Batcher
from lineup.serving.command import listening


class Counted(Batcher):
    def __init__(self, awaited: int) -> None:
        self.awaited, self.go = awaited, threading.Event()
        super().__init__(self.answer_late)

    def answer_late(self, pixels: np.ndarray) -> np.ndarray:
        self.go.wait()
        return np.ones((len(pixels), 1))

    def submit(self, pixels: np.ndarray) -> "Future[np.ndarray]":
        future = super().submit(pixels)
        self.awaited -= 1
        if self.awaited == 0:
            print("all", flush=True)
            threading.Thread(target=self.wait_for_a_line, daemon=True).start()
        return future

    def wait_for_a_line(self) -> None:
        sys.stdin.readline()
        self.go.set()


def main() -> None:
    images = Images(height=8, width=8)
    facts = Facts(variant="v", seed=0, training_key="k", class_names=["a"], temperature=1.0, images=images)
    routes = app.make("slow", facts, Counted(int(sys.argv[1])), allow_urls=False, hosts=["127.0.0.1"])
    with listening("127.0.0.1", 0) as place:
        print(f"http://127.0.0.1:{place.getsockname()[1]}", flush=True)
        uvicorn.Server(uvicorn.Config(routes, log_level="warning", access_log=False)).run(sockets=[place])


if __name__ == "__main__":
    main()
