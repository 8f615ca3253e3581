"""What the review page says of the comparison with the enrolment photo: a number, and what helps."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.compare.comparison import Compared, Missing
from kiosk.compare.helps import helps
from kiosk.session.photographing import EARLIER
from ui.texts import Language
from ui.view import View

HELPS_TOLD = 3
"""More than three things at once nobody remembers before the camera."""


@dataclass(frozen=True)
class Match:
    """``tone`` of a notice; ``staff`` is the button that calls them, None where the photo may go on.

    ``retake_first``: another photo is advised before that.
    """

    text: str
    tone: str
    staff: str | None = None
    retake_first: bool = False


def present_match(view: View) -> Match | None:
    """Return what is told, None where nothing is compared or the campaign only records it."""
    texts, state = view.texts, view.state
    compared = None if state.photo is None else state.photo.comparison
    if compared is None or not compared.told:
        return None
    if state.vouched:
        return Match(texts("match.vouched"), "good")
    result = compared.result
    if result is None:
        return _not_compared(view, compared)
    if compared.passed:
        return Match(texts("match.passed", score=result.score, mark=compared.mark), "good")
    told = [texts("match.below", score=result.score, mark=compared.mark)]
    if state.notice == EARLIER:
        told.append(texts("match.earlier"))
    tries_left = state.takes < compared.tries
    if tries_left:
        found = () if state.capture is None else helps(state.capture.verdicts)[:HELPS_TOLD]
        things = texts("review.and").join(texts(f"match.help_{help_}") for help_ in found)
        told.append(texts("match.try", things=things or texts("match.help_none")))
    if compared.held:
        told.append(texts("match.or_staff" if tries_left else "match.staff_now"))
    staff = texts("match.staff") if compared.held else None
    glue = "" if texts.language is Language.ZH else " "
    return Match(glue.join(told), "warn", staff, retake_first=tries_left)


def _not_compared(view: View, compared: Compared) -> Match | None:
    """Nobody is at fault where there is nothing to compare with, and staff look just as well."""
    if not compared.held:
        return None
    face = compared.missing is Missing.FACE_UNUSABLE and view.state.takes < compared.tries
    why = "declined" if compared.missing is Missing.NOT_AGREED else "face" if face else "none"
    return Match(view.texts(f"match.{why}"), "plain", view.texts("match.staff"), retake_first=face)
