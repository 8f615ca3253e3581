"""What staff do on the pages of a booth's set-up."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.calibration.record import Part
from kiosk.services.setup_record import Chapter
from kiosk.session.events import Event


@dataclass(frozen=True)
class SetupEvent(Event):
    """Base of them."""


@dataclass(frozen=True)
class GoOn(SetupEvent):
    """On to the next page: this one is done."""


@dataclass(frozen=True)
class Later(SetupEvent):
    """On to the next page: this one is left for later."""


@dataclass(frozen=True)
class GoBack(SetupEvent):
    """Back to the page before; what was done stays done."""


@dataclass(frozen=True)
class GoTo(SetupEvent):
    """From the summary to one chapter."""

    chapter: Chapter


@dataclass(frozen=True)
class LanguageChosen(SetupEvent):
    """The language sessions start in."""

    language: str


@dataclass(frozen=True)
class CameraChosen(SetupEvent):
    """Another camera is to be tried."""

    source: str


@dataclass(frozen=True)
class PartAsked(SetupEvent):
    """One part of the calibration is to be measured (again)."""

    part: Part


@dataclass(frozen=True)
class EnrolAsked(SetupEvent):
    """The address and the one-time code were typed."""

    url: str
    code: str = field(repr=False)


@dataclass(frozen=True)
class CampaignChosen(SetupEvent):
    """What the photos are for."""

    campaign: str


@dataclass(frozen=True)
class PinChosen(SetupEvent):
    """The PIN was typed twice."""

    pin: str = field(repr=False)
    again: str = field(repr=False)


@dataclass(frozen=True)
class DrawnAsked(SetupEvent):
    """The photo of the drawn person is to be made."""


@dataclass(frozen=True)
class PersonAsked(SetupEvent):
    """Somebody sits there and is to be photographed."""


@dataclass(frozen=True)
class SetupLeft(SetupEvent):
    """Nobody enters the PIN: the booth opens as it is, and asks at its next start."""


@dataclass(frozen=True)
class SetupFinished(SetupEvent):
    """Staff are through."""
