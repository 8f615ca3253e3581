"""The layer around every call: whole bodies within limits; the API's with ``Content-Digest`` both ways."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.central.bodies import Bodies, Place
from kiosk.central.problems import MEDIA_TYPE, Problem
from kiosk.digest import content_digest, names_digest

API = "/api/"
BLOBS = "/api/v1/blobs/"
ARRIVED = "kiosk.sha256"
"""Where the scope of a call has the SHA-256 of its body, hex; the body is hashed once."""
_WITH_BODY = frozenset({"PUT", "POST", "PATCH"})


class WireMiddleware:
    """ASGI middleware; paths below :data:`API` carry digests, the pages take small forms only.

    ``larger_forms``: start of a path → how many bytes a form sent there may have, files and all.
    """

    def __init__(
        self,
        app: ASGIApp,
        bodies: Bodies,
        max_blob_bytes: int,
        max_call_bytes: int,
        max_form_bytes: int,
        larger_forms: Mapping[str, int],
    ) -> None:
        self._app, self._bodies = app, bodies
        self._max_blob_bytes, self._max_call_bytes = max_blob_bytes, max_call_bytes
        self._max_form_bytes, self._larger_forms = max_form_bytes, larger_forms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _DigestedAnswer(send)
        with self._bodies.place() as place:
            try:
                body = await self._body(scope, receive, place)
            except Problem as problem:
                await answer.send_problem(problem)
                return
            if body is None:
                return  # the booth hung up before its request was whole; nothing was done
            await self._app(scope, _Replay(body, receive), answer if _is_api(scope) else send)

    async def _body(self, scope: Scope, receive: Receive, place: Place) -> bytes | None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if "transfer-encoding" in headers:
            raise Problem(411, "length-required", "Chunked uploads are not taken.")
        length = int(headers.get("content-length", "0"))
        limit = self._limit(scope)
        if length > limit:
            raise Problem(413, "too-large", "The body is too large.", max_bytes=limit)
        body = await self._bodies.read(place, length, receive)
        if body is None:
            return None
        if _is_api(scope) and scope["method"] in _WITH_BODY:
            sha256 = hashlib.sha256(body)
            if not names_digest(headers.get("content-digest"), sha256.digest()):
                raise Problem(400, "digest-mismatch", "Content-Digest is absent or names another body.")
            scope[ARRIVED] = sha256.hexdigest()
        return body

    def _limit(self, scope: Scope) -> int:
        if _is_api(scope):
            picture = str(scope["path"]).startswith(BLOBS)
            return self._max_blob_bytes if picture else self._max_call_bytes
        path = str(scope["path"])
        larger = (size for start, size in self._larger_forms.items() if path.startswith(start))
        return next(larger, self._max_form_bytes)


def _is_api(scope: Scope) -> bool:
    return str(scope["path"]).startswith(API)


class _Replay:
    """Gives the app the body already read, then whatever the server reports."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._message: Message | None = {"type": "http.request", "body": body, "more_body": False}
        self._receive = receive

    async def __call__(self) -> Message:
        if self._message is None:
            return await self._receive()
        message, self._message = self._message, None
        return message


class _DigestedAnswer:
    """Holds the answer back until it is whole, then sends it with its digest."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._content = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] != "http.response.body" or self._start is None:
            await self._send(message)
            return
        self._content += message.get("body", b"")
        if message.get("more_body", False):
            return
        body = bytes(self._content)
        headers = list(self._start.get("headers", ()))
        if body:
            headers.append((b"content-digest", content_digest(body).encode("ascii")))
        await self._send({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})

    async def send_problem(self, problem: Problem) -> None:
        body = problem.body()
        headers: Iterable[tuple[bytes, bytes]] = (
            (b"content-type", MEDIA_TYPE.encode("ascii")),
            (b"content-length", str(len(body)).encode("ascii")),
            (b"connection", b"close"),  # the rest of a refused body is not read
        )
        await self({"type": "http.response.start", "status": problem.status, "headers": headers})
        await self({"type": "http.response.body", "body": body})
