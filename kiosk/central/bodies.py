"""Bodies of requests while they arrive: how long one may take, and how much memory all of them together."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import Receive

from kiosk.central.problems import Problem

BUSY_S = 5
"""When to come again: the bodies that are on their way are there by then, or have been given up."""


class Place:
    """How much of the memory one request holds."""

    held_bytes = 0


class Bodies:
    """Reads bodies into memory, within limits.

    Parameters
    ----------
    most_bytes
        Of all bodies that are held at once; who would go beyond comes again. Counted is what has arrived,
        not what was announced: announcing costs nothing.
    longest_s
        Time for one body: who drips for ever holds neither memory nor a place.
    """

    def __init__(self, most_bytes: int, longest_s: float) -> None:
        self._most_bytes, self._longest_s = most_bytes, longest_s
        self._held_bytes = 0

    @contextmanager
    def place(self) -> Iterator[Place]:
        """Give room for one body, until what it was for is done."""
        place = Place()
        try:
            yield place
        finally:
            self._held_bytes -= place.held_bytes

    async def read(self, place: Place, length: int, receive: Receive) -> bytes | None:
        """Return a body of ``length`` bytes, None when the caller hung up before it was whole.

        Raises
        ------
        Problem
            408 ``too-slow``; 503 ``busy``.
        """
        content = bytearray()
        try:
            async with asyncio.timeout(self._longest_s):
                while len(content) < length:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return None
                    part = message.get("body", b"")
                    if self._held_bytes + len(part) > self._most_bytes:
                        raise Problem(503, "busy", "Too much is arriving.", {"Retry-After": str(BUSY_S)})
                    self._held_bytes += len(part)
                    place.held_bytes += len(part)
                    content += part
        except TimeoutError:
            raise Problem(408, "too-slow", "The body came too slowly.") from None
        return bytes(content)
