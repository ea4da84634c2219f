"""Pictures of many requests answered together: what waits while the model computes is its next batch."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future

import numpy as np

MOST = 64  # pictures in a batch


class Batcher:
    """A thread that asks the model. At most twice MOST pictures wait; who comes later is held up."""

    def __init__(self, answer: Callable[[np.ndarray], np.ndarray]) -> None:
        self.answer = answer
        self.waiting: queue.Queue[tuple[np.ndarray, Future[np.ndarray]] | None] = queue.Queue(2 * MOST)
        self.thread = threading.Thread(target=self.run, name="model", daemon=True)
        self.thread.start()

    def submit(self, pixels: np.ndarray) -> "Future[np.ndarray]":
        """Return what will be the probabilities (classes,) of pixels, uint8 (height, width, 3)."""
        future: Future[np.ndarray] = Future()
        self.waiting.put((pixels, future))
        return future

    def close(self) -> None:
        """End the thread once all that waits is answered."""
        self.waiting.put(None)
        self.thread.join()

    def run(self) -> None:
        """Answer until `close`."""
        open_for_more = True
        while open_for_more:
            part = [self.waiting.get()]
            while len(part) < MOST and part[-1] is not None:
                try:
                    part.append(self.waiting.get_nowait())
                except queue.Empty:
                    break
            open_for_more = part[-1] is not None
            self.answer_all(
                [one for one in part if one is not None and one[1].set_running_or_notify_cancel()]
            )

    def answer_all(self, part: "list[tuple[np.ndarray, Future[np.ndarray]]]") -> None:
        """Give each future its row; all of them the error, where the model fails."""
        if not part:
            return
        try:
            rows = self.answer(np.stack([pixels for pixels, _ in part]))
        except Exception as error:
            for _, future in part:
                future.set_exception(error)
            return
        for (_, future), row in zip(part, rows, strict=True):
            future.set_result(row)
