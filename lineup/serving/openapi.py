"""What the server answers, as OpenAPI 3.1 (GET /openapi.json) and as a page for people (GET /docs)."""

from html import escape
from typing import Any

from lineup.serving.bodies import PICTURES

FILE = {"type": "string", "format": "binary"}
TEXTS = {"type": "array", "items": {"type": "string"}, "maxItems": PICTURES}
PROBABILITY = {"type": "number", "minimum": 0, "maximum": 1}
ANSWER = {
    "type": "object",
    "description": "Of one picture: what it is, or `error`, why it could not be read.",
    "properties": {
        "label": {"type": "string"},
        "probability": PROBABILITY,
        "accepted": {"type": "boolean", "description": "False: ask a person."},
        "probabilities": {"type": "object", "additionalProperties": PROBABILITY},
        "error": {"type": "string"},
    },
}
ANSWERS = {
    "type": "object",
    "properties": {"model": {"type": "string"}, "answers": {"type": "array", "items": ANSWER}},
}
REFUSED = {"type": "object", "properties": {"error": {"type": "string"}}}
CURL = 'curl -F file=@picture.jpg "$ADDRESS/predict"'


def description(name: str) -> dict[str, Any]:
    """Return the OpenAPI document of the server of a model."""
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Lineup: {name}", "version": "1", "description": "What is in a picture?"},
        "paths": {
            "/predict": {
                "post": {
                    "summary": "Say what is in pictures.",
                    "requestBody": {"required": True, "content": requests()},
                    "responses": {
                        "200": answered("An answer for each picture, in order.", ANSWERS),
                        "422": answered("No picture could be read.", ANSWERS),
                        **{status: answered(text, REFUSED) for status, text in REFUSALS.items()},
                    },
                }
            },
            "/health": {
                "get": {
                    "summary": "Say which model answers: classes, preparation, threshold.",
                    "responses": {"200": answered("The model.", {"type": "object"})},
                }
            },
        },
    }


REFUSALS = {
    "400": "The request cannot be understood.",
    "408": "It did not arrive in time.",
    "413": "It is too large, or has too many pictures.",
    "503": "The server is busy: try again later.",
}


def requests() -> dict[str, Any]:
    """Return the three ways to send pictures, by content type."""
    form = {"type": "object", "properties": {"file": {"type": "array", "items": FILE, "maxItems": PICTURES}}}
    lists = {
        "images": TEXTS | {"description": "Files in base64."},
        "urls": TEXTS | {"description": "Addresses."},
    }
    return {
        "multipart/form-data": {"schema": form},
        "application/octet-stream": {"schema": FILE},
        "application/json": {"schema": {"type": "object", "properties": lists}},
    }


def answered(text: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def page(name: str) -> str:
    """Return the document as a page: it needs no network, unlike the usual viewers."""
    document = description(name)
    parts = [f"<h1>{escape(document['info']['title'])}</h1>"]
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            parts.append(f"<h2><code>{method.upper()} {path}</code></h2><p>{escape(one['summary'])}</p>")
            sent = one.get("requestBody", {}).get("content", {})
            if sent:
                parts.append("<p>Send " + ", or ".join(f"<code>{kind}</code>" for kind in sent) + ".</p>")
            rows = [
                f"<li>{code}: {escape(said['description'])}</li>" for code, said in one["responses"].items()
            ]
            parts.append(f"<ul>{''.join(rows)}</ul>")
    parts.append(f"<p>For example: <code>{escape(CURL)}</code></p>")
    parts.append('<p>For programs: <a href="openapi.json">openapi.json</a>, OpenAPI 3.1.</p>')
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(name)}</title>'
    style = "<style>body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:16px/1.5 system-ui}</style>"
    return f"{head}{style}<body>{''.join(parts)}</body></html>"
