"""What a campaign can switch on and limit: the parts of :class:`kiosk.campaign.campaign.Campaign`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from kiosk.campaign.text import Text
from kiosk.tomlfile import STRICT


class Asked(StrEnum):
    """Whether a person is asked for something."""

    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


class RosterUse(StrEnum):
    """Whether the campaign has a list of its people: none, one that helps, or one that decides."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class IdentityField(StrEnum):
    """What a person may be asked to show that the code is theirs."""

    NAME = "name"
    STUDENT_NUMBER = "student-number"
    LAST4 = "last4"


class FeeProvider(StrEnum):
    """Who takes the fee: nobody, staff by hand, a sandbox for rehearsals, WeChat Pay (native)."""

    NONE = "none"
    MANUAL = "manual"
    SANDBOX = "sandbox"
    WECHAT = "wechat"


class FeeOffline(StrEnum):
    """What happens without a network: the photo is taken and marked as unpaid, or the person waits."""

    CAPTURE_AND_MARK = "capture-and-mark"
    WAIT = "wait"


class LivePerson(StrEnum):
    """What becomes of whether a live person, or a flat picture of one, is before the camera.

    Not looked at; noted with the capture only; told on the review page as well; or a photo of what is held
    to be a picture counts as one that does not meet its standard.
    """

    OFF = "off"
    RECORD = "record"
    WARN = "warn"
    BLOCK = "block"


class ComparePolicy(StrEnum):
    """What becomes of how like a person's enrolment photo their new one is.

    Not compared at all; noted with the photo only; told on the review page as well; or a photo below the
    mark is taken again, or waits for staff to look.
    """

    OFF = "off"
    RECORD = "record"
    WARN = "warn"
    BLOCK = "block"


COMPARISON = "portrait-comparison"
"""The purpose of the consent without which no face is compared, and what staff vouch for instead."""


@dataclass(frozen=True)
class Choice:
    """One category or level; ``codes`` are the words by which a capture code may name it."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    title: Text
    codes: tuple[str, ...] = ()

    def is_meant_by(self, word: str) -> bool:
        """Whether a capture code's ``word`` names this choice."""
        return word in (self.id, self.title.zh, self.title.en, *self.codes)


@dataclass(frozen=True)
class IdentityRules:
    """How identity is checked: ``max_misses`` wrong answers to one code lock it for ``lock_s`` seconds.

    Whatever ``asks`` says, a code that could not be decoded asks for student number and last 4 too.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    asks: Annotated[tuple[IdentityField, ...], Field(min_length=1)] = (IdentityField.LAST4,)
    max_misses: Annotated[int, Field(ge=1, le=20)] = 5
    lock_s: Annotated[float, Field(ge=10, le=86_400)] = 300.0


@dataclass(frozen=True)
class StepRules:
    """Which steps and ways in are on.

    Attributes
    ----------
    guide
        The photographing guide with good and bad examples before the camera.
    code_from_stick, code_from_phone
        The capture code from a picture on a USB stick, or uploaded from the student's own phone.
    studio_file
        A studio photo from a USB stick instead of the camera.
    express
        For collection days: the next person scans while the last photo is made, the guide is left out, and a
        photo that meets its standard is submitted unless somebody objects in time.
    live_person
        Whether a picture held up to the camera is looked for. Nobody is recognised by it and nothing of a
        face is kept.
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    guide: bool = True
    code_from_stick: bool = True
    code_from_phone: bool = True
    studio_file: bool = False
    express: bool = False
    live_person: LivePerson = LivePerson.OFF


@dataclass(frozen=True)
class CompareRules:
    """Whether a new photo is compared with the enrolment photo, and what follows from it."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    policy: ComparePolicy = ComparePolicy.OFF

    @property
    def on(self) -> bool:
        """Whether anything is compared."""
        return self.policy is not ComparePolicy.OFF


@dataclass(frozen=True)
class ContactRules:
    """What is asked for: a phone number, an e-mail address, where prints go (an address or the school)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    phone: Asked = Asked.OFF
    email: Asked = Asked.OFF
    delivery: Asked = Asked.OFF

    @property
    def any(self) -> bool:
        """Whether anything is asked for at all."""
        return any(asked is not Asked.OFF for asked in (self.phone, self.email, self.delivery))


@dataclass(frozen=True)
class Limits:
    """How often a person may do what: finished photos in ``pause_h`` hours, submissions after a rejection."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    standardizations: Annotated[int, Field(ge=1, le=100)] = 3
    pause_h: Annotated[float, Field(gt=0, le=744)] = 24.0
    resubmissions: Annotated[int, Field(ge=0, le=100)] = 2


@dataclass(frozen=True)
class Fee:
    """What it costs, in the smallest unit of the currency (fen)."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    provider: FeeProvider = FeeProvider.NONE
    amount_fen: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    offline: FeeOffline = FeeOffline.CAPTURE_AND_MARK

    def __post_init__(self) -> None:
        if (self.provider is FeeProvider.NONE) != (self.amount_fen == 0):
            raise ValueError("a fee needs a provider and an amount, no fee needs neither")

    @property
    def due(self) -> bool:
        """Whether anything is to be paid."""
        return self.provider is not FeeProvider.NONE


@dataclass(frozen=True)
class Service:
    """Whom to ask: an office, a telephone number with its hours, and words of the campaign's own."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT

    office: Text
    hours: Text
    phone: Annotated[str, Field(pattern=r"^[0-9+ ()-]{0,32}$")] = ""
    help: Text | None = None
