"""What a phone sends in, judged: a picture of the capture code, a name, contact details."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import cv2

from kiosk.camera.frame import Picture
from kiosk.campaign.campaign import Campaign
from kiosk.campaign.contact import NAME_MAX_CHARS, TO_SCHOOL, given_contact
from kiosk.campaign.rules import Asked, ContactRules
from kiosk.campaign.standing import school_fits
from kiosk.capture_code.payload import CodeKind, classify, parse_payload
from kiosk.errors import KioskError
from kiosk.picture_file import decode_picture

MAX_PICTURE_BYTES = 10_000_000
"""A saved code picture has some 50 KB, a telephone's photo of a screen 2 to 8 MB."""

MAX_READ_PX = 12_000_000
"""Larger pictures are read at half their size: telephones that make them show a code very large."""

READERS = 2
READER_WAIT_S = 5.0
"""A large picture without a code costs seconds of one core: no more than two are read at a time."""


ReadCodes = Callable[[Picture], Sequence[str]]
"""Reads the texts of every QR code in a picture; from any thread."""


@dataclass(frozen=True)
class Filled:
    """Either ``fields`` for the booth, or ``faults``: field → code of what to put right."""

    fields: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


class CodePictures:
    """Reads uploaded pictures, a few at a time; used from any thread."""

    def __init__(self, read: ReadCodes, max_px: int) -> None:
        self._read, self._max_px = read, max_px
        self._turns = threading.BoundedSemaphore(READERS)

    def judge(self, campaign: Campaign, data: bytes) -> Filled:
        """Return the picture's one capture code, its text untouched, or why there is none."""
        if not data:
            return _fault("picture", "picture-missing")
        if len(data) > MAX_PICTURE_BYTES:
            return _fault("picture", "picture-too-large")
        if not self._turns.acquire(timeout=READER_WAIT_S):
            return _fault("picture", "busy")
        try:
            picture = _readable(decode_picture(data, "the picture", max_pixels=self._max_px))
            texts = self._read(picture)
        except KioskError as error:
            return _fault("picture", error.code)
        finally:
            self._turns.release()
        kinds = {text: classify(text) for text in texts}
        ours = [text for text, kind in kinds.items() if kind is CodeKind.CAPTURE]
        if not ours:
            return _fault("picture", next((f"code-{kind}" for kind in kinds.values()), "code-none"))
        if len(ours) > 1:
            return _fault("picture", "code-several")
        if not school_fits(campaign, parse_payload(ours[0])):
            return _fault("picture", "code-other-school")
        return Filled({"code": ours[0]})


def judge_name(name: str) -> Filled:
    """Return a full name in one line, or what is wrong with it."""
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    right = 0 < len(plain) <= NAME_MAX_CHARS and plain.isprintable()
    return Filled({"name": plain}) if right else _fault("name", "name-wrong")


def judge_contact(rules: ContactRules, form: Mapping[str, str]) -> Filled:
    """Return contact details as the campaign asks for them, or every field that is not right.

    ``form`` has ``phone``, ``email``, ``delivery`` (``school``, ``address`` or nothing), ``address`` and
    ``addressee``; what is not asked for is ignored.
    """
    to = form.get("delivery", "")
    place = TO_SCHOOL if to == TO_SCHOOL else form.get("address", "") if to == "address" else ""
    asked = rules.delivery
    if asked is Asked.OPTIONAL and to == "address":
        asked = Asked.REQUIRED  # who chose an address is asked for it
    fields: dict[str, str] = {}
    faults: dict[str, str] = {}
    for part, typed in (
        (ContactRules(phone=rules.phone), {"phone": form.get("phone", "")}),
        (ContactRules(email=rules.email), {"email": form.get("email", "")}),
        (ContactRules(delivery=asked), {"delivery": place, "addressee": form.get("addressee", "")}),
    ):
        try:
            contact = given_contact(part, **typed)
        except KioskError as error:
            faults |= _contact_fault(error.code, to)
            continue
        fields |= {name: value for name, value in vars(contact).items() if value is not None}
    return Filled(faults=faults) if faults else Filled(fields)


def _readable(picture: Picture) -> Picture:
    if picture.shape[0] * picture.shape[1] <= MAX_READ_PX:
        return picture
    half: Picture = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return half


def _contact_fault(code: str, to: str) -> dict[str, str]:
    """Return the field a contact's fault belongs to, with its code."""
    if code == "contact-address-wrong" and to != "address":
        return {"delivery": "contact-delivery-missing"}
    field_of = {
        "contact-phone-wrong": "phone",
        "contact-email-wrong": "email",
        "contact-address-wrong": "address",
        "contact-name-wrong": "addressee",
    }
    return {field_of[code]: code}


def _fault(name: str, code: str) -> Filled:
    return Filled(faults={name: code})
