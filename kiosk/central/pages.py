"""The plain page for staff: what has arrived, with the photos; nothing without a log-in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import func, select
from starlette.responses import HTMLResponse, RedirectResponse

from kiosk.central.access import COOKIE, CentralDep, StaffDep, log_in, log_out
from kiosk.central.models import Sha256
from kiosk.central.submission_routes import raw_body
from kiosk.central.tables import Submission, SubmissionBlob

PAGE = 50
MAX_FORM_BYTES = 2048
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

SCRIPTED = {
    **HEADERS,
    "Content-Security-Policy": HEADERS["Content-Security-Policy"] + "; script-src 'self'",
}
"""Headers of the few pages that have a script: one file of our own, nothing within the page."""

router = APIRouter(include_in_schema=False)


class Templates:
    """The server's HTML, escaped by default."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
        )

    def page(
        self, name: str, status: int = 200, headers: Mapping[str, str] = HEADERS, **values: Any
    ) -> HTMLResponse:
        html = self._environment.get_template(name).render(**values)
        return HTMLResponse(html, status, headers=headers)


def templates_of(request: Request) -> Templates:
    templates = request.app.state.templates
    assert isinstance(templates, Templates)
    return templates


TemplatesDep = Annotated[Templates, Depends(templates_of)]


@router.get("/")
def submissions(central: CentralDep, staff: StaffDep, templates: TemplatesDep, page: int = 1) -> Response:
    """List the submissions, newest first."""
    if staff is None:
        return RedirectResponse("/login", 303, headers=HEADERS)
    with central.session() as db:
        total = db.scalar(select(func.count()).select_from(Submission)) or 0
        last = max(1, -(-total // PAGE))
        page = min(max(page, 1), last)
        found = db.scalars(
            select(Submission).order_by(Submission.changed.desc()).offset((page - 1) * PAGE).limit(PAGE)
        ).all()
    rows = [
        {
            "row": row,
            "manifest": json.loads(row.manifest) if row.manifest else None,
            "waiver": json.loads(row.waiver) if row.waiver else None,
        }
        for row in found
    ]
    return templates.page("submissions.html", rows=rows, total=total, page=page, last=last, staff=staff)


@router.get("/photos/{sha256}")
def photo(central: CentralDep, staff: StaffDep, sha256: Sha256) -> Response:
    """Show one picture of a submission."""
    if staff is None:
        return RedirectResponse("/login", 303, headers=HEADERS)
    with central.session() as db:
        claimed = db.scalar(select(SubmissionBlob).where(SubmissionBlob.sha256 == sha256).limit(1))
    data = central.blobs.get(sha256) if claimed is not None else None
    if data is None:
        return Response(status_code=404, headers=HEADERS)
    return Response(data, media_type="image/jpeg", headers=HEADERS)


@router.get("/style.css")
def style() -> Response:
    """The page's style sheet."""
    css = (Path(__file__).parent / "templates" / "style.css").read_bytes()
    return Response(css, media_type="text/css", headers={**HEADERS, "Cache-Control": "max-age=3600"})


@router.get("/favicon.ico")
def icon() -> Response:
    """The pages' sign in a browser's tab; browsers ask for it under this name."""
    svg = (Path(__file__).parent / "templates" / "icon.svg").read_bytes()
    return Response(svg, media_type="image/svg+xml", headers={**HEADERS, "Cache-Control": "max-age=86400"})


@router.get("/login")
def login_page(templates: TemplatesDep) -> Response:
    """Ask for name and password."""
    return templates.page("login.html", fault=None)


@router.post("/login")
def login(
    request: Request, central: CentralDep, templates: TemplatesDep, body: Annotated[bytes, Depends(raw_body)]
) -> Response:
    """Log a staff member in."""
    caller = request.client.host if request.client else ""
    if request.app.state.login_limit.wait_s(caller) > 0:
        return templates.page("login.html", 429, fault="too-many")
    try:
        form = parse_qs(body.decode("utf-8"), max_num_fields=4)
    except ValueError:
        form = {}
    token = log_in(central, form.get("name", [""])[0], form.get("password", [""])[0])
    if token is None:
        return templates.page("login.html", 401, fault="wrong")
    answer = RedirectResponse("/", 303, headers=HEADERS)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=central.settings.staff_session_hours * 3600,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


@router.post("/logout")
def logout(request: Request, central: CentralDep) -> Response:
    """Log out."""
    log_out(central, request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/login", 303, headers=HEADERS)
    answer.delete_cookie(COOKIE)
    return answer
