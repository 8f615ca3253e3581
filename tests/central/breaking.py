"""A server that breaks one rule of the contract: the real application with one layer too many before it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.digest import content_digest


@dataclass(frozen=True)
class Asked:
    """A request, its headers by lower-case name."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Told:
    """An answer; its length and digest are made anew when it is sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    def saying(self, status: int | None = None, data: object = None, **members: object) -> Told:
        """Return it with another status, whole body or some members of its body."""
        body = json.dumps(data).encode() if data is not None else self.body
        if members:
            body = json.dumps({**json.loads(self.body), **members}).encode()
        return replace(self, status=status or self.status, body=body)


Break = Callable[[Asked, Callable[[Asked], Told]], Told]
"""Answers a request, asking the honest server as often as it likes."""


class Breaker:
    """ASGI application before ``app``; takes chunked bodies, so that ``broken`` may as well.

    A body longer than ``most`` is not read: its request goes to the application as it came.
    """

    def __init__(self, app: ASGIApp, broken: Break, digests: bool = True, most: int = 1 << 24) -> None:
        self._app, self._broken, self._digests, self._most = app, broken, digests, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        body = b""
        while int(headers.get("content-length", "0")) <= self._most:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body", False):
                break
        asked = Asked(scope["method"], scope["path"], scope["query_string"].decode("latin-1"), headers, body)
        steps = _Steps(self._broken, asked)
        while (request := steps.next_request()) is not None:
            steps.answer(await self._honest(scope, request))
        assert steps.told is not None
        told = dict(steps.told.headers)
        told.pop("content-length", None)
        told.pop("content-digest", None)
        if steps.told.body:
            told["content-length"] = str(len(steps.told.body))
            if self._digests:
                told["content-digest"] = content_digest(steps.told.body)
        listed = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in told.items()]
        await send({"type": "http.response.start", "status": steps.told.status, "headers": listed})
        await send({"type": "http.response.body", "body": steps.told.body})

    async def _honest(self, scope: Scope, asked: Asked) -> Told:
        listed = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in asked.headers.items()]
        changed = {
            **scope,
            "path": asked.path,
            "raw_path": asked.path.encode(),
            "query_string": asked.query.encode("latin-1"),
            "headers": listed,
        }
        parts: list[Message] = []

        async def given() -> Message:
            return {"type": "http.request", "body": asked.body, "more_body": False}

        async def taken(message: Message) -> None:
            parts.append(message)

        await self._app(changed, given, taken)
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in parts[0]["headers"]}
        return Told(parts[0]["status"], headers, b"".join(part.get("body", b"") for part in parts[1:]))


class _Steps:
    """Runs a :data:`Break`, which is written as if it could wait, in a thread beside the event loop."""

    def __init__(self, broken: Break, asked: Asked) -> None:
        self.told: Told | None = None
        self._request: Asked | None = None
        self._reply: Told | None = None
        self._turn = threading.Semaphore(0)
        self._theirs = threading.Semaphore(0)
        self._thread = threading.Thread(target=self._work, args=(broken, asked))
        self._thread.start()

    def next_request(self) -> Asked | None:
        self._turn.acquire()
        if self._request is None:
            self._thread.join()
        return self._request

    def answer(self, told: Told) -> None:
        self._reply = told
        self._theirs.release()

    def _work(self, broken: Break, asked: Asked) -> None:
        self.told = broken(asked, self._ask)
        self._request = None
        self._turn.release()

    def _ask(self, asked: Asked) -> Told:
        self._request = asked
        self._turn.release()
        self._theirs.acquire()
        assert self._reply is not None
        return self._reply


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve an application on a free port of this machine and give its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        end_s = time.monotonic() + 20
        while not server.started:
            assert thread.is_alive() and time.monotonic() < end_s
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
