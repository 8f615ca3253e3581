"""The API's description made complete: the answers that the layers around the routes give.

FastAPI describes what a route returns itself. That a booth may be unknown, a body too long or a disk full
is decided around it and added here, by what each operation has: a token, a body, parameters.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.routing import Match

from kiosk.central.models import Manifest
from kiosk.central.problems import MEDIA_TYPE, TYPE_PREFIX

PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457). Further members belong to the type; none is personal.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "pattern": f"^{TYPE_PREFIX}[a-z0-9-]+$"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
    },
}
_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}

_CONTENT_DIGEST = {
    "name": "Content-Digest",
    "in": "header",
    "required": True,
    "description": "The sha-256 of the body, of an empty one too (RFC 9530)",
    "schema": {"type": "string", "pattern": "^sha-256=:[A-Za-z0-9+/]{43}=:$"},
}

METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
OF_ANY_VERSION = frozenset({"/api/v1/device/heartbeat", "/api/v1/device/token"})
"""Paths that a booth may call however old its program is."""
_WITH_TOKEN = {"401": "The token is absent or unknown", "403": "This booth was revoked"}
_OF_RECENT = {"426": "This booth's program is too old; least_version says from which on it is taken"}
_WITH_BODY = {
    "400": "The body is not what Content-Digest says, or not JSON that everybody reads alike",
    "408": "The body came too slowly",
    "411": "The length was not given: chunked bodies are not taken",
    "413": "The body is too large",
}
_WITH_INPUT = {"422": "Parameters or body are not as described here"}
_ALWAYS = {
    "503": "The server or what it depends on is busy; Retry-After says when to ask again",
    "507": "The server's disk is full",
}
_TITLES = {
    "403": "The code, or this booth, is not accepted",
    "404": "Nothing of that name is known to this booth",
    "409": "Another content is held under this id, or it was erased, or it or another photo was decided on",
    "415": "Not a whole picture of the kind that is taken",
    "424": "Pictures are missing; `missing` lists their digests",
    "429": "Too many requests; Retry-After says when to ask again",
}


def complete_openapi(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of the application, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
        )
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                _complete(operation, path, method in ("put", "post"))
        schemas = document["components"]["schemas"]
        schemas["Problem"] = PROBLEM
        schemas |= _with_parts(Manifest)  # its route reads the body itself, so that what came is signed
        for unused in ("HTTPValidationError", "ValidationError"):  # the framework's own shape is never sent
            schemas.pop(unused, None)
        app.openapi_schema = document
    return app.openapi_schema


def allowed_methods(request: Request) -> str:
    """Return the value of ``Allow`` for a path: of all its routes, not only of the first that fits."""
    routes = request.app.routes

    def taken(method: str) -> bool:
        return any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)

    return ", ".join(filter(taken, METHODS))


def _with_parts(model: type[BaseModel]) -> dict[str, Any]:
    """Return a model's schema and those it refers to, as components."""
    whole = model.model_json_schema(ref_template="#/components/schemas/{model}")
    parts: dict[str, Any] = whole.pop("$defs", {})
    return {**parts, model.__name__: whole}


def _complete(operation: dict[str, Any], path: str, digested: bool) -> None:
    answers: dict[str, Any] = operation["responses"]
    if digested:
        operation.setdefault("parameters", []).append(_CONTENT_DIGEST)
    added = {status: "" for status in answers if int(status) >= 400}
    if operation.get("security"):
        added |= _WITH_TOKEN
        if path not in OF_ANY_VERSION:
            added |= _OF_RECENT
    if digested:
        added |= _WITH_BODY
    if "requestBody" in operation or operation.get("parameters"):
        added |= _WITH_INPUT
    added |= _ALWAYS
    for status, description in added.items():
        answers[status] = {"description": description or _TITLES[status], "content": _CONTENT}
    for status, answer in answers.items():
        if status in ("202", "204", "304"):
            answer.pop("content", None)
    operation["responses"] = dict(sorted(answers.items()))
