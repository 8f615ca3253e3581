"""Resolving capture codes: by whatever knows the people; without a roster nobody is known."""

from __future__ import annotations

import threading
from collections import deque
from typing import Protocol

from fastapi import APIRouter, Request

from kiosk.central.access import CentralDep, DeviceDep
from kiosk.central.models import CodeQuery, ResolvedPerson
from kiosk.central.problems import Problem
from kiosk.clock import Clock

router = APIRouter(prefix="/api/v1", tags=["code"])

WINDOW_S = 60.0


class Resolver(Protocol):
    """Something that knows the people behind capture codes."""

    def resolve(self, device: str, code: str) -> ResolvedPerson | None:
        """Return the person, None for unknown and for another school's alike."""
        ...


class NoRoster:
    """Schools must not hand out lists of people, so a server works without one: nobody is known."""

    def resolve(self, device: str, code: str) -> ResolvedPerson | None:
        return None


class RateLimit:
    """At most ``limit`` calls a device in any :data:`WINDOW_S` seconds."""

    def __init__(self, limit: int, clock: Clock) -> None:
        self._limit, self._clock = limit, clock
        self._lock = threading.Lock()
        self._calls: dict[str, deque[float]] = {}

    def wait_s(self, device: str) -> float:
        """Count a call; return 0 when it is allowed, else the seconds until one is."""
        now_s = self._clock.monotonic()
        with self._lock:
            calls = self._calls.setdefault(device, deque())
            while calls and calls[0] <= now_s - WINDOW_S:
                calls.popleft()
            if len(calls) >= self._limit:
                return calls[0] + WINDOW_S - now_s
            calls.append(now_s)
            return 0.0


@router.post("/codes:resolve", responses={404: {}, 429: {}})
def resolve(request: Request, central: CentralDep, device: DeviceDep, body: CodeQuery) -> ResolvedPerson:
    """Return the minimal masked person behind a capture code."""
    wait_s = request.app.state.resolve_limit.wait_s(device)
    if wait_s > 0:
        after = {"Retry-After": str(int(wait_s) + 1)}
        raise Problem(429, "too-many-requests", "Too many codes in a minute.", headers=after)
    person = request.app.state.resolver.resolve(device, body.code)
    if not isinstance(person, ResolvedPerson):
        raise Problem(404, "code-unknown", "This code is not known here.")
    return person
