"""The HTTP server's routes: POST /predict, GET /health, and the page at GET /."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from lineup.inference.facts import Facts
from lineup.serving import bodies
from lineup.serving.batching import Batcher
from lineup.serving.service import Said, Service

PAGE = Path(__file__).with_name("page.html")
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src blob: data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


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
        later = {"Retry-After": "10"} if error.status == 503 else None
        return JSONResponse({"error": str(error)}, error.status, later)

    @app.exception_handler(HTTPException)
    async def unknown(_: Request, error: HTTPException) -> JSONResponse:
        return JSONResponse(
            {"error": f"{error.detail}. There are POST /predict, GET /health and GET /."}, error.status_code
        )

    return app
