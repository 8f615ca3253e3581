"""The reviewers' pages: the queue, one photo with everything that helps to judge it, decisions."""

from __future__ import annotations

import json
from pathlib import Path as File
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Path, Request, Response
from sqlalchemy import select
from starlette.responses import RedirectResponse

from kiosk.campaign.reasons import OTHER, load_reasons
from kiosk.campaign.standing import Review
from kiosk.central import reviews
from kiosk.central.access import CentralDep, LoggedIn
from kiosk.central.central import Central
from kiosk.central.forms import StaffForm, form_token
from kiosk.central.models import Uuid7
from kiosk.central.pages import HEADERS, PAGE, SCRIPTED, TemplatesDep, passed, turned_to
from kiosk.central.problems import Problem
from kiosk.central.review_pictures import ReviewPictures
from kiosk.central.review_queue import (
    STATES,
    QueueFilter,
    count_queue,
    known_campaigns,
    neighbours,
    part_of_queue,
)
from kiosk.central.review_votes import judge_votes
from kiosk.central.roles import Member
from kiosk.central.tables import Notice, Submission

router = APIRouter(include_in_schema=False)

MAX_FORM_BYTES = 8192
"""A note of 200 Chinese characters takes 1800 bytes in a form."""
KEYS = "1234567890qwe"
"""Keys of the reasons in their order, after ``r`` or ``t``; ``o`` is the other reason's."""
OTHER_KEY = "o"
UNDECIDED = "none"
"""What the first button of the form says, which Enter presses where no script runs."""
STATE_WORDS = {
    "waiting": ("待处理", "To decide"),
    "any": ("全部", "All"),
    Review.RECEIVED: ("待审核", "Received"),
    Review.IN_REVIEW: ("待复核", "Second reviewer"),
    Review.APPROVED: ("通过", "Approved"),
    Review.REJECTED: ("驳回", "Rejected"),
    Review.RETAKE_REQUESTED: ("需重拍", "Retake asked"),
}

IdPath = Annotated[Uuid7, Path(alias="id")]


def pictures_of(request: Request) -> ReviewPictures | None:
    """Return what draws and tells inspections; None when the server was put together without it."""
    found: ReviewPictures | None = request.app.state.review_pictures
    return found


PicturesDep = Annotated[ReviewPictures | None, Depends(pictures_of)]


@router.get("/review")
def queue(
    request: Request, central: CentralDep, staff: LoggedIn, templates: TemplatesDep, page: int = 1
) -> Response:
    """List what waits for a decision, or whatever the filter asks for."""
    filter_ = QueueFilter.of(request.query_params)
    with central.session() as db:
        total = count_queue(db, filter_, staff)
        page, last = turned_to(page, total)
        rows = part_of_queue(db, filter_, staff, (page - 1) * PAGE, PAGE)
        campaigns = [name for name in known_campaigns(db) if staff.sees(name)]
    return templates.page(
        "review_queue.html",
        headers=SCRIPTED,
        staff=staff,
        token=form_token(request),
        filter=filter_,
        rows=[_listed(row) for row in rows],
        total=total,
        page=page,
        last=last,
        campaigns=campaigns,
        reasons=load_reasons(),
        states=STATES,
        words=STATE_WORDS,
    )


@router.get("/review.js")
def script() -> Response:
    """The shortcuts of the review pages."""
    code = (File(__file__).parent / "templates" / "review.js").read_bytes()
    return Response(code, media_type="text/javascript", headers={**HEADERS, "Cache-Control": "max-age=3600"})


@router.get("/review.css")
def style() -> Response:
    """What the review pages look like beyond the common style."""
    css = (File(__file__).parent / "templates" / "review.css").read_bytes()
    return Response(css, media_type="text/css", headers={**HEADERS, "Cache-Control": "max-age=3600"})


@router.get("/review/{id}")
def photo(
    request: Request,
    central: CentralDep,
    staff: LoggedIn,
    templates: TemplatesDep,
    pictures: PicturesDep,
    id_: IdPath,
) -> Response:
    """Show one photo, large, with its inspection, and ask for a decision."""
    filter_ = QueueFilter.of(request.query_params)
    with central.session() as db:
        row = _held(central, staff, id_)
        before, after = neighbours(db, filter_, staff, row)
        outcome = judge_votes(reviews.votes_on(db, id_))
        newer = reviews.newer_of(db, row)
        told_to = db.scalars(select(Notice).where(Notice.submission == id_).order_by(Notice.made_at)).all()
    manifest = json.loads(row.manifest or "{}")
    return templates.page(
        "review.html",
        headers=SCRIPTED,
        staff=staff,
        token=form_token(request),
        query=filter_.query,
        row=row,
        newer=newer,
        m=manifest,
        ok=passed(manifest),
        alike=_compared(manifest),
        waiver=json.loads(row.waiver) if row.waiver else None,
        told=pictures.told(manifest["inspection"]) if pictures is not None else (),
        drawn=pictures is not None,
        before=before,
        after=after,
        first=None if outcome.pending is None else outcome.pending.staff,
        locked=row.review == Review.APPROVED,
        two_people=central.settings.review.two_people,
        reasons=_keyed_reasons(),
        note_max=reviews.NOTE_MAX_CHARS,
        undo=_undoable(central, request.query_params.get("done", ""), staff.name),
        undo_s=central.settings.review.undo_s,
        undecided=UNDECIDED,
        asked_again="undecided" in request.query_params,
        told_to=told_to,
        words=STATE_WORDS,
    )


@router.get("/review/{id}/overlay.jpg")
def overlay(central: CentralDep, staff: LoggedIn, pictures: PicturesDep, id_: IdPath) -> Response:
    """Show the photo with its inspection drawn over it."""
    manifest = json.loads(_held(central, staff, id_).manifest or "{}")
    data = central.blobs.get(manifest["blobs"]["photo"]["sha256"])
    if data is None or pictures is None:
        return Response(status_code=404, headers=HEADERS)
    return Response(pictures.overlay(data, manifest["inspection"]), media_type="image/jpeg", headers=HEADERS)


@router.post("/review/{id}")
def decide(central: CentralDep, staff: LoggedIn, form: StaffForm, id_: IdPath) -> Response:
    """Take a decision and go on to the next photo of the filter."""
    _held(central, staff, id_)
    given = form.fields
    review, reason = given.get("decision", ""), given.get("reason") or None
    if review == UNDECIDED:
        query = QueueFilter.of(_query(given)).query
        return RedirectResponse(f"/review/{id_}?{query}&undecided=yes", 303, headers=HEADERS)
    if review not in set(Review):
        raise Problem(422, "decision-invalid", "This is not a decision.")
    # Who chose a reason and then approves has thought again: a chosen one cannot be taken away by hand.
    approved = review == Review.APPROVED
    reviews.decide(
        central,
        id_,
        staff.name,
        Review(review),
        None if approved else reason,
        given.get("note") if reason == OTHER and not approved else None,
        int(given["seen"]) if given.get("seen", "").isdecimal() else None,
    )
    return _go_on(central, staff, id_, QueueFilter.of(_query(given)))


@router.post("/review/{id}/undo")
def undo(central: CentralDep, staff: LoggedIn, form: StaffForm, id_: IdPath) -> Response:
    """Take one's newest decision back and show that photo again."""
    _held(central, staff, id_)
    reviews.undo(central, id_, staff.name)
    return RedirectResponse(
        f"/review/{id_}?{QueueFilter.of(_query(form.fields)).query}", 303, headers=HEADERS
    )


def _go_on(central: Central, staff: Member, id_: str, filter_: QueueFilter) -> Response:
    with central.session() as db:
        _, after = neighbours(db, filter_, staff, db.get_one(Submission, id_))
    # After the last one its own page again: there it can still be taken back.
    query = "&".join(part for part in (filter_.query, urlencode({"done": id_})) if part)
    return RedirectResponse(f"/review/{after or id_}?{query}", 303, headers=HEADERS)


def _held(central: Central, staff: Member, id_: str) -> Submission:
    """Return a submission that is the member's business; another campaign's is as unknown as none."""
    with central.session() as db:
        row = db.get(Submission, id_)
        if row is None or row.erased_at is not None or not staff.sees(row.campaign):
            raise Problem(404, "unknown", "No such submission.")
        return row


def _undoable(central: Central, id_: str, staff: str) -> dict[str, Any] | None:
    """Return the decision that the page offers to take back, None when there is none."""
    with central.session() as db:
        vote = reviews.newest_undoable(central, db, id_, staff)
    return None if vote is None else {"id": id_, "review": vote.review}


def _listed(row: Submission) -> dict[str, Any]:
    manifest = json.loads(row.manifest or "{}")
    return {"row": row, "m": manifest, "ok": passed(manifest), "waived": row.waiver is not None}


def _compared(manifest: dict[str, Any]) -> dict[str, Any] | None:
    """Return what a booth tells of a comparison with the enrolment photo, however much that is."""
    told = manifest.get("capture", {}).get("comparison")
    return None if told is None else told if isinstance(told, dict) else {}


def _keyed_reasons() -> list[dict[str, str]]:
    reasons = load_reasons()
    plain = [code for code in reasons if code != OTHER]
    keys = {**dict(zip(plain, KEYS, strict=False)), OTHER: OTHER_KEY}
    return [
        {"code": code, "key": keys.get(code, ""), "zh": text.zh, "en": text.en}
        for code, text in reasons.items()
    ]


def _query(fields: dict[str, str]) -> dict[str, str]:
    """Return the filter that a form carries on as one query string."""
    return dict(parse_qsl(fields.get("query", ""), max_num_fields=20))
