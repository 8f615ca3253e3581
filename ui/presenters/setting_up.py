"""What the pages say on which staff set a booth up for the first time."""

from __future__ import annotations

from dataclasses import replace

from kiosk.calibration.record import Part
from kiosk.photo.finished import CheckStatus
from kiosk.services import setup_events as on
from kiosk.services.cameras import SITTER
from kiosk.services.checkup_camera import SLOW
from kiosk.services.setup_record import LATER_ALLOWED, Chapter, Mark
from kiosk.services.setup_status import SetupStatus
from ui.presenters.calibrating import present_calibrate
from ui.presenters.confirm import EntryField
from ui.presenters.setup_models import (
    Act,
    ChapterRow,
    ChoicePage,
    EntryPage,
    MeasurePage,
    PhotoPage,
    PinPage,
    SetupPage,
    SummaryPage,
    Told,
)
from ui.presenters.staff import PIN_MIN_CHARS, Option
from ui.texts import Language, Texts
from ui.view import View

PARTS = {Chapter.LIGHT: (Part.LIGHT, Part.LAMPS), Chapter.PLACE: (Part.MOUNTING, Part.PLATE)}
"""What of the calibration is measured on which page."""
URL, CODE = "url", "code"
CODE_GROUP, CODE_CHARS = 4, 12
"""An enrolment code has three groups of four."""
FIRST_URL = "https://"
MENDS_SHOWN = 4
NAMES = {Language.ZH: "中文", Language.EN: "English"}


def status_of(view: View) -> SetupStatus:
    """Return how far the set-up has come."""
    if view.setup is None:
        raise ValueError("the page belongs to a booth that is being set up")
    return view.setup


def present_language(view: View) -> ChoicePage:
    """Return the first page: the language in which sessions start."""
    chosen = status_of(view).language
    options = tuple(Option(language, name, language == chosen) for language, name in NAMES.items())
    return ChoicePage(_page(view, Chapter.LANGUAGE, done=True), options)


def present_camera(view: View) -> ChoicePage:
    """Return the cameras to choose from, and what the chosen one really gives."""
    texts, status = view.texts, status_of(view)
    options = tuple(
        Option(found.source, _camera_name(texts, found.source, found.name), found.source == status.source)
        for found in status.cameras
    )
    told = _camera_told(view, status)
    page = _page(view, Chapter.CAMERA, done=told.tone in ("good", "warn"))
    return ChoicePage(replace(page, told=page.told or told), options)


def _camera_name(texts: Texts, source: str, name: str) -> str:
    if source == SITTER:
        return texts("setup.camera_sitter")
    return name or texts("setup.camera_unnamed", number=source.partition(":")[2])


def _camera_told(view: View, status: SetupStatus) -> Told:
    texts, health = view.texts, view.health
    if status.busy or health is None or status.size_px is None:
        if health is not None and health.camera_fault is not None and not status.busy:
            return Told(texts("setup.camera_lost"), "bad")
        return Told(texts("setup.camera_waiting"), "plain")
    if health.camera_fault is not None:
        return Told(texts("setup.camera_lost"), "bad")
    if health.camera_fps is None:
        return Told(texts("setup.camera_waiting"), "plain")
    (width, height), fps = status.size_px, health.camera_fps
    if status.size_px != status.asked_size_px:
        asked_width, asked_height = status.asked_size_px
        words = texts("setup.camera_small", width=width, height=height, asked=f"{asked_width}×{asked_height}")
        return Told(words, "warn")
    if fps < SLOW * status.asked_fps:
        return Told(texts("setup.camera_slow", fps=f"{fps:.0f}", asked=f"{status.asked_fps:.0f}"), "warn")
    return Told(texts("setup.camera_good", width=width, height=height, fps=f"{fps:.0f}"), "good")


def present_measure(view: View, chapter: Chapter) -> MeasurePage:
    """Return the page on which two parts of the calibration are measured."""
    texts, status, calibration = view.texts, status_of(view), view.calibration
    if calibration is None:
        raise ValueError("the page needs the booth's calibration")
    chosen = chosen_part(view, chapter)
    measured = present_calibrate(replace(view, draft=replace(view.draft, part=chosen)))
    measured = replace(measured, parts=tuple(o for o in measured.parts if o.name in PARTS[chapter]))
    record = calibration.calibration
    through = all(record.part(part) is not None for part in PARTS[chapter])
    found = record.part(chosen)
    measure = Act(measured.button, on.PartAsked(chosen), measured.ready)
    page = _page(view, chapter, done=through)
    onward = page.primary if through else Act(texts("setup.next_part"), None)
    if found is None or (calibration.running is not None and not through):
        page = replace(page, primary=measure)
    elif found.remarks:  # it is to be mended and measured again; going on is for who cannot
        page = replace(page, primary=measure, other=onward)
    else:
        page = replace(page, primary=onward, other=measure if through else page.other)
    if status.dark and chapter is Chapter.LIGHT and page.told is None:
        page = replace(page, told=Told(texts("setup.dark"), "warn"))
    return MeasurePage(page, measured)


def chosen_part(view: View, chapter: Chapter) -> Part:
    """Return the part that staff have touched, else the first that was not measured."""
    own = PARTS[chapter]
    return view.draft.part if view.draft.part in own else own[0]


def present_central(view: View) -> EntryPage:
    """Return the page on which the booth is made known to its server."""
    texts, status, draft = view.texts, status_of(view), view.draft
    url = typed_url(view)
    enrolled = status.enrolment is not None and draft.enrolment in ("", status.redeemed)
    active = draft.field or (URL if url == FIRST_URL else CODE)
    grouped = "-".join(
        draft.enrolment[at : at + CODE_GROUP] for at in range(0, len(draft.enrolment), CODE_GROUP)
    )
    fields = tuple(
        EntryField(
            name,
            texts(f"setup.central_{name}"),
            text,
            texts(f"setup.central_{name}_example"),
            name == active and not status.busy,
        )
        for name, text in ((URL, url), (CODE, grouped))
    )
    page = _page(view, Chapter.CENTRAL, done=enrolled)
    if status.enrolment is not None and page.told is None and not status.busy:
        words = texts("setup.central_done", url=status.enrolment.url, device=status.enrolment.device[:8])
        page = replace(page, told=Told(words, "good"))
    if not enrolled:
        complete = len(draft.enrolment) == CODE_CHARS and len(url) > len(FIRST_URL)
        event = on.EnrolAsked(url, grouped)
        page = replace(page, primary=Act(texts("setup.central_button"), event, complete and not status.busy))
    return EntryPage(page, fields, active)


def typed_url(view: View) -> str:
    """Return the address as it stands in its field."""
    return (view.draft.url if view.draft.url is not None else status_of(view).url) or FIRST_URL


def present_campaign(view: View) -> ChoicePage:
    """Return the campaigns to choose from."""
    texts, status = view.texts, status_of(view)
    language = texts.language
    options = tuple(
        Option(
            each.id,
            texts(
                "setup.campaign_option",
                campaign=each.name.in_language(language),
                school=each.school.in_language(language),
            ),
            each.id == status.campaign,
        )
        for each in status.campaigns
    )
    chosen = any(option.chosen for option in options)
    return ChoicePage(_page(view, Chapter.CAMPAIGN, done=chosen), options)


def present_pin(view: View) -> PinPage:
    """Return the page on which the staff's PIN is typed twice."""
    texts, status, draft = view.texts, status_of(view), view.draft
    asks = not status.pin_set or draft.again is not None or bool(draft.pin)
    page = _page(view, Chapter.PIN, done=not asks)
    second = draft.again is not None
    typed = draft.again if draft.again is not None else draft.pin
    if asks:
        label = texts("setup.pin_button" if second else "setup.next")
        page = replace(page, primary=Act(label, None, len(typed) >= PIN_MIN_CHARS and not status.busy))
    elif page.told is None:
        page = replace(page, told=Told(texts("setup.pin_done"), "good"))
    return PinPage(page, texts("setup.pin_again" if second else "setup.pin_first"), "●" * len(typed))


def present_drawn(view: View) -> PhotoPage:
    """Return the page with the photo of the drawn person."""
    texts, status = view.texts, status_of(view)
    page = _page(view, Chapter.DRAWN, done=status.drawn is not None)
    trying = Act(texts("setup.drawn_button"), on.DrawnAsked(), not status.busy)
    if status.drawn is None:
        return PhotoPage(replace(page, primary=trying), None)
    page = replace(page, other=replace(trying, label=texts("setup.try_again")))
    return PhotoPage(replace(page, told=page.told or Told(texts("setup.drawn_good"), "good")), status.drawn)


def present_person(view: View) -> PhotoPage:
    """Return the page with the photo of somebody who sat down."""
    texts, status = view.texts, status_of(view)
    photo = status.person
    good = photo is not None and photo.inspection.ok
    page = _page(view, Chapter.PERSON, done=good)
    trying = Act(texts("setup.person_button"), on.PersonAsked(), not status.busy)
    if photo is None:
        return PhotoPage(replace(page, primary=trying), None)
    again = replace(trying, label=texts("setup.try_again"))
    if good:
        page = replace(page, other=again, told=page.told or Told(texts("setup.person_good"), "good"))
        return PhotoPage(page, photo)
    page = replace(page, primary=again, told=page.told or Told(texts("setup.person_bad"), "warn"))
    failed = [c.check for c in photo.inspection.checks if c.must and c.status is not CheckStatus.PASS]
    return PhotoPage(page, photo, tuple(dict.fromkeys(_mend(texts, check) for check in failed))[:MENDS_SHOWN])


def _mend(texts: Texts, check: str) -> str:
    """Say what to do about a check, or name it where nothing is known to help."""
    words, tongue = texts.photo, texts.language.value
    known = words.check.get(check)
    return (words.title(check) if known is None else known.advice).within(tongue)


def present_summary(view: View) -> SummaryPage:
    """Return the last page: what was done, and what was left."""
    texts, status = view.texts, status_of(view)
    marks = status.record.marks
    rows = tuple(
        ChapterRow(
            chapter,
            texts(f"setup.chapter_{chapter}"),
            texts("setup.done" if marks.get(chapter) is Mark.DONE else "setup.open"),
            "good" if marks.get(chapter) is Mark.DONE else "warn",
        )
        for chapter in Chapter
    )
    left = sum(row.tone != "good" for row in rows)
    page = SetupPage(
        title=texts("setup.summary_title") if left == 0 else texts("setup.summary_left", count=left),
        lead=texts("setup.summary_left_lead" if left else "setup.summary_lead"),
        back=Act(texts("common.back"), on.GoBack()),
        other=None,
        primary=Act(texts("setup.summary_button"), on.SetupFinished(), status.pin_set and not status.busy),
        told=_error(view),
        busy=status.busy,
        ended=status.ended,
    )
    return SummaryPage(page, rows)


def present_gate(view: View) -> PinPage:
    """Return the page before all others, where there is a PIN already."""
    texts, status, draft = view.texts, status_of(view), view.draft
    told = None if status.refusal is None else Told(texts.notice(status.refusal), "bad")
    page = SetupPage(
        title=texts("setup.gate_title"),
        lead=texts("operator.lead"),
        back=Act(texts("common.back"), on.SetupLeft()),
        other=None,
        primary=Act(texts("operator.button"), None, len(draft.pin) >= PIN_MIN_CHARS and not status.busy),
        told=told or _error(view),
        busy=status.busy,
        ended=status.ended,
    )
    return PinPage(page, "", "●" * len(draft.pin))


def _page(view: View, chapter: Chapter, *, done: bool) -> SetupPage:
    """Return what a chapter's page has: on when it is done, else later where that may be."""
    texts, status = view.texts, status_of(view)
    first = chapter is next(iter(Chapter))
    busy = f"setup.{chapter}_busy"
    waits = Told(texts(busy), "plain") if status.busy and texts.has(busy) else None
    later = Act(texts("setup.later"), on.Later(), not status.busy) if chapter in LATER_ALLOWED else None
    return SetupPage(
        title=texts(f"setup.{chapter}_title"),
        lead=texts(f"setup.{chapter}_lead"),
        back=Act(texts("common.leave")) if first else Act(texts("common.back"), on.GoBack(), not status.busy),
        other=None if done else later,
        primary=Act(texts("setup.next"), on.GoOn(), done and not status.busy),
        told=_error(view) or waits,
        busy=status.busy,
    )


def _error(view: View) -> Told | None:
    error = status_of(view).error
    return None if error is None else Told(view.texts.whole(error), "bad")
