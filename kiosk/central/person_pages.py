"""The administrators' page about one person: what is held, handed out whole or erased when they ask for it.

A capture code says who somebody is, so it never stands in an address, where browsers and proxies keep it:
each step sends it anew in the body of a form.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from kiosk.central.access import CentralDep, ConfirmedAdministrator
from kiosk.central.audit import record
from kiosk.central.central import Central
from kiosk.central.forms import StaffForm, form_token
from kiosk.central.pages import HEADERS, Templates, TemplatesDep
from kiosk.central.person import codes_of_number, erase_person, export_person, held_about
from kiosk.central.problems import Problem
from kiosk.central.review_pages import STATE_WORDS
from kiosk.central.roles import Member

PATH = "/person"
MAX_FORM_BYTES = 16 * 1024
"""A capture code's text may be long, and a browser writes three characters for some of its signs."""

router = APIRouter(include_in_schema=False)


@router.get(PATH)
def ask(request: Request, staff: ConfirmedAdministrator, templates: TemplatesDep) -> Response:
    """Ask whom it is about."""
    return _page(request, staff, templates)


@router.post(PATH)
def act(
    request: Request,
    central: CentralDep,
    staff: ConfirmedAdministrator,
    templates: TemplatesDep,
    form: StaffForm,
) -> Response:
    """Find somebody, hand out all about them, or erase it: as the button says that was pressed."""
    code = form.fields.get("code", "")
    match form.fields.get("do"):
        case "find":
            return _find(request, central, staff, templates, form.fields.get("who", "").strip())
        case "show" if code:
            return _show(request, central, staff, templates, code)
        case "export" if code:
            data = export_person(central, code, staff.name)
            if data is None:
                raise Problem(404, "person-unknown", "Nothing is held about this code.")
            name = f"person-{central.clock.now():%Y%m%d-%H%M%S}.zip"
            headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
            return Response(data, media_type="application/zip", headers=headers)
        case "erase" if code:
            if form.fields.get("asked") != "yes":
                raise Problem(422, "erasure-unasked", "Tick the box: the person asked for it.")
            return _page(request, staff, templates, erased=erase_person(central, code, staff.name))
    raise Problem(422, "form-invalid", "The form does not say what to do.")


def _find(request: Request, central: Central, staff: Member, templates: Templates, who: str) -> Response:
    with central.reading() as db:
        by_number = codes_of_number(db, central.number_key, who)
    if len(by_number) == 1:
        return _show(request, central, staff, templates, by_number[0].code)
    if by_number:
        return _page(request, staff, templates, several=by_number)
    return _show(request, central, staff, templates, who) if who else _page(request, staff, templates)


def _show(request: Request, central: Central, staff: Member, templates: Templates, code: str) -> Response:
    with central.session() as db, db.begin():
        held = held_about(db, code)
        if held is not None:  # who looked somebody up is on record, never whom
            record(db, central.timestamp(), staff.name, "person-shown", "person")
    if held is None:
        return _page(request, staff, templates, 404, missed=True)
    return _page(request, staff, templates, held=held, code=code)


def _page(
    request: Request, staff: Member, templates: Templates, status: int = 200, **values: Any
) -> Response:
    nothing = {"held": None, "several": (), "erased": None, "missed": False, "code": ""}
    return templates.page(
        "person.html",
        status,
        staff=staff,
        token=form_token(request),
        states=STATE_WORDS,
        **{**nothing, **values},
    )
