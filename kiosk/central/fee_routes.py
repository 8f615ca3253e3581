"""Routes by which booths ask what is due, what became of it, and tell what staff took."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Path, Request

from kiosk.campaign.rules import FeeProvider
from kiosk.central.access import CentralDep, DeviceDep
from kiosk.central.bound import Served, ServedDep
from kiosk.central.campaigns import find_campaign
from kiosk.central.central import Central
from kiosk.central.fee_orders import Order
from kiosk.central.fees import Fees, Taken
from kiosk.central.json_body import StrictJsonRoute
from kiosk.central.models import FeeMark, FeeQuery, FeeState
from kiosk.central.problems import Problem

router = APIRouter(prefix="/api/v1", tags=["fee"], route_class=StrictJsonRoute)

OrderId = Annotated[str, Path(alias="order", pattern=r"^[0-9a-f]{32}$")]
NOT_DUE = FeeState(
    order="none", amount_fen=0, provider=FeeProvider.NONE, qr=None, state="not-due", reference=None
)


def fees_of(request: Request) -> Fees:
    """Return the server's fees."""
    fees = request.app.state.fees
    assert isinstance(fees, Fees)
    return fees


def base_url(request: Request, central: Central) -> str:
    """Return how this server is reached from outside, without a trailing slash."""
    return (central.settings.public_url or str(request.base_url)).rstrip("/")


@router.post("/device/fees", responses={404: {}, 429: {}, 503: {}})
def ask(
    request: Request, central: CentralDep, device: DeviceDep, served: ServedDep, body: FeeQuery
) -> FeeState:
    """Return what a code's holder owes: the same order whoever asks, at whatever booth."""
    wait_s = request.app.state.resolve_limit.wait_s(device)
    if wait_s > 0:
        after = {"Retry-After": str(int(wait_s) + 1)}
        raise Problem(429, "too-many-requests", "Too many codes in a minute.", headers=after)
    with central.session() as db:
        campaign = find_campaign(db, body.campaign)
    if campaign is None or campaign.id not in served:
        raise Problem(404, "campaign-unknown", "This campaign is not known here.")
    order = fees_of(request).ask(campaign, body.code, base_url(request, central))
    return NOT_DUE if order is None else _state(order)


@router.get("/device/fees/{order}", responses={404: {}})
def look(request: Request, central: CentralDep, served: ServedDep, order: OrderId) -> FeeState:
    """Return what became of an order."""
    _must_serve(request, served, order)
    return _known(fees_of(request).look(order, base_url(request, central)))


@router.post("/device/fees/{order}:mark", responses={404: {}, 503: {}})
def mark(
    request: Request,
    central: CentralDep,
    device: DeviceDep,
    served: ServedDep,
    order: OrderId,
    body: Annotated[FeeMark, Body()],
) -> FeeState:
    """Record that staff at this booth took the money; an order that was paid stays paid."""
    _must_serve(request, served, order)
    taken = Taken(device, body.amount_fen, body.reference)
    return _known(fees_of(request).mark(order, taken, base_url(request, central)))


def _must_serve(request: Request, served: Served, order: str) -> None:
    """Have another school's order look like none, before its provider is asked for anything."""
    held = fees_of(request).find(order)
    if held is not None and held.campaign not in served:
        _known(None)


def _known(order: Order | None) -> FeeState:
    if order is None:
        raise Problem(404, "fee-unknown", "There is no such order.")
    return _state(order)


def _state(order: Order) -> FeeState:
    return FeeState(
        order=order.id,
        amount_fen=order.amount_fen,
        provider=order.provider,
        qr=order.qr,
        state=order.state,
        reference=order.reference,
    )
