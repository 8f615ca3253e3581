"""The administrators' pages of staff: who may log in, as what, for which campaigns."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.responses import RedirectResponse

from kiosk.central.access import CentralDep, ConfirmedAdministrator
from kiosk.central.campaigns import all_campaigns
from kiosk.central.central import Central
from kiosk.central.forms import CAMPAIGN_FIELD, Form, StaffForm, form_token, ticked_campaigns
from kiosk.central.pages import HEADERS, TemplatesDep
from kiosk.central.problems import Problem
from kiosk.central.review_queue import known_campaigns
from kiosk.central.roles import Member, Role
from kiosk.central.staff import (
    add_staff,
    change_role,
    disable_staff,
    find_staff,
    list_staff,
    remove_staff,
    reset_password,
    reset_second_factor,
)
from kiosk.errors import KioskError

FOLDER = "/staff"
ROLE_WORDS = {
    Role.ADMINISTRATOR: ("管理员", "Administrator"),
    Role.REVIEWER: ("审核员", "Reviewer"),
}

router = APIRouter(include_in_schema=False)

NamePath = Annotated[str, Path(alias="name", max_length=64)]


@router.get(FOLDER)
def staff_page(
    request: Request, central: CentralDep, staff: ConfirmedAdministrator, templates: TemplatesDep
) -> Response:
    """List everybody and ask for a new name."""
    return _list(request, central, staff, templates)


@router.post(FOLDER)
def add(
    request: Request,
    central: CentralDep,
    staff: ConfirmedAdministrator,
    templates: TemplatesDep,
    form: StaffForm,
) -> Response:
    """Add somebody and show their password once."""
    name = form.fields.get("name", "").strip()
    try:
        password = add_staff(central, name, staff.name, _role(form), ticked_campaigns(form))
    except KioskError as error:
        return _list(request, central, staff, templates, fault=error)
    return _list(request, central, staff, templates, told=(name, password))


@router.get(FOLDER + "/{name}")
def one(
    request: Request,
    central: CentralDep,
    staff: ConfirmedAdministrator,
    templates: TemplatesDep,
    name: NamePath,
) -> Response:
    """Show one account and what can be changed of it."""
    return _one(request, central, staff, templates, name)


@router.post(FOLDER + "/{name}")
def change(
    request: Request,
    central: CentralDep,
    staff: ConfirmedAdministrator,
    templates: TemplatesDep,
    form: StaffForm,
    name: NamePath,
) -> Response:
    """Do what the button says that was pressed."""
    told = None
    try:
        match form.fields.get("do"):
            case "role":
                change_role(central, name, staff.name, _role(form), ticked_campaigns(form))
            case "password":
                told = (name, reset_password(central, name, staff.name))
            case "second-factor":
                reset_second_factor(central, name, staff.name)
            case "disable" | "enable" as do:
                disable_staff(central, name, staff.name, do == "disable")
            case "remove":
                remove_staff(central, name, staff.name)
                return RedirectResponse(FOLDER, 303, headers=HEADERS)
            case _:
                raise Problem(422, "form-invalid", "The form does not say what to do.")
    except KioskError as error:
        return _one(request, central, staff, templates, name, fault=error)
    if told is not None:
        return _one(request, central, staff, templates, name, told=told)
    return RedirectResponse(f"{FOLDER}/{name}", 303, headers=HEADERS)


def _list(
    request: Request,
    central: Central,
    staff: Member,
    templates: TemplatesDep,
    *,
    fault: KioskError | None = None,
    told: tuple[str, str] | None = None,
) -> Response:
    return templates.page(
        "staff.html",
        200 if fault is None else 422,
        staff=staff,
        token=form_token(request),
        accounts=list_staff(central),
        campaigns=_known(central),
        prefix=CAMPAIGN_FIELD,
        roles=ROLE_WORDS,
        fault=fault,
        told=told,
    )


def _one(
    request: Request,
    central: Central,
    staff: Member,
    templates: TemplatesDep,
    name: str,
    *,
    fault: KioskError | None = None,
    told: tuple[str, str] | None = None,
) -> Response:
    try:
        account = find_staff(central, name)
    except KioskError:
        raise Problem(404, "unknown", "There is nobody of this name.") from None
    return templates.page(
        "staff_one.html",
        200 if fault is None else 422,
        staff=staff,
        token=form_token(request),
        account=account,
        campaigns=sorted({*_known(central), *account.campaigns}),
        prefix=CAMPAIGN_FIELD,
        roles=ROLE_WORDS,
        fault=fault,
        told=told,
    )


def _known(central: Central) -> list[str]:
    """Return the ids of all campaigns that are held here or that photos came in for."""
    with central.session() as db:
        return sorted({*known_campaigns(db), *(campaign.id for campaign in all_campaigns(db))})


def _role(form: Form) -> Role:
    given = form.fields.get("role", "")
    if given not in set(Role):
        raise Problem(422, "form-invalid", "The form names no role.")
    return Role(given)
