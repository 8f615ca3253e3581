"""Resolving capture codes: by whatever knows the people; without a roster nobody is known."""

from __future__ import annotations

from typing import Protocol

from fastapi import APIRouter, Request

from kiosk.central.access import CentralDep, DeviceDep
from kiosk.central.models import CodeQuery, ResolvedPerson
from kiosk.central.problems import Problem

router = APIRouter(prefix="/api/v1", tags=["code"])


class Resolver(Protocol):
    """Something that knows the people behind capture codes."""

    def resolve(self, device: str, code: str) -> ResolvedPerson | None:
        """Return the person, None for unknown and for another school's alike."""
        ...


class NoRoster:
    """Schools must not hand out lists of people, so a server works without one: nobody is known."""

    def resolve(self, device: str, code: str) -> ResolvedPerson | None:
        return None


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
