"""Resolving capture codes, counting photos, handing out rosters: what booths ask about people."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Protocol

from fastapi import APIRouter, Body, Path, Query, Request

from kiosk.central import people
from kiosk.central.access import CentralDep, DeviceDep
from kiosk.central.bound import ServedDep
from kiosk.central.campaigns import find_campaign
from kiosk.central.central import Central
from kiosk.central.database import hold
from kiosk.central.json_body import StrictJsonRoute
from kiosk.central.models import CodeQuery, PhotoReport, ResolvedPerson, RosterItem, RosterPage
from kiosk.central.problems import Problem
from kiosk.central.tables import RosterVersion

router = APIRouter(prefix="/api/v1", tags=["code"], route_class=StrictJsonRoute)


class Resolver(Protocol):
    """Something that knows the people behind capture codes."""

    def resolve(self, device: str, campaign: str | None, code: str) -> ResolvedPerson | None:
        """Return the person, None for unknown and for another school's alike."""
        ...


class OwnPeople:
    """Knows whoever is on a roster of this server, submitted here, or had a photo made at a booth of it."""

    def __init__(self, central: Central) -> None:
        self._central = central

    def resolve(self, device: str, campaign: str | None, code: str) -> ResolvedPerson | None:
        with self._central.reading() as db:
            held = find_campaign(db, campaign or "")
            return people.resolve(db, held, code, self._central.clock.now())


@router.post("/codes:resolve", responses={404: {}, 429: {}})
def resolve(request: Request, device: DeviceDep, served: ServedDep, body: CodeQuery) -> ResolvedPerson:
    """Return the minimal masked person behind a capture code, and what became of earlier photos."""
    wait_s = request.app.state.resolve_limit.wait_s(device)
    if wait_s > 0:
        after = {"Retry-After": str(int(wait_s) + 1)}
        raise Problem(429, "too-many-requests", "Too many codes in a minute.", headers=after)
    # Asked whatever the booth serves, so that the time tells nothing.
    person = request.app.state.resolver.resolve(device, body.campaign, body.code)
    if not isinstance(person, ResolvedPerson) or body.campaign not in served:
        raise Problem(404, "code-unknown", "This code is not known here.")
    return person


@router.post("/device/photos", status_code=204)
def count_photos(
    central: CentralDep, device: DeviceDep, served: ServedDep, body: Annotated[PhotoReport, Body()]
) -> None:
    """Count finished photos, so that a person's limit holds at every booth; only of the booth's campaigns."""
    if len(body.items) > central.settings.reconcile_batch:
        raise Problem(413, "too-many", "Too many items.", max_items=central.settings.reconcile_batch)
    with central.session() as db, db.begin():
        hold(db, f"photos {device}")
        ours = [item for item in body.items if item.campaign in served]
        people.count_photos(db, device, ours, central.clock.now())


@router.get("/device/rosters/{campaign}", responses={404: {}})
def roster(
    central: CentralDep,
    served: ServedDep,
    campaign: Annotated[str, Path(max_length=40)],
    after: Annotated[str | None, Query(pattern="^[0-9a-f]{64}$")] = None,
    limit: Annotated[int, Query(ge=1, le=5000)] = 2000,
) -> RosterPage:
    """Return a page of a roster: masked names and digests; ``next`` is where to go on, null at the end."""
    with central.session() as db:
        version = db.get(RosterVersion, campaign)
        if version is None or campaign not in served:
            raise Problem(404, "unknown", "There is no roster of this campaign.")
        entries = people.roster_page(db, campaign, after, limit)
    whole = [RosterItem(**asdict(entry)) for entry in entries]
    return RosterPage(
        version=version.version, entries=whole, next=entries[-1].key if len(entries) == limit else None
    )
