"""Routes by which a booth opens a page for a student's phone and takes what was filled in."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request, Response

from kiosk.central import handoffs
from kiosk.central.access import CentralDep, DeviceDep
from kiosk.central.bound import ServedDep
from kiosk.central.campaigns import find_campaign
from kiosk.central.json_body import StrictJsonRoute
from kiosk.central.models import HandoffOpened, HandoffRequest, HandoffState
from kiosk.central.problems import Problem

router = APIRouter(prefix="/api/v1", tags=["handoff"], route_class=StrictJsonRoute)

HandoffId = Annotated[str, Path(alias="id", pattern=r"^[0-9a-f]{32}$")]


@router.post("/device/handoffs", status_code=201, responses={404: {}})
def open_handoff(
    request: Request, central: CentralDep, device: DeviceDep, served: ServedDep, body: HandoffRequest
) -> HandoffOpened:
    """Make a page that needs no log-in, for one use within minutes; earlier ones of the booth are erased."""
    if body.kind == "code" and request.app.state.code_pictures is None:
        raise Problem(404, "codes-not-read", "This server reads no pictures of codes.")
    with central.session() as db:
        if find_campaign(db, body.campaign) is None or body.campaign not in served:
            raise Problem(404, "campaign-unknown", "This campaign is not known here.")
    opened = handoffs.open_handoff(central, device, body.kind, body.campaign, body.language)
    base = central.settings.public_url or str(request.base_url)
    return HandoffOpened(
        id=opened.id, url=f"{base.rstrip('/')}/h/{opened.token}", expires_at=opened.expires_at
    )


@router.get("/device/handoffs/{id}")
def look(central: CentralDep, device: DeviceDep, id_: HandoffId) -> HandoffState:
    """Say whether the phone has sent something, and what; what is no more counts as expired."""
    found = handoffs.look(central, device, id_)
    state: Literal["open", "filled", "expired"]
    if found is None:
        return HandoffState(state="expired", fields={})
    state = "open" if found.fields is None else "filled"
    return HandoffState(state=state, fields=found.fields or {})


@router.delete("/device/handoffs/{id}", status_code=204)
def close(central: CentralDep, device: DeviceDep, id_: HandoffId) -> Response:
    """Erase the page and what was filled in."""
    handoffs.close(central, device, id_)
    return Response(status_code=204)
