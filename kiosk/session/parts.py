"""Small values a session holds beside the person: ways in, what is on a stick, a phone's page, switches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CodeWay(StrEnum):
    """How the capture code comes in."""

    CAMERA = "camera"
    TYPED = "typed"
    STICK = "stick"
    PHONE = "phone"


class HelpTopic(StrEnum):
    """What the help page explains: where the code is found, a wrong record, whom to ask."""

    CODE = "code"
    RECORD = "record"
    SERVICE = "service"


class HandoffKind(StrEnum):
    """What the student's own phone is asked for."""

    CODE = "code"
    NAME = "name"
    CONTACT = "contact"


@dataclass(frozen=True)
class Handoff:
    """A page on the central server that the student's phone opens; ``url`` is what the QR says."""

    kind: HandoffKind
    url: str
    expires_at: datetime


@dataclass(frozen=True, eq=False)
class Knock:
    """One PIN typed at a door: its answer opens nothing once that door was left, or knocked at again."""

    door: str


@dataclass(frozen=True)
class StickPicture:
    """A picture on a USB stick: ``id`` names it to the service, ``name`` is shown, nothing was opened.

    ``card``: it is no stick's, but the photo of an ID card from the reader.
    """

    id: str
    name: str
    size_bytes: int
    card: bool = False


@dataclass(frozen=True)
class StickListing:
    """What was found: None of ``pictures`` when no stick is in; ``reader``: a card may be read as well."""

    pictures: tuple[StickPicture, ...] | None
    reader: bool = False


@dataclass(frozen=True)
class Flow:
    """Which steps a session has, from the campaign.

    ``express``: the next person comes while a photo is made. ``compare``: who agrees is compared with their
    enrolment photo.
    """

    guide: bool = True
    contact: bool = False
    fee: bool = False
    studio_file: bool = False
    express: bool = False
    compare: bool = False
