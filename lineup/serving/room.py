"""How many bytes of requests are in memory at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


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
