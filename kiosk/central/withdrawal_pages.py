"""Withdrawal of consent at the server: staff look once more at what goes, then it goes for good."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.responses import RedirectResponse

from kiosk.central.access import CentralDep, ConfirmedAdministrator
from kiosk.central.erasure import withdraw
from kiosk.central.forms import StaffForm, form_token
from kiosk.central.models import Uuid7
from kiosk.central.pages import HEADERS, TemplatesDep
from kiosk.central.problems import Problem
from kiosk.central.tables import Submission

PATH = "/withdraw/{id}"

router = APIRouter(include_in_schema=False)

SubmissionId = Annotated[Uuid7, Path(alias="id")]


@router.get(PATH)
def ask(
    request: Request,
    central: CentralDep,
    staff: ConfirmedAdministrator,
    templates: TemplatesDep,
    id_: SubmissionId,
) -> Response:
    """Show whose photo it is and what a withdrawal takes away."""
    with central.session() as db:
        row = db.get(Submission, id_)
    if row is None:
        raise Problem(404, "unknown", "There is no such submission.")
    return templates.page(
        "withdraw.html",
        staff=staff,
        token=form_token(request),
        row=row,
        m=json.loads(row.manifest) if row.manifest else None,
    )


@router.post(PATH)
def erase_for_good(
    central: CentralDep, staff: ConfirmedAdministrator, form: StaffForm, id_: SubmissionId
) -> Response:
    """Erase it; only with the box ticked that the person has asked for it."""
    if form.fields.get("asked") != "yes":
        raise Problem(422, "withdrawal-unasked", "Tick the box: the person asked for it.")
    withdraw(central, id_, staff.name)
    return RedirectResponse(f"/withdraw/{id_}", 303, headers=HEADERS)
