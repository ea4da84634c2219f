"""Pictures that a request names by their address, fetched within limits of size and time."""

import aiohttp

LIMITS = aiohttp.ClientTimeout(total=15, sock_connect=5, sock_read=5)  # seconds: all of it, and each part
REDIRECTS = 3
CHUNK = 64 * 1024


class UnfetchedError(Exception):
    """The address gives no file; the text says why."""


async def fetch(address: str, limit: int) -> bytes:
    """Return the file at an http or https address, of at most `limit` bytes; UnfetchedError says why not.

    The machine's proxies and stored passwords are not used: the address is a stranger's.
    """
    if not address.startswith(("http://", "https://")):
        raise UnfetchedError("not an http or https address")
    try:
        async with (
            aiohttp.ClientSession(timeout=LIMITS) as session,
            session.get(address, max_redirects=REDIRECTS) as answer,
        ):
            if answer.status >= 400:
                raise UnfetchedError(f"the address answers with status {answer.status}")
            content = bytearray()
            async for part in answer.content.iter_chunked(CHUNK):
                content += part
                if len(content) > limit:
                    raise UnfetchedError(f"the file has more than {limit:,} bytes")
            return bytes(content)
    except TimeoutError:
        raise UnfetchedError("the address does not answer in time") from None
    except (aiohttp.ClientError, OSError, ValueError):
        raise UnfetchedError("the address cannot be reached") from None
