"""The administrators' pages of rosters: a file is compared, its difference shown, then confirmed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy import func, select
from starlette.responses import RedirectResponse

from kiosk.central.access import Administrator, CentralDep
from kiosk.central.campaign_pages import FOLDER, CampaignId, chosen_file
from kiosk.central.campaigns import find_campaign, roster_versions
from kiosk.central.central import Central
from kiosk.central.forms import StaffForm, form_token
from kiosk.central.pages import HEADERS, TemplatesDep
from kiosk.central.problems import Problem
from kiosk.central.roles import Member
from kiosk.central.roster_columns import NAMES
from kiosk.central.roster_import import confirm, discard, find_import, stage
from kiosk.central.roster_report import Report, report_of
from kiosk.central.roster_words import CHANGES, WRONG, column_name, what_is_wrong
from kiosk.central.tables import RosterImportRow, RosterRow
from kiosk.errors import KioskError

EARLIER = 10
"""As many earlier imports are listed."""

router = APIRouter(include_in_schema=False)

ImportId = Annotated[str, Path(alias="import_id", pattern="^[0-9a-f]{32}$")]


@router.get(FOLDER + "/{id}/roster")
def roster(
    request: Request, central: CentralDep, staff: Administrator, templates: TemplatesDep, id_: CampaignId
) -> Response:
    """Show how a campaign's roster stands and take a file."""
    return _page(request, central, staff, templates, id_, None)


@router.post(FOLDER + "/{id}/roster")
def upload(
    request: Request,
    central: CentralDep,
    staff: Administrator,
    templates: TemplatesDep,
    form: StaffForm,
    id_: CampaignId,
) -> Response:
    """Compare a file with the roster; nothing is changed yet."""
    try:
        report = stage(central, id_, chosen_file(form.files.get("file")).data, staff.name)
    except KioskError as error:
        return _page(request, central, staff, templates, id_, error)
    return RedirectResponse(f"{FOLDER}/{id_}/roster/{report.id}", 303, headers=HEADERS)


@router.get(FOLDER + "/{id}/roster/{import_id}")
def report(
    request: Request,
    central: CentralDep,
    staff: Administrator,
    templates: TemplatesDep,
    id_: CampaignId,
    import_id: ImportId,
) -> Response:
    """Show what an import would change, or changed."""
    return _report(request, staff, templates, _found(central, id_, import_id), None)


@router.post(FOLDER + "/{id}/roster/{import_id}")
def settle(
    request: Request,
    central: CentralDep,
    staff: Administrator,
    templates: TemplatesDep,
    form: StaffForm,
    id_: CampaignId,
    import_id: ImportId,
) -> Response:
    """Confirm or drop an import, by the button that was pressed."""
    found = _found(central, id_, import_id)
    try:
        match form.fields.get("do"):
            case "confirm":
                confirm(central, import_id, staff.name, form.fields.get("without_faulty") == "yes")
            case "discard":
                discard(central, import_id, staff.name)
            case _:
                raise Problem(422, "form-invalid", "The form does not say what to do.")
    except KioskError as error:
        return _report(request, staff, templates, found, error)
    return RedirectResponse(f"{FOLDER}/{id_}/roster/{import_id}", 303, headers=HEADERS)


def _found(central: Central, id_: str, import_id: str) -> Report:
    found = find_import(central, import_id)
    if found is None or found.campaign != id_:
        raise Problem(404, "unknown", "There is no such import.")
    return found


def _page(
    request: Request,
    central: Central,
    staff: Member,
    templates: TemplatesDep,
    id_: str,
    fault: KioskError | None,
) -> Response:
    with central.session() as db:
        campaign = find_campaign(db, id_)
        if campaign is None:
            raise Problem(404, "unknown", "There is no such campaign.")
        people = db.scalar(select(func.count()).select_from(RosterRow).where(RosterRow.campaign == id_))
        version = roster_versions(db).get(id_)
        rows = db.scalars(
            select(RosterImportRow)
            .where(RosterImportRow.campaign == id_)
            .order_by(RosterImportRow.at.desc())
            .limit(EARLIER)
        )
        earlier = [report_of(row) for row in rows]
    return templates.page(
        "roster.html",
        200 if fault is None else 422,
        staff=staff,
        token=form_token(request),
        campaign=campaign,
        people=people,
        version=version,
        earlier=earlier,
        columns=NAMES,
        fault=fault,
    )


def _report(
    request: Request, staff: Member, templates: TemplatesDep, found: Report, fault: KioskError | None
) -> Response:
    return templates.page(
        "roster_import.html",
        200 if fault is None else 409,
        staff=staff,
        token=form_token(request),
        report=found,
        changes=[(*CHANGES[change], getattr(found, change)) for change in CHANGES],
        wrong=WRONG,
        what_is_wrong=what_is_wrong,
        column_name=column_name,
        fault=fault,
    )
