"""Pictures that a request names by their address, fetched within limits of size and time."""

import time

import requests

CONNECT_SECONDS, READ_SECONDS, ALL_SECONDS = 5, 5, 15
REDIRECTS = 3
CHUNK = 64 * 1024


class UnfetchedError(Exception):
    """The address gives no file; the text says why."""


def fetch(address: str, limit: int) -> bytes:
    """Return the file at an http or https address, of at most `limit` bytes; UnfetchedError says why not.

    The machine's proxies and stored passwords are not used: the address is a stranger's.
    """
    if not address.startswith(("http://", "https://")):
        raise UnfetchedError("not an http or https address")
    deadline = time.monotonic() + ALL_SECONDS
    with requests.Session() as session:
        session.trust_env, session.max_redirects = False, REDIRECTS
        try:
            answer = session.get(address, stream=True, timeout=(CONNECT_SECONDS, READ_SECONDS))
            answer.raise_for_status()
            return read(answer, limit, deadline)
        except requests.HTTPError:
            raise UnfetchedError(f"the address answers with status {answer.status_code}") from None
        except requests.Timeout:
            raise UnfetchedError("the address does not answer in time") from None
        except (requests.RequestException, ValueError):
            raise UnfetchedError("the address cannot be reached") from None


def read(answer: requests.Response, limit: int, deadline: float) -> bytes:
    """Return an answer's content; UnfetchedError where it is too large or too slow."""
    content = bytearray()
    for part in answer.iter_content(CHUNK):
        content += part
        if len(content) > limit:
            raise UnfetchedError(f"the file has more than {limit:,} bytes")
        if time.monotonic() > deadline:
            raise UnfetchedError(f"the file takes more than {ALL_SECONDS} s")
    return bytes(content)
