"""What the pages of a booth's set-up show."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.campaign.campaign import Campaign
from kiosk.errors import KioskError
from kiosk.photo.finished import FinishedPhoto
from kiosk.services.cameras import FoundCamera
from kiosk.services.setting_up import Enrolment
from kiosk.services.setup_record import Chapter, SetupRecord

SUMMARY, GATE, FRAMING = "summary", "gate", "framing"
"""Pages that are no chapter: the end, the PIN before anything is shown, a person guided before the camera."""


@dataclass(frozen=True)
class SetupStatus:
    """One moment of it.

    Attributes
    ----------
    page
        A :class:`Chapter`, or :data:`SUMMARY`, :data:`GATE` or :data:`FRAMING`.
    source
        The camera that is set.
    size_px
        Of its pictures, None before the first.
    busy
        Whether something is under way that takes a while (a server, a photo, another camera).
    redeemed
        The enrolment code that was used up, without its dashes: typed still, it is not to be sent again.
    refusal
        Why the PIN was not taken, see :meth:`kiosk.services.pin.PinCheck.refusal`.
    error
        What went wrong on this page.
    drawn, person
        The finished photos that were tried.
    ended
        Whether staff are through.
    """

    page: str = Chapter.LANGUAGE
    record: SetupRecord = field(default_factory=SetupRecord)
    language: str = "zh"
    source: str = ""
    asked_size_px: tuple[int, int] = (1280, 720)
    asked_fps: float = 30.0
    size_px: tuple[int, int] | None = None
    cameras: tuple[FoundCamera, ...] = ()
    dark: bool = False
    url: str | None = None
    enrolment: Enrolment | None = None
    redeemed: str = field(default="", repr=False)
    campaigns: tuple[Campaign, ...] = ()
    campaign: str = ""
    pin_set: bool = False
    drawn: FinishedPhoto | None = None
    person: FinishedPhoto | None = None
    busy: bool = False
    refusal: str | None = None
    error: KioskError | None = None
    ended: bool = False

    @property
    def number(self) -> int | None:
        """Which chapter the page is, from 1; None where it is none."""
        if self.page == FRAMING:
            return list(Chapter).index(Chapter.PERSON) + 1
        return list(Chapter).index(Chapter(self.page)) + 1 if self.page in list(Chapter) else None


def after(chapter: Chapter) -> str:
    """Return the page that follows a chapter's."""
    chapters = list(Chapter)
    at = chapters.index(chapter) + 1
    return chapters[at] if at < len(chapters) else SUMMARY


def before(page: str) -> str | None:
    """Return the page before; None where nothing comes before."""
    chapters: list[str] = list(Chapter)
    if page == SUMMARY:
        return chapters[-1]
    at = chapters.index(page) if page in chapters else 0
    return chapters[at - 1] if at > 0 else None
