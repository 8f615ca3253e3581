"""A call that another transaction was in the way of is carried out anew; its caller learns nothing of it."""

from __future__ import annotations

import asyncio
import logging
import random

from sqlalchemy.exc import DBAPIError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.central.database import lost_a_race

log = logging.getLogger(__name__)

TRIES = 4
PAUSE_S = 0.02
"""Of the first repetition, doubled with each: the other transaction takes a few milliseconds."""


class RaceMiddleware:
    """ASGI middleware for whole bodies: what lost a race (nothing of it was kept) is done again.

    The locks are taken in one order, so this is for what was overlooked there and for rows that two make at
    once. After :data:`TRIES` the error goes on.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        attempt = _Attempt(receive, send)
        for n in range(TRIES):
            try:
                await self._app(dict(scope), attempt.receive, attempt.send)
                return
            except DBAPIError as error:
                if attempt.answered or not lost_a_race(error) or n == TRIES - 1:
                    raise  # a booth comes again by itself
                log.info("another transaction was in the way: %s", type(error.orig).__name__)
            await asyncio.sleep(PAUSE_S * 2**n * (0.5 + random.random()))
            attempt.again()


class _Attempt:
    """Keeps the request to give it anew, and notices when an answer has begun."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._kept: list[Message] = []
        self._next = 0
        self.answered = False

    async def receive(self) -> Message:
        if self._next == len(self._kept):
            self._kept.append(await self._receive())
        self._next += 1
        return self._kept[self._next - 1]

    async def send(self, message: Message) -> None:
        self.answered = True
        await self._send(message)

    def again(self) -> None:
        self._next = 0
