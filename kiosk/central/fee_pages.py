"""What others than booths call about fees: the sandbox's page, and the provider's notice of a payment."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from kiosk.central.fee_providers import NOTICE_PATH, SANDBOX_FOLDER
from kiosk.central.fee_routes import fees_of
from kiosk.central.pages import HEADERS, TemplatesDep
from kiosk.central.submission_routes import raw_body

MAX_NOTICE_BYTES = 65_536
"""A notice of a payment has about 1.5 KB."""

router = APIRouter(include_in_schema=False)


@router.get(SANDBOX_FOLDER + "{order}")
def show(request: Request, templates: TemplatesDep, order: str) -> Response:
    """Show what would be paid; there is no such page unless the sandbox is switched on."""
    return _page(request, templates, order, pay=False)


@router.post(SANDBOX_FOLDER + "{order}")
def pay(request: Request, templates: TemplatesDep, order: str) -> Response:
    """Play the payment."""
    return _page(request, templates, order, pay=True)


@router.post(NOTICE_PATH)
def notice(request: Request, body: Annotated[bytes, Depends(raw_body)]) -> Response:
    """Take a provider's notice; one that does not verify changes nothing and is refused."""
    if fees_of(request).wechat_notice(request.headers, body):
        return Response(status_code=204)
    refused = json.dumps({"code": "FAIL", "message": "not verified"})
    return Response(refused, 400, media_type="application/json")


def _page(request: Request, templates: TemplatesDep, order: str, *, pay: bool) -> Response:
    found = fees_of(request).sandbox(order, pay)
    if found is None:
        return Response(status_code=404, headers=HEADERS)
    yuan = f"{found.amount_fen // 100}.{found.amount_fen % 100:02d}"
    return templates.page("sandbox.html", state=found.state, yuan=yuan)
