"""Forms of the pages: read in memory only, and staff's proven to come from a page made for their log-in."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from kiosk.central.access import COOKIE, LoggedIn, LogInFirst, SessionDep
from kiosk.central.problems import Problem

TOKEN_FIELD = "token"
MAX_FIELDS, MAX_FILES = 1000, 4
BOXES_BYTES = 64 * 1024
"""A form with a box for each campaign: as many as it may have fields, their ids as long as they can be."""
PASSWORD_BYTES = 16 * 1024
"""A form with a password, perhaps twice: up to 27 bytes a character where a keyboard sends its parts."""
CAMPAIGN_FIELD = "campaign:"
"""Start of the names of the boxes, one a campaign."""


@dataclass(frozen=True)
class Upload:
    """One file of a form: its name as the browser gave it, to be shown and never opened, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Form:
    """What was filled in; of a field given twice the last counts."""

    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)


def ticked_campaigns(form: Form) -> list[str]:
    """Return the ids of the campaigns whose boxes are ticked."""
    ticked = (name for name, value in form.fields.items() if value == "yes")
    return [name.removeprefix(CAMPAIGN_FIELD) for name in ticked if name.startswith(CAMPAIGN_FIELD)]


class _InMemory(MultiPartParser):
    """Keeps files off the disk, where a roster's ID numbers must not lie for a moment.

    The wire layer has limited and read the body already, so nothing grows here.
    """

    spool_max_size = 2**31


async def read_form(request: Request) -> Form:
    """Return a form of either kind a browser sends.

    Raises
    ------
    Problem
        400 ``form-invalid``.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind == "multipart/form-data":
            parser = _InMemory(request.headers, request.stream(), max_files=MAX_FILES, max_fields=MAX_FIELDS)
            data = await parser.parse()
        else:
            data = await FormParser(request.headers, request.stream(), max_fields=MAX_FIELDS).parse()
    except (MultiPartException, UnicodeDecodeError) as error:
        raise Problem(400, "form-invalid", "The form could not be read.") from error
    form = Form()
    for name, value in data.multi_items():
        if isinstance(value, UploadFile):
            form.files[name] = Upload(value.filename or "", await value.read())
            await value.close()
        else:
            form.fields[name] = value
    return form


def form_token(request: Request) -> str:
    """Return what a form for this log-in carries, hex; another site can neither read nor guess it."""
    session = request.cookies.get(COOKIE, "")
    return hmac.new(session.encode("utf-8"), b"photo-kiosk form v1", hashlib.sha256).hexdigest()


async def own_form(request: Request, found: SessionDep) -> Form:
    """Return a form that came from a page of ours, made for the log-in whose cookie came along.

    Raises
    ------
    LogInFirst
        Without a log-in, however far it has come.
    Problem
        403 ``form-foreign`` when it lacks the token of this log-in.
    """
    if found is None:
        raise LogInFirst
    form = await read_form(request)
    given = form.fields.get(TOKEN_FIELD, "").encode("utf-8", "surrogatepass")
    if not hmac.compare_digest(given, form_token(request).encode("ascii")):
        raise Problem(403, "form-foreign", "This form was not made for this log-in; open the page again.")
    return form


OwnForm = Annotated[Form, Depends(own_form)]


async def staff_form(request: Request, found: SessionDep, _staff: LoggedIn) -> Form:
    """Return a form that a logged-in staff member sent from one of our pages.

    Raises
    ------
    LogInFirst
        Without a valid log-in.
    Problem
        403 ``form-foreign`` as :func:`own_form`.
    """
    return await own_form(request, found)


StaffForm = Annotated[Form, Depends(staff_form)]
