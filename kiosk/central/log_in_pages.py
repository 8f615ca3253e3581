"""The pages by which staff come in and go: password, second factor, proving it is still them, log-out."""

from __future__ import annotations

import math
from typing import Annotated, Any
from urllib.parse import parse_qs, quote, urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from kiosk.central.access import (
    COOKIE,
    CentralDep,
    ConfirmFirst,
    LoggedIn,
    LogInFirst,
    SessionDep,
    from_this_machine,
    origin_of,
    set_cookie,
)
from kiosk.central.error_pages import page_of
from kiosk.central.forms import OwnForm, StaffForm, form_token
from kiosk.central.log_in import Entered, Refused, confirm, enter_code, log_in
from kiosk.central.pages import CONFIRMED, HEADERS, TemplatesDep
from kiosk.central.sessions import Found, Stage, end_session
from kiosk.central.submission_routes import raw_body

router = APIRouter(include_in_schema=False)

NEXT = {Stage.CODE: "/login/code", Stage.ENROL: "/account/second-factor", Stage.FULL: "/"}
"""Where a log-in goes on that has come so far."""
FOREIGN = ("cross-site", "same-site")
"""What a browser says of a form that another site made (Fetch Metadata); the log-in form has no token."""


@router.get("/login")
def login_page(templates: TemplatesDep) -> Response:
    """Ask for name and password."""
    return templates.page("login.html", fault=None)


@router.post("/login")
def login(
    request: Request, central: CentralDep, templates: TemplatesDep, body: Annotated[bytes, Depends(raw_body)]
) -> Response:
    """Judge name and password."""
    if request.headers.get("sec-fetch-site") in FOREIGN:
        return templates.page("login.html", 403, fault="foreign")
    if _too_often(request):
        return templates.page("login.html", 429, fault="too-many")
    try:
        form = parse_qs(body.decode("utf-8"), max_num_fields=4)
    except ValueError:
        form = {}
    came = log_in(
        central,
        form.get("name", [""])[0],
        form.get("password", [""])[0],
        origin_of(request),
        before=request.cookies.get(COOKIE, ""),
        exempt=central.rehearsal and from_this_machine(request),
    )
    if isinstance(came, Refused):
        return _refused(templates, "login.html", came)
    return go_on(request, came)


@router.get("/login/code")
def code_page(request: Request, templates: TemplatesDep, found: SessionDep) -> Response:
    """Ask for the second factor."""
    _come_so_far(found)
    return templates.page("login_code.html", fault=None, token=form_token(request))


@router.post("/login/code")
def code(
    request: Request, central: CentralDep, templates: TemplatesDep, found: SessionDep, form: OwnForm
) -> Response:
    """Judge the second factor."""
    came_so_far = _come_so_far(found)
    if _too_often(request):
        return templates.page("login_code.html", 429, fault="too-many", token=form_token(request))
    given, before = form.fields.get("code", ""), request.cookies.get(COOKIE, "")
    came = enter_code(central, came_so_far, given, origin_of(request), before)
    if isinstance(came, Refused):
        return _refused(templates, "login_code.html", came, token=form_token(request))
    return go_on(request, came)


@router.get("/confirm")
def confirm_page(
    request: Request, templates: TemplatesDep, staff: LoggedIn, back: Annotated[str, Query()] = "/"
) -> Response:
    """Ask for password or code again."""
    return templates.page(
        "confirm.html", fault=None, staff=staff, token=form_token(request), back=own_path(back)
    )


@router.post("/confirm")
def confirm_it(
    request: Request,
    central: CentralDep,
    templates: TemplatesDep,
    staff: LoggedIn,
    found: SessionDep,
    form: StaffForm,
) -> Response:
    """Judge password or code and go back to what was about to be done."""
    back = own_path(form.fields.get("back", "/"))
    values: dict[str, Any] = {"staff": staff, "token": form_token(request), "back": back}
    if _too_often(request):
        return templates.page("confirm.html", 429, HEADERS, fault="too-many", **values)
    assert found is not None
    refused = confirm(central, found, form.fields.get("password", ""), form.fields.get("code", ""))
    if refused is not None:
        return _refused(templates, "confirm.html", refused, **values)
    return RedirectResponse(back, 303, headers=HEADERS)


@router.post("/logout")
def logout(request: Request, central: CentralDep, _form: OwnForm) -> Response:
    """Log out."""
    with central.session() as db, db.begin():
        end_session(db, request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/login", 303, headers=HEADERS)
    answer.delete_cookie(COOKIE)
    return answer


def go_on(request: Request, came: Entered) -> Response:
    """Return the way to the next step of a log-in, with its cookie."""
    answer = RedirectResponse(NEXT[came.stage], 303, headers=HEADERS)
    set_cookie(answer, request, came.token, came.stage)
    return answer


def own_path(path: str) -> str:
    """Return a path of this server to go back to; anything else becomes the first page."""
    plain = path.isascii() and path.isprintable() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else "/"


async def log_in_first(_request: Request, _error: Exception) -> Response:
    """Answer :class:`LogInFirst`."""
    return RedirectResponse("/login", 303, headers=HEADERS)


async def confirm_first(request: Request, error: Exception) -> Response:
    """Answer :class:`ConfirmFirst`: afterwards comes the page; a form's button is still to be pressed."""
    assert isinstance(error, ConfirmFirst)
    back = page_of(request)
    if request.method == "POST":
        back += f"?{CONFIRMED}=yes"
    return RedirectResponse(f"/confirm?{urlencode({'back': back}, quote_via=quote)}", 303, headers=HEADERS)


def _come_so_far(found: Found | None) -> Found:
    if found is None or found.stage is not Stage.CODE:
        raise LogInFirst
    return found


def _too_often(request: Request) -> bool:
    wait_s: float = request.app.state.login_limit.wait_s(origin_of(request).address)
    return wait_s > 0


def _refused(templates: TemplatesDep, page: str, refused: Refused, **values: Any) -> Response:
    """Show a form again, saying that it was wrong, or how long nothing will be looked at."""
    if refused.wait_s <= 0:
        return templates.page(page, 401, HEADERS, fault="wrong", **values)
    wait_s = math.ceil(refused.wait_s)
    headers = {**HEADERS, "Retry-After": str(wait_s)}
    return templates.page(page, 429, headers, fault="locked", wait_s=wait_s, **values)
