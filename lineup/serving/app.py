"""The HTTP server's routes: POST /predict, GET /health, and the page at GET /."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect

from lineup.images.decode import UndecodableError
from lineup.images.prepare import prepare
from lineup.inference import answers
from lineup.inference.facts import Facts
from lineup.serving import addresses, bodies
from lineup.serving.batching import Batcher

READERS = 4  # pictures decoded at once
BODIES = 8  # requests in memory at once; the others wait in their sockets
BODY_SECONDS = 30
PAGE = Path(__file__).with_name("page.html")
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src blob: data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

Said = dict[str, Any]


class Service:
    """From a request's body to its answers; `batcher` asks the model."""

    def __init__(self, facts: Facts, batcher: Batcher, allow_urls: bool) -> None:
        self.facts, self.batcher, self.allow_urls = facts, batcher, allow_urls
        self.pool = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self.gate = asyncio.Semaphore(BODIES)

    async def answer(self, request: Request) -> list[Said]:
        """Return an answer, or a reason why there is none, for each picture of a request."""
        loop = asyncio.get_running_loop()
        async with self.gate:
            try:
                async with asyncio.timeout(BODY_SECONDS):
                    body = await bodies.read(request.stream())
            except TimeoutError:
                reason = f"The request did not arrive within {BODY_SECONDS} s."
                raise bodies.RefusedError(408, reason) from None
            except ClientDisconnect:
                raise bodies.RefusedError(400, "The request broke off.") from None
            kind = request.headers.get("content-type", "")
            asked = await loop.run_in_executor(self.pool, self.submit, kind, body)
        return [
            {"error": one} if isinstance(one, str) else self.named(await asyncio.wrap_future(one))
            for one in asked
        ]

    def submit(self, kind: str, body: bytes) -> "list[Future[np.ndarray] | str]":
        """Return, for each picture, what will be its probabilities, or why it has none."""
        return [self.ask(picture) for picture in bodies.pictures(kind, body, self.allow_urls)]

    def ask(self, picture: bodies.Picture) -> "Future[np.ndarray] | str":
        """Prepare a picture as preprocess does and hand it to the model."""
        try:
            data = picture if isinstance(picture, bytes) else addresses.fetch(picture.text, bodies.LIMIT)
            return self.batcher.submit(prepare(data, **self.facts.images.model_dump()).pixels)
        except (UndecodableError, addresses.UnfetchedError) as error:
            return str(error)

    def named(self, row: np.ndarray) -> Said:
        """Return an answer with the classes' names, of probabilities (classes,)."""
        (first,) = answers.best(row, self.facts.class_names, 1)
        return {**first, "probabilities": dict(zip(self.facts.class_names, row.tolist(), strict=True))}


def make(name: str, facts: Facts, batcher: Batcher, *, allow_urls: bool, hosts: list[str]) -> FastAPI:
    """Return the application. `hosts`: the names by which it may be called, ['*'] for any.

    A page elsewhere whose name was bent to 127.0.0.1 (DNS rebinding) is turned away by them.
    """
    page = PAGE.read_text(encoding="utf-8")
    service = Service(facts, batcher, allow_urls)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        service.pool.shutdown(wait=False, cancel_futures=True)

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=life)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)

    @app.get("/", response_class=HTMLResponse)
    async def show() -> HTMLResponse:
        return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})

    @app.get("/health")
    async def health() -> Said:
        known = facts.model_dump()
        calibrated = facts.temperature is not None
        return {"status": "ok", "model": name, "calibrated": calibrated, "urls": allow_urls, **known}

    @app.post("/predict")
    async def predict(request: Request) -> JSONResponse:
        said = await service.answer(request)
        unusable = all("error" in one for one in said)
        content: Said = {"model": name, "answers": said}
        if unusable:
            content["error"] = f"No picture could be used: {said[0]['error']}."
        return JSONResponse(content, 422 if unusable else 200)

    @app.exception_handler(bodies.RefusedError)
    async def refused(_: Request, error: bodies.RefusedError) -> JSONResponse:
        return JSONResponse({"error": str(error)}, error.status)

    @app.exception_handler(HTTPException)
    async def unknown(_: Request, error: HTTPException) -> JSONResponse:
        return JSONResponse(
            {"error": f"{error.detail}. There are POST /predict, GET /health and GET /."}, error.status_code
        )

    return app
