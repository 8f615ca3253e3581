"""Models of the pages of the set-up: what they show and what their buttons send."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.photo.finished import FinishedPhoto
from kiosk.services.setup_record import Chapter
from kiosk.session.events import Event
from ui.presenters.calibrating import CalibratePage
from ui.presenters.confirm import EntryField
from ui.presenters.staff import Option


@dataclass(frozen=True)
class Act:
    """A button: its words and what it sends; without an event the page itself knows what to do."""

    label: str
    event: Event | None = None
    ready: bool = True


@dataclass(frozen=True)
class Told:
    """A notice: its words and tone (``good``, ``warn``, ``bad``, ``plain``)."""

    words: str
    tone: str


@dataclass(frozen=True)
class SetupPage:
    """What every page has; ``back`` and ``other`` are None where there is no such button.

    ``ended``: the window closes, and the booth opens.
    """

    title: str
    lead: str
    back: Act | None
    other: Act | None
    primary: Act
    told: Told | None = None
    busy: bool = False
    ended: bool = False


@dataclass(frozen=True)
class ChoicePage:
    """Something to choose from, one below the other."""

    page: SetupPage
    options: tuple[Option, ...]


@dataclass(frozen=True)
class MeasurePage:
    """Parts of the calibration and what was found of them."""

    page: SetupPage
    measured: CalibratePage


@dataclass(frozen=True)
class EntryPage:
    """Fields to type into; ``pad`` is the pad of the one that is written into, None when nothing is typed."""

    page: SetupPage
    fields: tuple[EntryField, ...]
    pad: str | None


@dataclass(frozen=True)
class PinPage:
    """The PIN's dots and what is typed now."""

    page: SetupPage
    asked: str
    dots: str


@dataclass(frozen=True)
class PhotoPage:
    """A finished photo, None before the first, and what is wrong with it."""

    page: SetupPage
    photo: FinishedPhoto | None
    checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChapterRow:
    """One chapter on the summary."""

    chapter: Chapter
    name: str
    state: str
    tone: str


@dataclass(frozen=True)
class SummaryPage:
    """Every chapter and what became of it."""

    page: SetupPage
    rows: tuple[ChapterRow, ...]
