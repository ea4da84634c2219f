"""A file server on 127.0.0.1 that can break off, be busy, know nothing of ranges, or send elsewhere."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Handler(BaseHTTPRequestHandler):
    """Answers every path with the server's content."""

    server: "Server"

    def do_GET(self) -> None:
        server = self.server
        asked = self.headers.get("Range", "")
        server.ranges.append(asked)
        if server.statuses and (status := server.statuses.pop(0)) != 200:
            self.send_error(status)
            return
        same = self.headers.get("If-Range") == server.tag
        start = int(asked[6:-1]) if asked and server.resumable and same else 0
        body = server.content[start:]
        self.send_response(206 if start else 200)
        if start:
            end = len(server.content) - 1
            self.send_header("Content-Range", f"bytes {start}-{end}/{len(server.content)}")
        self.send_header("ETag", server.tag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: server.breaks.pop(0)] if server.breaks else body)

    def do_POST(self) -> None:
        """Answer as Kaggle's server does: send the client to the file, or refuse in JSON."""
        server = self.server
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server.posts.append((self.path, sent, self.headers.get("Authorization")))
        body = b"" if server.post_status in (200, 302) else b'{"code": 403, "message": "Permission denied"}'
        self.send_response(server.post_status)
        self.send_header("Location", server.address)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/json" if body else "text/plain")
        self.send_header("X-Kaggle-HubVersion", "99.0")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """What it serves, and what goes wrong: statuses and bytes before a break, an entry per request."""

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content, self.tag, self.resumable = content, '"1"', True
        self.statuses: list[int] = []
        self.breaks: list[int] = []
        self.ranges: list[str] = []
        self.posts: list[tuple[str, Any, str | None]] = []  # path, content, authorization
        self.post_status = 302

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/set"


@contextmanager
def serving(content: bytes) -> Iterator[Server]:
    with Server(content) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
