"""The page that hands out the export package."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select
from starlette.responses import StreamingResponse

from kiosk.campaign.standing import Review
from kiosk.central.access import CentralDep, ConfirmedAdministrator
from kiosk.central.audit import record
from kiosk.central.export import STATES, Package, find_entries
from kiosk.central.forms import StaffForm, form_token
from kiosk.central.pages import HEADERS, TemplatesDep
from kiosk.central.problems import Problem
from kiosk.central.review_pages import STATE_WORDS
from kiosk.central.review_queue import known_campaigns
from kiosk.central.tables import Submission

router = APIRouter(include_in_schema=False)


@router.get("/export")
def export_page(
    request: Request, central: CentralDep, staff: ConfirmedAdministrator, templates: TemplatesDep
) -> Response:
    """Ask what to export, and say how many photos there are."""
    with central.session() as db:
        campaigns = known_campaigns(db)
        counts = {
            (campaign, review): count
            for campaign, review, count in db.execute(
                select(Submission.campaign, Submission.review, func.count())
                .where(Submission.erased_at.is_(None))
                .group_by(Submission.campaign, Submission.review)
            )
        }
    return templates.page(
        "export.html",
        staff=staff,
        token=form_token(request),
        campaigns=campaigns,
        counts=counts,
        states=STATES,
        words=STATE_WORDS,
    )


@router.post("/export")
def export(central: CentralDep, staff: ConfirmedAdministrator, form: StaffForm) -> Response:
    """Send the package; a POST, so that no other site and no page ahead of the reader can ask for it."""
    campaign, state = form.fields.get("campaign") or None, form.fields.get("state", "")
    if state not in STATES:
        raise Problem(422, "export-state", "There is no such state.")
    now = central.clock.now()
    with central.session() as db, db.begin():
        entries = find_entries(db, campaign, Review(state))
        record(db, central.timestamp(), staff.name, "export", campaign or "all", f"{state} {len(entries)}")
    # The campaign's id is as its files' names are: nothing else gets into a header.
    safe = campaign if campaign and campaign.replace("-", "").isalnum() and campaign.isascii() else "photos"
    name = f"{safe}-{state}-{now:%Y%m%d-%H%M%S}.zip"
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    pieces = iter(Package(central, entries, now))
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)
