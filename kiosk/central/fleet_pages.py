"""The administrators' page of booths: how each stands, what is wrong, what came in and what was sent back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from kiosk import __version__
from kiosk.campaign.reasons import load_reasons
from kiosk.campaign.text import Text
from kiosk.central.access import Administrator, CentralDep, ConfirmedAdministrator
from kiosk.central.audit import record
from kiosk.central.bound import Served, bind, only, told
from kiosk.central.campaigns import all_campaigns
from kiosk.central.central import Central, new_enrolment_code
from kiosk.central.fleet import Alarm, alarms_of, all_booths, find_booth, total
from kiosk.central.fleet_days import count_days
from kiosk.central.fleet_plot import plot_days
from kiosk.central.forms import CAMPAIGN_FIELD, Form, StaffForm, form_token, ticked_campaigns
from kiosk.central.pages import HEADERS, Templates, TemplatesDep
from kiosk.central.problems import Problem
from kiosk.central.roles import Member
from kiosk.central.tables import Device
from kiosk.errors import KioskError

FOLDER = "/fleet"
ONLY = "only"
"""What a form's ``scope`` says when just the ticked campaigns are meant; without any, nothing is taken on."""
MAX_NAME = 60
WORDS = {
    Alarm.GAP: ("有照片下落不明", "submissions are missing"),
    Alarm.UPGRADE: ("程序版本过低，暂不接收，请升级", "too old: nothing is taken until it is updated"),
    Alarm.QUARANTINED: ("有损坏的提交被隔离", "damaged submissions set aside"),
    Alarm.BLOCKED: ("有提交被拦下，等待处理", "submissions wait for staff"),
    Alarm.OLD: ("最早的提交等待过久", "the oldest submission waits long"),
    Alarm.DISK: ("磁盘空间不足", "the disk is nearly full"),
    Alarm.BACKUP: ("备份不正常", "the backup is not in order"),
    Alarm.CLOCK: ("时钟不准", "the clock is wrong"),
    Alarm.SILENT: ("失去联系", "not heard from"),
    Alarm.VERSION: ("软件版本不同", "another version"),
}
"""Chinese and English, as each alarm is shown."""

router = APIRouter(include_in_schema=False)

DevicePath = Annotated[str, Path(alias="device", max_length=64)]


@router.get(FOLDER)
def fleet(request: Request, central: CentralDep, staff: Administrator, templates: TemplatesDep) -> Response:
    """Show every booth, alarms first, and the days' plot."""
    return _page(request, central, staff, templates)


@router.post(FOLDER)
def enrolment_code(
    request: Request,
    central: CentralDep,
    staff: ConfirmedAdministrator,
    templates: TemplatesDep,
    form: StaffForm,
) -> Response:
    """Make a code that enrols one booth and show it this once."""
    try:
        served = _chosen(central, form)
    except KioskError as error:
        return _page(request, central, staff, templates, fault=error)
    code = new_enrolment_code(central, campaigns=served.as_column())
    with central.session() as db, db.begin():
        record(db, central.timestamp(), staff.name, "device.code", "-", told(served))
    return _page(request, central, staff, templates, code=code, served=served)


@router.get(FOLDER + "/{device}")
def one(
    request: Request, central: CentralDep, staff: Administrator, templates: TemplatesDep, id_: DevicePath
) -> Response:
    """Show one booth and what can be changed of it: on a page of its own, there may be thousands."""
    return _one(request, central, staff, templates, id_)


@router.post(FOLDER + "/{device}/name")
def rename(central: CentralDep, staff: Administrator, id_: DevicePath, form: StaffForm) -> Response:
    """Call a booth something that people know it by."""
    name = " ".join(form.fields.get("name", "").split())
    if len(name) > MAX_NAME:
        raise Problem(422, "name-long", "The name is too long.", max_length=MAX_NAME)
    with central.session() as db, db.begin():
        row = _found(db.get(Device, id_))
        row.name = name or None
        record(db, central.timestamp(), staff.name, "device.name", id_)
    return RedirectResponse(f"{FOLDER}/{id_}", 303, headers=HEADERS)


@router.post(FOLDER + "/{device}/campaigns")
def bind_it(
    request: Request,
    central: CentralDep,
    staff: ConfirmedAdministrator,
    templates: TemplatesDep,
    id_: DevicePath,
    form: StaffForm,
) -> Response:
    """Have a booth serve certain campaigns only, or all of them again."""
    try:
        bind(central, id_, _chosen(central, form), staff.name)
    except KioskError as error:
        return _one(request, central, staff, templates, id_, fault=error)
    return RedirectResponse(f"{FOLDER}/{id_}", 303, headers=HEADERS)


@router.post(FOLDER + "/{device}/revoke")
def revoke(central: CentralDep, staff: ConfirmedAdministrator, id_: DevicePath, form: StaffForm) -> Response:
    """Shut a booth out from now on; what it has sent stays, what it holds waits with it."""
    with central.session() as db, db.begin():
        row = _found(db.get(Device, id_))
        if row.revoked_at is None:
            row.revoked_at = central.timestamp()
            record(db, row.revoked_at, staff.name, "device.revoke", id_)
    return RedirectResponse(f"{FOLDER}/{id_}", 303, headers=HEADERS)


def _chosen(central: Central, form: Form) -> Served:
    """Return the campaigns that a form chose: all, unless it says that only the ticked ones are meant."""
    if form.fields.get("scope") != ONLY:
        return Served()
    with central.reading() as db:
        return only(db, ticked_campaigns(form))


def _found(row: Device | None) -> Device:
    if row is None:
        raise Problem(404, "unknown", "There is no such booth.")
    return row


def _one(
    request: Request,
    central: Central,
    staff: Member,
    templates: Templates,
    id_: str,
    fault: KioskError | None = None,
) -> Response:
    with central.reading() as db:
        booth = find_booth(db, id_)
        campaigns = _named_campaigns(db)
    if booth is None:
        raise Problem(404, "unknown", "There is no such booth.")
    return templates.page(
        "fleet_one.html",
        200 if fault is None else 422,
        staff=staff,
        token=form_token(request),
        b=booth,
        campaigns=campaigns,
        prefix=CAMPAIGN_FIELD,
        fault=fault,
    )


def _named_campaigns(db: Session) -> list[tuple[str, Text]]:
    return [(campaign.id, campaign.name) for campaign in all_campaigns(db)]


def _page(request: Request, central: Central, staff: Member, templates: Templates, **values: Any) -> Response:
    settings, now = central.settings.fleet, central.clock.now()
    with central.reading() as db:
        booths = all_booths(db)
        days = count_days(db, now.astimezone(), settings.days)
        campaigns = _named_campaigns(db)
    alarms = {booth.id: alarms_of(booth, settings, now, __version__) for booth in booths}
    booths.sort(key=lambda booth: (booth.revoked, not alarms[booth.id]))
    reasons = load_reasons()
    return templates.page(
        "fleet.html",
        200 if values.get("fault") is None else 422,
        staff=staff,
        token=form_token(request),
        booths=booths,
        alarms=alarms,
        alarmed=sum(map(bool, alarms.values())),
        total=total(booths),
        words=WORDS,
        now=now,
        version=__version__,
        settings=settings,
        days=days,
        plot=plot_days(days.days),
        reasons={code: reasons.get(code) for code, _ in days.reasons},
        campaigns=campaigns,
        prefix=CAMPAIGN_FIELD,
        **{"code": None, "served": Served(), "fault": None, **values},
    )
