"""Orders of prints: one for each approved photo whose owner wants prints sent or left at the school."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from kiosk.central.audit import record
from kiosk.central.problems import Problem
from kiosk.central.tables import PrintOrder, Submission


class OrderState(StrEnum):
    NEW = "new"
    PRINTED = "printed"
    SENT = "sent"


def open_order(db: Session, row: Submission, now: str) -> None:
    """Order prints of a photo that was just approved, when its owner gave a place for them."""
    contact = json.loads(row.manifest or "{}").get("contact") or {}
    if contact.get("delivery") and db.get(PrintOrder, row.id) is None:
        db.add(PrintOrder(submission=row.id, state=OrderState.NEW, made_at=now))


def withdraw_order(db: Session, id_: str) -> None:
    """Take the order of a photo back whose approval was taken back.

    Raises
    ------
    Problem
        409 ``printed`` when the prints exist.
    """
    order = db.get(PrintOrder, id_, with_for_update=True)
    if order is None:
        return
    if order.state != OrderState.NEW:
        raise Problem(409, "printed", "Prints of this photo were made already.")
    db.delete(order)


def move_order(db: Session, id_: str, state: OrderState, staff: str, now: str) -> None:
    """Note that prints were made or sent; the same again changes nothing.

    Raises
    ------
    Problem
        404 ``unknown``; 409 ``order-state`` when it would go back or leave out the printing.
    """
    order = db.get(PrintOrder, id_, with_for_update=True)
    if order is None:
        raise Problem(404, "unknown", "No such order.")
    if order.state == state:
        return
    following = {OrderState.NEW: OrderState.PRINTED, OrderState.PRINTED: OrderState.SENT}
    if following.get(OrderState(order.state)) is not state:
        raise Problem(409, "order-state", "An order is printed, then sent.")
    order.state = state
    if state is OrderState.PRINTED:
        order.printed_at = now
    else:
        order.sent_at = now
    record(db, now, staff, "order", id_, str(state))


def count_orders(db: Session, state: OrderState | None) -> int:
    """Return how many orders there are in ``state``; None: in any."""
    return db.scalar(select(func.count()).select_from(PrintOrder).where(_in_state(state))) or 0


def list_orders(
    db: Session, state: OrderState | None, offset: int, limit: int
) -> Sequence[tuple[PrintOrder, Submission]]:
    """Return some of the orders in ``state``, oldest first."""
    query = select(PrintOrder, Submission).join(Submission, Submission.id == PrintOrder.submission)
    query = query.where(_in_state(state)).order_by(PrintOrder.made_at, PrintOrder.submission)
    return [(order, row) for order, row in db.execute(query.offset(offset).limit(limit))]


def _in_state(state: OrderState | None) -> ColumnElement[bool]:
    return true() if state is None else PrintOrder.state == state
