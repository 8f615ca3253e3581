"""The administrators' pages of campaigns: which there are, taking up a file, giving it back."""

from __future__ import annotations

from pathlib import Path as File
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.responses import RedirectResponse

from kiosk.central.access import Administrator, CentralDep
from kiosk.central.campaign_files import as_toml, list_campaigns, parse_campaign, take_up
from kiosk.central.campaigns import find_campaign
from kiosk.central.central import Central
from kiosk.central.forms import StaffForm, Upload, form_token
from kiosk.central.pages import HEADERS, TemplatesDep
from kiosk.central.problems import Problem
from kiosk.central.roles import Member
from kiosk.errors import KioskError

FOLDER = "/campaigns"

router = APIRouter(include_in_schema=False)

CampaignId = Annotated[str, Path(alias="id", pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]


@router.get(FOLDER)
def campaigns(
    request: Request, central: CentralDep, staff: Administrator, templates: TemplatesDep
) -> Response:
    """List the campaigns and take files."""
    return _page(request, central, staff, templates, None)


@router.post(FOLDER)
def put(
    request: Request, central: CentralDep, staff: Administrator, templates: TemplatesDep, form: StaffForm
) -> Response:
    """Take up a campaign's file, or say which keys of which file are wrong."""
    try:
        upload = chosen_file(form.files.get("file"))
        campaign = parse_campaign(upload.data, shown_name(upload), central.settings.specs_dir)
        taken = take_up(central, campaign, staff.name)
    except KioskError as error:
        return _page(request, central, staff, templates, error)
    what = "new" if taken.new else "changed" if taken.changed else "same"
    return RedirectResponse(f"{FOLDER}?done={what}#{taken.campaign.id}", 303, headers=HEADERS)


@router.get(FOLDER + "/{id}/campaign.toml")
def download(central: CentralDep, staff: Administrator, id_: CampaignId) -> Response:
    """Give a campaign back as a file that can be edited and put again."""
    with central.session() as db:
        campaign = find_campaign(db, id_)
    if campaign is None:
        raise Problem(404, "unknown", "There is no such campaign.")
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{campaign.id}.toml"'}
    return Response(as_toml(campaign), media_type="application/toml", headers=headers)


@router.get("/admin.css")
def style() -> Response:
    """What the administrators' pages look like beyond the common style."""
    css = (File(__file__).parent / "templates" / "admin.css").read_bytes()
    return Response(css, media_type="text/css", headers={**HEADERS, "Cache-Control": "max-age=3600"})


def chosen_file(upload: Upload | None) -> Upload:
    """Return the file of a form.

    Raises
    ------
    KioskError
        ``file-missing`` when none was chosen.
    """
    if upload is None or not upload.name:
        raise KioskError("file-missing", "No file was chosen.", "Choose a file, then send it.")
    return upload


def shown_name(upload: Upload) -> File:
    """Return a file's name as it may be shown: never a path."""
    return File(upload.name.replace("\\", "/").rpartition("/")[2][:100])


def _page(
    request: Request,
    central: Central,
    staff: Member,
    templates: TemplatesDep,
    fault: KioskError | None,
) -> Response:
    with central.session() as db:
        listed = list_campaigns(db)
    done = request.query_params.get("done")
    return templates.page(
        "campaigns.html",
        200 if fault is None else 422,
        staff=staff,
        token=form_token(request),
        listed=listed,
        fault=fault,
        done=done if done in ("new", "changed", "same") else None,
    )
