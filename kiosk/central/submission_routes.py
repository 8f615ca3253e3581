"""Routes by which submissions arrive, are confirmed, reconciled and erased."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Depends, Path, Query, Request, Response
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from kiosk.central.access import CentralDep, DeviceDep
from kiosk.central.central import Central
from kiosk.central.deliveries import take_manifest, take_picture
from kiosk.central.erasure import erase
from kiosk.central.json_body import StrictJsonRoute
from kiosk.central.models import (
    Feed,
    Manifest,
    ReceiptBody,
    ReconcileAnswer,
    ReconcileAnswerItem,
    ReconcileRequest,
    ReviewState,
    Sha256,
    Uuid7,
)
from kiosk.central.problems import Problem
from kiosk.central.tables import Submission
from kiosk.central.wire import ARRIVED

FEED_PAGE = 500
MAX_WAIT_S = 30.0
"""Of a long poll; proxies commonly cut what is silent for a minute."""
LOOK_S = 0.5

router = APIRouter(prefix="/api/v1", tags=["submission"], route_class=StrictJsonRoute)


async def raw_body(request: Request) -> bytes:
    return await request.body()


RawBody = Annotated[bytes, Depends(raw_body)]

_JPEG = {"requestBody": {"required": True, "content": {"image/jpeg": {"schema": {"format": "binary"}}}}}
_MANIFEST = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Manifest"}}},
    }
}


@router.put(
    "/blobs/{sha256}",
    status_code=201,
    response_class=Response,
    responses={204: {}, 415: {}, 422: {}},
    openapi_extra=_JPEG,
)
def put_blob(
    central: CentralDep, device: DeviceDep, sha256: Sha256, data: RawBody, request: Request
) -> Response:
    """Take a picture; 204 when this booth has sent it already.

    What only others have sent is taken as if it were new: no booth learns what others hold.
    """
    new = take_picture(central, device, sha256, data, request.scope[ARRIVED])
    return Response(status_code=201 if new else 204)


@router.put(
    "/submissions/{id}",
    status_code=201,
    responses={200: {"model": ReceiptBody}, 201: {"model": ReceiptBody}, 409: {}, 424: {}},
    openapi_extra=_MANIFEST,
)
def put_submission(
    central: CentralDep, device: DeviceDep, id_: Annotated[Uuid7, Path(alias="id")], data: RawBody
) -> Response:
    """Commit a submission: 201 new, 200 the same again, 409 another content, 424 pictures missing."""
    receipt, new = take_manifest(central, device, id_, data)
    return Response(receipt, 201 if new else 200, media_type="application/json")


def _review_state(row: Submission) -> ReviewState:
    return ReviewState(
        id=row.id,
        review=row.review,
        changed=row.changed,
        waived=row.waiver is not None,
        reason=row.reason,
        note=row.note,
        rejections=row.rejections,
    )


@router.get("/submissions/{id}", responses={404: {}})
def get_submission(
    central: CentralDep, device: DeviceDep, id_: Annotated[Uuid7, Path(alias="id")]
) -> ReviewState:
    """Return the review state of one of the booth's own submissions."""
    with central.reading() as db:
        row = db.get(Submission, id_)
        if row is None or row.device != device:
            raise Problem(404, "unknown", "No such submission.")
        return _review_state(row)


@router.get("/submissions")
async def feed(
    central: CentralDep,
    device: DeviceDep,
    since: Annotated[int, Query(ge=0, le=2**53 - 1)] = 0,
    wait: Annotated[float, Query(ge=0, le=MAX_WAIT_S)] = 0.0,
) -> Feed:
    """Return what changed after the cursor, oldest change first; ``wait`` so many seconds for the first."""
    until_s = central.clock.monotonic() + wait
    while True:
        news = await run_in_threadpool(_news, central, device, since)
        if news.items or central.clock.monotonic() >= until_s:
            return news
        await asyncio.sleep(LOOK_S)  # no thread and no connection to the database is held meanwhile


def _news(central: Central, device: str, since: int) -> Feed:
    with central.reading() as db:
        rows = db.scalars(
            select(Submission)
            .where(Submission.device == device, Submission.changed > since)
            .order_by(Submission.changed)
            .limit(FEED_PAGE)
        ).all()
        items = [_review_state(row) for row in rows]
    return Feed(items=items, cursor=items[-1].changed if items else since)


@router.post("/submissions:reconcile")
def reconcile(
    central: CentralDep, device: DeviceDep, body: Annotated[ReconcileRequest, Body()]
) -> ReconcileAnswer:
    """Say of each whether it is held whole, unknown, in conflict or erased."""
    if len(body.items) > central.settings.reconcile_batch:
        raise Problem(413, "too-many", "Too many items.", max_items=central.settings.reconcile_batch)
    with central.reading() as db:
        ids = [item.id for item in body.items]
        rows = {row.id: row for row in db.scalars(select(Submission).where(Submission.id.in_(ids)))}
    answers = []
    for item in body.items:
        row = rows.get(item.id)
        if row is None or row.device != device:
            answers.append(ReconcileAnswerItem(id=item.id, status="unknown"))
        elif row.erased_at is not None:
            answers.append(ReconcileAnswerItem(id=item.id, status="erased"))
        elif row.fingerprint != item.fingerprint:
            answers.append(ReconcileAnswerItem(id=item.id, status="conflict"))
        else:
            # The booth destroys its copy on "held": the files must be there, not only the row.
            manifest = Manifest.model_validate_json(row.manifest or "")
            whole = all(
                central.blobs.has(blob.sha256) for blob in (manifest.blobs.photo, manifest.blobs.original)
            )
            answers.append(ReconcileAnswerItem(id=item.id, status="held" if whole else "unknown"))
    return ReconcileAnswer(items=answers)


@router.delete("/submissions/{id}", status_code=202, responses={404: {}, 409: {}})
def delete_submission(
    central: CentralDep,
    device: DeviceDep,
    id_: Annotated[Uuid7, Path(alias="id")],
    because: Literal["withdrawn", "retake"] = "withdrawn",
) -> Response:
    """Erase a submission whose consent was withdrawn; a tombstone stays, so it cannot come back.

    One that a retake took the place of goes likewise, unless it was decided on: 409 then, and it stays.
    """
    erase(central, device, id_, undecided=because == "retake")
    return Response(status_code=202)
