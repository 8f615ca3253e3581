"""The trouble page's model: what is wrong, who does what about it, and whether it goes on by itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.errors import KioskError
from kiosk.photo.studio_file import StudioPhotoRefused
from kiosk.services.campaigns import NOT_SERVED
from kiosk.session.state import NEEDS_CAMERA
from ui.texts import Texts
from ui.view import View


class Kind(StrEnum):
    """Families of trouble; each has a picture of that name in ``assets/trouble``."""

    CAMERA = "camera"
    LIGHTS = "lights"
    DISK = "disk"
    MACHINE = "machine"
    PHOTO = "photo"


_DISK = ("disk-", "store-")
_MACHINE = ("vision-", "internal-", "model-", "font-", "campaign-")

HEALS = frozenset({Kind.CAMERA, Kind.LIGHTS, Kind.DISK})
"""Watched all the time: the page goes as soon as it is mended. Of the machine only :data:`HEALING` is."""
HEALING = frozenset({"vision-failed", NOT_SERVED})
FEW_PIXELS = "photo-too-few-pixels"
"""The camera's fault, not the person's: it came up in a smaller mode than the photo needs."""


@dataclass(frozen=True)
class TroublePage:
    """``student`` and ``staff``: what each of them does, None where nothing is asked of them.

    ``waiting`` says that it goes on by itself, and then there is nothing to press but ``leave``.
    """

    title: str
    picture: str
    student_name: str
    student: str | None
    staff_name: str
    staff: str | None
    waiting: str | None
    code: str
    button: str
    leave: str | None


def kind_of(error: KioskError) -> Kind:
    """Return the family of an error, by its code."""
    code = error.code
    if code.startswith("camera-") or code == FEW_PIXELS:
        return Kind.CAMERA
    if code == "lights-off":
        return Kind.LIGHTS
    if code.startswith(_DISK):
        return Kind.DISK
    return Kind.MACHINE if code.startswith(_MACHINE) else Kind.PHOTO


def present_trouble(view: View) -> TroublePage:
    """Return the model; the page is shown only with an error."""
    texts, state = view.texts, view.state
    error = state.trouble
    if error is None:
        raise ValueError("the trouble page needs an error")
    kind = kind_of(error)
    title, advice = texts.error(error)
    if refused := isinstance(error, StudioPhotoRefused):
        rules = texts("review.and").join(texts.named("rule", rule) for rule in error.rules)
        advice = texts("files.reasons", rules=rules)
    heals = state.back in NEEDS_CAMERA and (kind in HEALS or error.code in HEALING)
    mending = kind is not Kind.PHOTO
    asked = "student_idle" if state.session is None else "student" if heals else "student_again"
    return TroublePage(
        title=title,
        picture=kind.value,
        student_name=texts("mend.student_name"),
        student=texts(f"mend.{asked}") if mending else advice,
        staff_name=texts("mend.staff_name"),
        staff=_staff(texts, kind, error.code, advice) if mending else None,
        waiting=texts(f"mend.waiting_{kind}") if heals else None,
        code=texts("trouble.code", code=error.code),
        button=texts("files.another" if refused else "trouble.button"),
        leave=None if state.session is None else texts("common.leave"),
    )


def _staff(texts: Texts, kind: Kind, code: str, advice: str) -> str:
    """Return what staff do: most errors of a family ask for the same, wrong settings for no restart."""
    return advice if code in (NOT_SERVED, FEW_PIXELS) else texts(f"mend.staff_{kind}")
