"""The HTTP server's routes: POST /predict, GET /health, what they take at /docs, and the page at GET /."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from lineup.inference.facts import Facts
from lineup.serving import bodies, openapi
from lineup.serving.batching import Batcher
from lineup.serving.service import Said, Service

PAGE = Path(__file__).with_name("page.html")
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src blob: data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def make(name: str, facts: Facts, batcher: Batcher, *, allow_urls: bool, hosts: list[str]) -> Starlette:
    """Return the application. `hosts`: the names by which it may be called, ['*'] for any.

    A page elsewhere whose name was bent to 127.0.0.1 (DNS rebinding) is turned away by them.
    """
    page = PAGE.read_text(encoding="utf-8")
    service = Service(facts, batcher, allow_urls)

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        yield
        service.pool.shutdown(wait=False, cancel_futures=True)

    async def show(_: Request) -> HTMLResponse:
        return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})

    async def health(_: Request) -> JSONResponse:
        calibrated = facts.temperature is not None
        said = {"status": "ok", "model": name, "calibrated": calibrated, "urls": allow_urls}
        return JSONResponse(said | facts.model_dump())

    async def predict(request: Request) -> JSONResponse:
        said = await service.answer(request)
        unusable = all("error" in one for one in said)
        content: Said = {"model": name, "answers": said}
        if unusable:
            content["error"] = f"No picture could be used: {said[0]['error']}."
        return JSONResponse(content, 422 if unusable else 200)

    async def described(_: Request) -> JSONResponse:
        return JSONResponse(openapi.description(name))

    async def docs(_: Request) -> HTMLResponse:
        return HTMLResponse(openapi.page(name), headers={"Content-Security-Policy": POLICY})

    routes = [
        Route("/predict", predict, methods=["POST"]),
        Route("/health", health),
        Route("/openapi.json", described),
        Route("/docs", docs),
        Route("/", show),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)],
        exception_handlers={bodies.RefusedError: refused, HTTPException: unknown},
        lifespan=life,
    )


async def refused(_: Request, error: Any) -> JSONResponse:
    """Answer a request that cannot be answered."""
    headers = {"Retry-After": "10"} if error.status == 503 else None
    return JSONResponse({"error": str(error)}, error.status, headers)


async def unknown(_: Request, error: Any) -> JSONResponse:
    """Answer a request to a place, or by a method, that there is not."""
    said = f"{error.detail}. There are POST /predict, GET /health and GET /."
    return JSONResponse({"error": said}, error.status_code)
