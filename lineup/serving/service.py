"""From a request's body to its answers: what is in memory, decoded and fetched at once is bounded."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import numpy as np
from starlette.requests import ClientDisconnect, Request

from lineup.images.prepare import attempt
from lineup.inference import answers
from lineup.inference.facts import Facts
from lineup.serving import addresses, bodies
from lineup.serving.batching import Batcher

READERS = 4  # pictures decoded at once
ROOM = 8 * bodies.LIMIT  # bytes of requests in memory at once; the others wait in their sockets
ROOM_SECONDS, BODY_SECONDS = 30, 30  # how long a request may wait, and take to arrive
FETCHES = 8  # addresses fetched at once, one of a request
FETCH_SECONDS = 60  # for all addresses of a request

Said = dict[str, Any]
Asked = Future[np.ndarray] | str  # what will be a picture's probabilities, or why it has none
Result = TypeVar("Result")


class Service:
    """Answers requests; `batcher` asks the model."""

    def __init__(self, facts: Facts, batcher: Batcher, allow_urls: bool) -> None:
        self.facts, self.batcher, self.allow_urls = facts, batcher, allow_urls
        self.pool = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self.room = Room(ROOM)
        self.fetches = asyncio.Semaphore(FETCHES)

    async def answer(self, request: Request) -> list[Said]:
        """Return an answer, or a reason why there is none, for each picture of a request."""
        asked, elsewhere = await self.receive(request)
        until = asyncio.get_running_loop().time() + FETCH_SECONDS
        asked += [await self.fetch(address, until) for address in elsewhere]
        return [
            {"error": one}
            if isinstance(one, str)
            else answers.whole(await asyncio.wrap_future(one), self.facts)
            for one in asked
        ]

    async def receive(self, request: Request) -> tuple[list[Asked], list[str]]:
        """Read a request once there is room for it, hand its files to the model and return its addresses.

        With this call its body is forgotten: waiting for the model takes no memory.
        """
        length = request.headers.get("content-length", "")
        size = min(int(length), bodies.LIMIT) if length.isdecimal() else bodies.LIMIT
        try:
            async with self.room.taken(size, ROOM_SECONDS):
                body = await arrived(bodies.read(request.stream()))
                kind = request.headers.get("content-type", "")
                return await self.in_pool(lambda: self.submit(kind, body))
        except TimeoutError:
            await arrived(bodies.forget(request.stream()))
            raise bodies.RefusedError(503, "The server is busy. Try again later.") from None

    async def fetch(self, address: str, until: float) -> Asked:
        """Fetch a picture, ending at `until` on the loop's clock, and hand it to the model."""
        try:
            async with asyncio.timeout_at(until), self.fetches:
                data = await addresses.fetch(address, bodies.LIMIT)
                return await self.in_pool(lambda: self.ask(data))
        except TimeoutError:
            return f"the addresses take more than {FETCH_SECONDS} s"
        except addresses.UnfetchedError as error:
            return str(error)

    async def in_pool(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self.pool, work)

    def submit(self, kind: str, body: bytes) -> tuple[list[Asked], list[str]]:
        files, elsewhere = bodies.pictures(kind, body, self.allow_urls)
        return [self.ask(one) for one in files], elsewhere

    def ask(self, data: bytes) -> Asked:
        """Prepare a picture as preprocess does and hand it to the model."""
        picture = attempt(lambda: data, **self.facts.images.model_dump())
        return picture if isinstance(picture, str) else self.batcher.submit(picture.pixels)


async def arrived(body: Awaitable[Result]) -> Result:
    """Return what is read of a request; RefusedError 408 or 400 where it does not arrive."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await body
    except TimeoutError:
        raise bodies.RefusedError(408, f"The request did not arrive within {BODY_SECONDS} s.") from None
    except ClientDisconnect:
        raise bodies.RefusedError(400, "The request broke off.") from None


class Room:
    """Room for `size` bytes; who finds too little of it waits, while a smaller one may go first."""

    def __init__(self, size: int) -> None:
        self.free = size
        self.changed = asyncio.Condition()

    @asynccontextmanager
    async def taken(self, size: int, seconds: float) -> AsyncIterator[None]:
        """Hold `size` bytes; TimeoutError where there is no room for them within `seconds`."""
        async with asyncio.timeout(seconds), self.changed:
            await self.changed.wait_for(lambda: self.free >= size)
            self.free -= size
        try:
            yield
        finally:
            async with self.changed:
                self.free += size
                self.changed.notify_all()
