"""A staff member's own account: authenticator, recovery codes, password, where they are logged in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.responses import RedirectResponse

from kiosk.central.access import (
    COOKIE,
    CentralDep,
    ConfirmedMember,
    ConfirmFirst,
    LoggedIn,
    LogInFirst,
    SessionDep,
    origin_of,
    set_cookie,
)
from kiosk.central.audit import record
from kiosk.central.forms import OwnForm, StaffForm, form_token
from kiosk.central.log_in import Refused, enter_set_up
from kiosk.central.pages import HEADERS, TemplatesDep
from kiosk.central.second_factor import begin_set_up, count_recovery_codes, renew_recovery_codes
from kiosk.central.sessions import Found, Stage, end_sessions, list_sessions
from kiosk.central.staff import choose_password, find_staff
from kiosk.errors import KioskError

FOLDER = "/account"

router = APIRouter(include_in_schema=False)

SessionId = Annotated[str, Path(alias="id", pattern="^[0-9a-f]{32}$")]


@router.get(FOLDER)
def account(request: Request, central: CentralDep, staff: LoggedIn, templates: TemplatesDep) -> Response:
    """Show the account and every log-in of it."""
    return _page(request, central, staff, templates, None)


@router.get(FOLDER + "/second-factor")
def set_up_page(
    request: Request, central: CentralDep, templates: TemplatesDep, found: SessionDep
) -> Response:
    """Show a new secret as a QR code and as text; nobody is shown it again once it is in use."""
    return _set_up(request, central, templates, _may_set_up(found), None)


@router.post(FOLDER + "/second-factor")
def set_up(
    request: Request, central: CentralDep, templates: TemplatesDep, found: SessionDep, form: OwnForm
) -> Response:
    """Take the authenticator over if its code is right, and show the recovery codes once."""
    member = _may_set_up(found)
    came = enter_set_up(central, member, form.fields.get("code", ""), origin_of(request))
    if isinstance(came, Refused):
        return _set_up(request, central, templates, member, came)
    answer = templates.page("recovery_codes.html", codes=came.recovery_codes)
    set_cookie(answer, request, came.token, came.stage)
    return answer


@router.post(FOLDER + "/recovery-codes")
def recovery_codes(
    central: CentralDep, staff: ConfirmedMember, templates: TemplatesDep, _form: StaffForm
) -> Response:
    """Replace the recovery codes and show the new ones once."""
    if not find_staff(central, staff.name).second_factor:
        return RedirectResponse(FOLDER, 303, headers=HEADERS)
    with central.session() as db, db.begin():
        codes = renew_recovery_codes(db, central, staff.name)
    return templates.page("recovery_codes.html", codes=codes)


@router.post(FOLDER + "/password")
def password(
    request: Request, central: CentralDep, staff: ConfirmedMember, templates: TemplatesDep, form: StaffForm
) -> Response:
    """Take a new password; every other log-in ends."""
    try:
        if form.fields.get("password") != form.fields.get("again"):
            raise KioskError("password-differs", "The two are not the same.", "Type the new one twice.")
        choose_password(central, staff.name, form.fields.get("password", ""), staff.session)
    except KioskError as error:
        return _page(request, central, staff, templates, error)
    return RedirectResponse(f"{FOLDER}?done=password", 303, headers=HEADERS)


@router.post(FOLDER + "/log-out-everywhere")
def log_out_everywhere(central: CentralDep, staff: LoggedIn, _form: StaffForm) -> Response:
    """End every log-in of this member, this one as well."""
    with central.session() as db, db.begin():
        end_sessions(db, staff.name)
        record(db, central.timestamp(), staff.name, "log-out-everywhere", staff.name)
    answer = RedirectResponse("/login", 303, headers=HEADERS)
    answer.delete_cookie(COOKIE)
    return answer


@router.post(FOLDER + "/sessions/{id}/end")
def end_one(central: CentralDep, staff: LoggedIn, _form: StaffForm, id_: SessionId) -> Response:
    """End one of the member's own log-ins; another's, or none, is left as it is and told alike."""
    with central.session() as db, db.begin():
        end_sessions(db, staff.name, only=id_)
    return RedirectResponse(FOLDER, 303, headers=HEADERS)


def _may_set_up(found: Found | None) -> Found:
    """Return the log-in if its owner may set an authenticator up: at the first log-in, or proven again."""
    if found is None or found.stage is Stage.CODE:
        raise LogInFirst
    if found.stage is Stage.FULL and not found.member.confirmed:
        raise ConfirmFirst
    return found


def _set_up(
    request: Request, central: CentralDep, templates: TemplatesDep, found: Found, refused: Refused | None
) -> Response:
    shown = begin_set_up(central, found.member.session, found.member.name)
    return templates.page(
        "second_factor.html",
        200 if refused is None else 429 if refused.wait_s else 401,
        fault=None if refused is None else "locked" if refused.wait_s else "wrong",
        wait_s=0 if refused is None else int(refused.wait_s) + 1,
        token=form_token(request),
        who=found.member.name,
        secret=shown.secret,
        svg=shown.svg,
        first=found.stage is Stage.ENROL,
    )


def _page(
    request: Request,
    central: CentralDep,
    staff: LoggedIn,
    templates: TemplatesDep,
    fault: KioskError | None,
) -> Response:
    return templates.page(
        "account.html",
        200 if fault is None else 422,
        staff=staff,
        token=form_token(request),
        account=find_staff(central, staff.name),
        sessions=list_sessions(central, staff.name),
        codes_left=count_recovery_codes(central, staff.name),
        done=request.query_params.get("done") == "password",
        fault=fault,
    )
