"""What a student's phone sees: one small page in its language, filled in once, without scripts or cookies."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from kiosk.campaign.campaign import Campaign
from kiosk.central import handoffs
from kiosk.central.access import CentralDep
from kiosk.central.campaigns import find_campaign
from kiosk.central.central import Central
from kiosk.central.forms import Form, read_form
from kiosk.central.handoff_forms import CodePictures, Filled, judge_contact, judge_name
from kiosk.central.handoff_words import WORDS, Language, chosen_language
from kiosk.central.pages import HEADERS, Templates, TemplatesDep

FOLDER = "/h/"
MAX_UPLOAD_BYTES = 24_000_000
"""More than a picture may have: what a camera makes arrives, and the page says it is too large."""
FIELDS = ("name", "phone", "email", "delivery", "address", "addressee")

router = APIRouter(include_in_schema=False)


@router.get("/h/style.css")
def style() -> Response:
    """The pages' style sheet."""
    css = (Path(__file__).parent / "templates" / "handoff.css").read_bytes()
    return Response(css, media_type="text/css", headers={**HEADERS, "Cache-Control": "max-age=3600"})


FormDep = Annotated[Form, Depends(read_form)]


@router.get("/h/{token}")
def show(
    request: Request, central: CentralDep, templates: TemplatesDep, token: str, lang: str | None = None
) -> Response:
    """Show the empty form; looking at it does not use it up."""
    if _too_often(request):
        return _end(templates, request, lang, "many", 429)
    page = handoffs.page_of(central, token)
    campaign = _campaign(central, page)
    if page is None or campaign is None:
        return _end(templates, request, lang, "gone", 404)
    return _form(templates, request, lang, page, campaign, {}, {})


@router.post("/h/{token}")
def send(
    request: Request,
    central: CentralDep,
    templates: TemplatesDep,
    token: str,
    form: FormDep,
    lang: str | None = None,
) -> Response:
    """Take what the phone sends; what is not right is told at its field and can be sent again."""
    if _too_often(request):
        return _end(templates, request, lang, "many", 429)
    page = handoffs.count_try(central, token)
    campaign = _campaign(central, page)
    if page is None or campaign is None:
        return _end(templates, request, lang, "gone", 404)
    filled = _judge(request, page.kind, campaign, form)
    if filled.faults:
        return _form(templates, request, lang, page, campaign, form.fields, filled.faults)
    if not handoffs.fill(central, token, filled.fields):
        return _end(templates, request, lang, "gone", 404)
    return _end(templates, request, lang, "done", 200)


def _judge(request: Request, kind: str, campaign: Campaign, form: Form) -> Filled:
    if kind == "name":
        return judge_name(form.fields.get("name", ""))
    if kind == "contact":
        return judge_contact(campaign.contact, form.fields)
    pictures: CodePictures = request.app.state.code_pictures
    picture = form.files.get("picture")
    return pictures.judge(campaign, b"" if picture is None else picture.data)


def _form(
    templates: Templates,
    request: Request,
    lang: str | None,
    page: handoffs.PhonePage,
    campaign: Campaign,
    typed: Mapping[str, str],
    faults: Mapping[str, str],
) -> Response:
    language = _language(request, lang, page.language)
    other: Language = "en" if language == "zh" else "zh"
    return templates.page(
        "handoff.html",
        422 if faults else 200,
        words=WORDS[language],
        language=language,
        other=other,
        school=campaign.school.in_language(language),
        kind=page.kind,
        rules=campaign.contact,
        form={name: typed.get(name, "") for name in FIELDS},
        faults=faults,
        minutes=request.app.state.central.settings.handoff_minutes,
    )


def _end(templates: Templates, request: Request, lang: str | None, end: str, status: int) -> Response:
    """Return the last page, or why there is none; the same for every token that is none."""
    words = WORDS[_language(request, lang, "zh")]
    return templates.page("handoff_end.html", status, words=words, end=end)


def _language(request: Request, lang: str | None, fallback: str) -> Language:
    return chosen_language(lang, request.headers.get("accept-language", ""), fallback)


def _too_often(request: Request) -> bool:
    caller = request.client.host if request.client else ""
    wait_s: float = request.app.state.handoff_limit.wait_s(caller)
    return wait_s > 0


def _campaign(central: Central, page: handoffs.PhonePage | None) -> Campaign | None:
    if page is None:
        return None
    with central.session() as db:
        return find_campaign(db, page.campaign)
