"""The two calls that make up a delivery, on a shorter way: without the framework's routing and injection.

They do what the routes of :mod:`kiosk.central.submission_routes` do, by the same functions. Those describe
the API and take whatever is not exactly as a booth sends it, so that every refusal has one form.
"""

from __future__ import annotations

import re

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kiosk.central.access import device_with
from kiosk.central.central import Central
from kiosk.central.deliveries import take_manifest, take_picture
from kiosk.central.models import SHA256, UUID7
from kiosk.central.problems import Problem, answer
from kiosk.central.trouble import trouble
from kiosk.central.wire import ARRIVED

_WAYS = re.compile(f"/api/v1/(?:blobs/(?P<sha256>{SHA256})|submissions/(?P<id>{UUID7}))")
_BEARER = b"bearer "


class FastLane:
    """ASGI middleware for whole bodies; hands everything but deliveries on."""

    def __init__(self, app: ASGIApp, central: Central) -> None:
        self._app, self._central = app, central

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = None
        if scope["type"] == "http" and scope["method"] == "PUT":
            found = _WAYS.fullmatch(scope["path"])
        if found is None:
            await self._app(scope, receive, send)
            return
        body = (await receive())["body"]
        response = await run_in_threadpool(self._answer, found, scope, body)
        await response(scope, receive, send)

    def _answer(self, found: re.Match[str], scope: Scope, body: bytes) -> Response:
        try:
            device = device_with(self._central, _token(scope))
            if (sha256 := found["sha256"]) is not None:
                new = take_picture(self._central, device, sha256, body, scope[ARRIVED])
                return Response(status_code=201 if new else 204)
            receipt, new = take_manifest(self._central, device, found["id"], body)
            return Response(receipt, 201 if new else 200, media_type="application/json")
        except Exception as error:
            problem = error if isinstance(error, Problem) else trouble(error)
            if problem is None:
                raise
            return answer(problem)


def _token(scope: Scope) -> str | None:
    """Return what comes after ``Bearer``, None when nothing does."""
    for name, value in scope["headers"]:
        if name == b"authorization" and value[: len(_BEARER)].lower() == _BEARER:
            return str(value[len(_BEARER) :].strip(), "latin-1") or None
    return None
