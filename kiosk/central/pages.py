"""The plain page for staff: what has arrived, with the photos; nothing without a log-in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import copy
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import func, select
from starlette.responses import HTMLResponse

from kiosk.central.access import CentralDep, LoggedIn
from kiosk.central.forms import form_token
from kiosk.central.jpeg_parts import without_metadata
from kiosk.central.models import Sha256
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

CONFIRMED = "confirmed"
"""In the address of a page whose form was not taken until it was known who sends it: to be sent again."""

router = APIRouter(include_in_schema=False)


class Templates:
    """The server's HTML, escaped by default; every page of a ``rehearsal`` says that it is one."""

    def __init__(self, rehearsal: bool = False) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
        )
        self._environment.globals["rehearsal"] = rehearsal
        self._told: dict[str, Any] = {CONFIRMED: False}

    def for_confirmed(self) -> Templates:
        """Return the same pages, saying that the button is to be pressed once more."""
        pages = copy(self)
        pages._told = {CONFIRMED: True}
        return pages

    def page(
        self, name: str, status: int = 200, headers: Mapping[str, str] = HEADERS, **values: Any
    ) -> HTMLResponse:
        html = self._environment.get_template(name).render(self._told | values)
        return HTMLResponse(html, status, headers=headers)


def templates_of(request: Request) -> Templates:
    templates = request.app.state.templates
    assert isinstance(templates, Templates)
    asked = request.method == "GET" and CONFIRMED in request.query_params
    return templates.for_confirmed() if asked else templates


TemplatesDep = Annotated[Templates, Depends(templates_of)]


def turned_to(page: int, total: int) -> tuple[int, int]:
    """Return the page of a list that is shown when ``page`` is asked for, which may be none, and the last."""
    last = max(1, -(-total // PAGE))
    return min(max(page, 1), last), last


def passed(manifest: Mapping[str, Any]) -> bool | None:
    """Return whether the booth found the photo in order; None where its manifest does not tell."""
    told = manifest.get("inspection", {}).get("ok")
    return told if isinstance(told, bool) else None


@router.get("/")
def submissions(
    request: Request, central: CentralDep, staff: LoggedIn, templates: TemplatesDep, page: int = 1
) -> Response:
    """List the submissions that are the member's business, newest first."""
    scope = staff.scope(Submission.campaign)
    with central.session() as db:
        total = db.scalar(select(func.count()).select_from(Submission).where(scope)) or 0
        page, last = turned_to(page, total)
        newest = select(Submission).where(scope).order_by(Submission.changed.desc())
        found = db.scalars(newest.offset((page - 1) * PAGE).limit(PAGE)).all()
    rows = [_listed(row) for row in found]
    return templates.page(
        "submissions.html",
        rows=rows,
        total=total,
        page=page,
        last=last,
        staff=staff,
        token=form_token(request),
    )


def _listed(row: Submission) -> dict[str, Any]:
    manifest = json.loads(row.manifest) if row.manifest else None
    waiver = json.loads(row.waiver) if row.waiver else None
    return {"row": row, "manifest": manifest, "waiver": waiver, "ok": passed(manifest or {})}


@router.get("/photos/{sha256}")
def photo(central: CentralDep, staff: LoggedIn, sha256: Sha256) -> Response:
    """Show one picture of a submission; another campaign's looks like none."""
    with central.session() as db:
        query = select(SubmissionBlob).join(Submission, Submission.id == SubmissionBlob.submission)
        query = query.where(SubmissionBlob.sha256 == sha256, staff.scope(Submission.campaign))
        claimed = db.scalar(query.limit(1))
    data = central.blobs.get(sha256) if claimed is not None else None
    if data is None:
        return Response(status_code=404, headers=HEADERS)
    return Response(without_metadata(data), media_type="image/jpeg", headers=HEADERS)


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
