"""The one call by which a booth gets an enrolment photo, with the person's own consent."""

from __future__ import annotations

import base64

from fastapi import APIRouter, Request

from kiosk.campaign.campaign import Campaign
from kiosk.campaign.rules import COMPARISON
from kiosk.central.access import CentralDep, DeviceDep
from kiosk.central.audit import record
from kiosk.central.bound import ServedDep
from kiosk.central.campaigns import find_campaign
from kiosk.central.json_body import StrictJsonRoute
from kiosk.central.models import PortraitAnswer, PortraitQuery
from kiosk.central.portraits import find_portrait
from kiosk.central.problems import Problem
from kiosk.portrait import seal_portrait

DEVICE = "device"

router = APIRouter(prefix="/api/v1", tags=["code"], route_class=StrictJsonRoute)


@router.post("/codes:portrait", responses={404: {}, 429: {}})
def portrait(
    request: Request, central: CentralDep, device: DeviceDep, served: ServedDep, body: PortraitQuery
) -> PortraitAnswer:
    """Return the enrolment photo of a code's holder, sealed for the key that came with the question.

    Only while the campaign compares, and only with the consent to its very words. Unknown people, people
    without a photo and campaigns that do not compare get one answer.
    """
    wait_s = request.app.state.resolve_limit.wait_s(device)
    if wait_s > 0:
        after = {"Retry-After": str(int(wait_s) + 1)}
        raise Problem(429, "too-many-requests", "Too many codes in a minute.", headers=after)
    with central.session() as db, db.begin():
        campaign = find_campaign(db, body.campaign)
        picture = None
        if campaign is not None and body.campaign in served and _may(campaign, body, central):
            picture = find_portrait(db, central.portraits, campaign, body.code, central.timestamp())
        if picture is not None:
            record(db, central.timestamp(), DEVICE, "portrait-given", body.campaign, device)
    if picture is None:
        raise Problem(404, "portrait-unknown", "There is no enrolment photo for this code.")
    try:
        sealed = seal_portrait(picture, bytes.fromhex(body.key), body.campaign, body.code)
    except ValueError:
        raise Problem(422, "key-invalid", "The key cannot be used.") from None
    return PortraitAnswer(sealed=base64.b64encode(sealed).decode("ascii"))


def _may(campaign: Campaign, body: PortraitQuery, central: CentralDep) -> bool:
    """Whether it compares now, and the person agreed to the words it asks with."""
    closed = campaign.closes_at is not None and campaign.closes_at <= central.clock.now()
    words = {(text.version, text.sha256) for text in campaign.asked if text.purpose == COMPARISON}
    return not closed and (body.consent.version, body.consent.text_sha256) in words
