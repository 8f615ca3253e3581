"""The pages of print orders: what is to be printed and sent, sheets to print, what was done."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.responses import RedirectResponse

from kiosk.campaign.contact import TO_SCHOOL
from kiosk.central.access import Administrator, CentralDep
from kiosk.central.audit import record
from kiosk.central.forms import StaffForm, form_token
from kiosk.central.models import Uuid7
from kiosk.central.orders import OrderState, count_orders, list_orders, move_order
from kiosk.central.pages import HEADERS, PAGE, TemplatesDep, turned_to
from kiosk.central.problems import Problem
from kiosk.central.review_pages import PicturesDep
from kiosk.central.tables import PrintOrder, Submission
from kiosk.errors import KioskError

router = APIRouter(include_in_schema=False)

WORDS = {
    OrderState.NEW: ("待冲印", "to print"),
    OrderState.PRINTED: ("已冲印", "printed"),
    OrderState.SENT: ("已寄出", "sent"),
}
IdPath = Annotated[Uuid7, Path(alias="id")]


@router.get("/orders")
def orders(
    request: Request,
    central: CentralDep,
    staff: Administrator,
    templates: TemplatesDep,
    pictures: PicturesDep,
    state: str = OrderState.NEW,
    page: int = 1,
) -> Response:
    """List the orders of a state, oldest first."""
    chosen = OrderState(state) if state in set(OrderState) else None
    with central.session() as db:
        total = count_orders(db, chosen)
        page, last = turned_to(page, total)
        found = list_orders(db, chosen, (page - 1) * PAGE, PAGE)
    return templates.page(
        "orders.html",
        staff=staff,
        token=form_token(request),
        rows=[_listed(order, row) for order, row in found],
        state=chosen or "any",
        states=tuple(OrderState),
        words=WORDS,
        total=total,
        page=page,
        last=last,
        papers=() if pictures is None else pictures.papers,
        sizes=() if pictures is None else pictures.sizes,
        to_school=TO_SCHOOL,
    )


@router.get("/orders/{id}/sheet.pdf")
def sheet(
    central: CentralDep,
    staff: Administrator,
    pictures: PicturesDep,
    id_: IdPath,
    paper: Annotated[str, Query(max_length=40)],
    size: Annotated[str, Query(max_length=40)],
) -> Response:
    """Make the sheet to print at 100 %, on the paper and of the size asked for."""
    with central.session() as db, db.begin():
        if db.get(PrintOrder, id_) is None:
            raise Problem(404, "unknown", "No such order.")
        manifest = json.loads(db.get_one(Submission, id_).manifest or "{}")
        record(db, central.timestamp(), staff.name, "sheet", id_, f"{size} on {paper}")
    if pictures is None or paper not in pictures.papers or size not in pictures.sizes:
        raise Problem(422, "sheet-unknown", "There is no such paper or size.")
    data = central.blobs.get(manifest["blobs"]["photo"]["sha256"])
    if data is None:
        raise Problem(404, "unknown", "The photo is not there.")
    try:
        pdf = pictures.sheet(data, paper, size)
    except KioskError as error:
        raise Problem(422, "sheet-impossible", error.title) from None
    name = f'inline; filename="{id_}-{size}.pdf"'
    return Response(pdf, media_type="application/pdf", headers={**HEADERS, "Content-Disposition": name})


@router.post("/orders/{id}")
def move(central: CentralDep, staff: Administrator, form: StaffForm, id_: IdPath) -> Response:
    """Note that prints were made or sent."""
    state = form.fields.get("state", "")
    if state not in set(OrderState):
        raise Problem(422, "order-state", "There is no such state.")
    with central.session() as db, db.begin():
        move_order(db, id_, OrderState(state), staff.name, central.timestamp())
    shown = form.fields.get("shown", "")
    return RedirectResponse(
        f"/orders?state={shown if shown in set(OrderState) else 'any'}", 303, headers=HEADERS
    )


def _listed(order: PrintOrder, row: Submission) -> dict[str, Any]:
    manifest = json.loads(row.manifest or "{}")
    following = {OrderState.NEW: OrderState.PRINTED, OrderState.PRINTED: OrderState.SENT}
    return {"order": order, "m": manifest, "next": following.get(OrderState(order.state))}
